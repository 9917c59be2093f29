import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Vite reads its configuration from the default export only.
// eslint-disable-next-line no-restricted-exports
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/electron/*.electron.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    setupFiles: ['./test/support/matchers.ts'],
    maxWorkers: 1,
  },
});
