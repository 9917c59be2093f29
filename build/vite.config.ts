import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { sourceMapPath } from './source-map-paths.ts';

const renderer = fileURLToPath(new URL('../renderer', import.meta.url));

/**
 * Builds the window into dist/renderer: scripts and styles as files of their own and nothing inlined, because the
 * hosts' content security policy allows neither; relative addresses, because they serve it from different roots.
 */
// eslint-disable-next-line no-restricted-exports -- Vite reads its configuration from the default export only.
export default defineConfig({
  root: renderer,
  base: './',
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
  build: {
    outDir: fileURLToPath(new URL('../dist/renderer', import.meta.url)),
    emptyOutDir: true,
    sourcemap: true,
    // Maps name files and lines for reports of faults; the sources stay in the repository.
    rolldownOptions: {
      output: { sourcemapExcludeSources: true, sourcemapPathTransform: sourceMapPath },
    },
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2024',
    cssTarget: ['chrome123', 'firefox128', 'safari18'],
  },
});
