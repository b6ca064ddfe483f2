import { defineConfig } from 'vitepress';

export default defineConfig({
  title: 'Attention',
  vue: {
    template: { compilerOptions: { isCustomElement: (tag) => tag === 'attention-walk' } },
  },
});
