import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Vite reads its configuration from the default export only.
export default defineConfig({
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
  test: {
    include: ['{electron,renderer,build,test}/**/*.test.ts'],
    exclude: ['**/*.long.test.ts', 'node_modules/**'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    setupFiles: ['./test/support/matchers.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
