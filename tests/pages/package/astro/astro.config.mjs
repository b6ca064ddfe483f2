import { defineConfig } from 'astro/config';

export default defineConfig({
  base: '/sites/astro/dist/',
  devToolbar: { enabled: false },
});
