import DefaultTheme from 'vitepress/theme';

export default {
  extends: DefaultTheme,
  enhanceApp() {
    // In the browser, and in a file of its own: other pages do not wait for it.
    if (!import.meta.env.SSR) import('attention-walk');
  },
};
