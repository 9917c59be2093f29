import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { compileCacheFolder } from './bin/compile-cache.js';

/** Tests of code without processes, files or anything else that one of them could leave behind for the next. */
const PURE = ['electron/{domain,ml,contract}/**/*.test.ts', 'renderer/**/*.test.ts'];
const LEFT_OUT = ['**/*.long.test.ts', 'node_modules/**'];

// Vite reads its configuration from the default export only.
export default defineConfig({
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
  test: {
    reporters: ['default', './test/support/summary-reporter.ts'],
    setupFiles: ['./test/support/matchers.ts'],
    // Hundreds of programs are started.
    env: { NODE_COMPILE_CACHE: compileCacheFolder },
    // Patience with slow and busy machines; what hangs for ever is still found.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['{electron,build,test}/**/*.test.ts'],
          exclude: [...LEFT_OUT, ...PURE],
        },
      },
      // One process for many files: to start one and to load what they share takes longer than most of them.
      { extends: true, test: { name: 'pure', include: PURE, exclude: LEFT_OUT, isolate: false } },
    ],
  },
});
