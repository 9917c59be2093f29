import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The mark by which Electron's fuses are found in its program. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Electron's fuses as it is published: version 1, nine of them, all as they come. */
const wire = Buffer.concat([
  Buffer.from(sentinel, 'latin1'),
  Buffer.from([1, 9]),
  Buffer.from('101100011', 'latin1'),
]);

/** Head of a program for 64-bit Linux on x86 or ARM. */
function elfHead(arch: 'x64' | 'arm64'): Uint8Array {
  const head = Buffer.alloc(64);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  head.writeUInt16LE(3, 16);
  head.writeUInt16LE(arch === 'x64' ? 62 : 183, 18);
  return head;
}

/**
 * Lays a folder out as Electron for Linux is published, for electron-builder's `electronDist`: what it renames, keeps
 * and changes is there, the fuses in their place; it cannot be started.
 */
export async function layStandInElectron(folder: string, arch: 'x64' | 'arm64'): Promise<void> {
  const files: Readonly<Record<string, Uint8Array | string>> = {
    electron: Buffer.concat([elfHead(arch), Buffer.alloc(4096), wire, Buffer.alloc(4096)]),
    chrome_crashpad_handler: elfHead(arch),
    'chrome-sandbox': elfHead(arch),
    'libffmpeg.so': elfHead(arch),
    'resources.pak': 'resources',
    'icudtl.dat': 'data',
    'locales/en-US.pak': 'words',
    'locales/de.pak': 'Wörter',
    LICENSE: 'The licence of Electron.',
    'LICENSES.chromium.html': '<p>The licences of Chromium.</p>',
    version: '45.4.1',
  };
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  for (const name of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']) {
    await chmod(path.join(folder, name), 0o755);
  }
}
