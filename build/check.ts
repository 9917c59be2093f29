// `npm run check`: types, types of the window, rules and format, side by side; prints what is wrong in this order.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from './entries.ts';

const checks: readonly (readonly string[])[] = [
  ['tsc', '--noEmit', '-p', '.'],
  [
    'svelte-check',
    '--tsconfig',
    'renderer/tsconfig.json',
    '--threshold',
    'warning',
    '--output',
    'human',
  ],
  ['eslint', '.', '--max-warnings', '0'],
  ['prettier', '--check', '.', '--log-level', 'warn'],
];

const results = checks.map(async ([program = '', ...args]) => {
  const onWindows = process.platform === 'win32';
  const file = path.join(root, 'node_modules', '.bin', onWindows ? `${program}.cmd` : program);
  const child = spawn(file, args, {
    cwd: root,
    shell: onWindows,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], out, err] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { program, isRight: code === 0, said: `${out}${err}`.trim() };
});
for (const result of results) {
  const { program, isRight, said } = await result;
  if (said !== '') console.log(said);
  if (isRight) continue;
  console.error(`${program} is not content`);
  process.exitCode = 1;
}
