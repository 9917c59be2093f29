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
    // Patience with slow and busy machines; what hangs for ever is still found.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
