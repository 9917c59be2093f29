/** @type {import('prettier').Config} */
const config = {
  printWidth: 100,
  singleQuote: true,
  plugins: ['prettier-plugin-svelte'],
  overrides: [{ files: '*.svelte', options: { parser: 'svelte' } }],
};

// Prettier reads its configuration from the default export only.
export default config;
