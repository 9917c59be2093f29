#!/usr/bin/env node
// Plain JavaScript for any Node from 20 on: hands over to the Node that the packages bring, which reads TypeScript.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileCacheFolder } from './compile-cache.js';

const bundled = fileURLToPath(
  new URL(
    process.platform === 'win32'
      ? '../node_modules/node/bin/node.exe'
      : '../node_modules/node/bin/node',
    import.meta.url,
  ),
);
const main = fileURLToPath(new URL('../electron/hosts/cli/main.ts', import.meta.url));
const isNewEnough = Number(process.versions.node.split('.')[0]) >= 24;

// For the processes that are started from here too.
process.env.NODE_COMPILE_CACHE ??= compileCacheFolder;

if (isNewEnough) {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import(new URL('../electron/hosts/cli/main.ts', import.meta.url).href);
} else if (existsSync(bundled)) {
  const child = spawn(bundled, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
} else {
  console.error(
    `loretrack: needs Node 24, this is Node ${process.versions.node}. Run "npm ci" in the project, which brings it.`,
  );
  process.exit(1);
}
