// `npm run test:electron`: the desktop scenarios on Electron itself, where it can run. Elsewhere nothing is counted.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ownCircumstances, whyNoDesktop } from '../../build/electron-binary.ts';

const why = whyNoDesktop(ownCircumstances());
if (why !== null) {
  console.log(`Electron scenarios not run: ${why}`);
} else {
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
  const config = fileURLToPath(new URL('vitest.config.ts', import.meta.url));
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', config], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
