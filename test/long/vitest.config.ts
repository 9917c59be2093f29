import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Vite reads its configuration from the default export only.
// eslint-disable-next-line no-restricted-exports
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/long/**/*.long.test.ts'],
    setupFiles: ['./test/support/matchers.ts'],
    testTimeout: 1_800_000,
    maxWorkers: 1,
  },
});
