import type { Target } from './target.ts';

/** What a native program or library is made for. */
export interface BinaryKind {
  readonly platform: Target['platform'];
  /** `universal` holds code for more than one processor, `other` for one that the studio does not know. */
  readonly arch: Target['arch'] | 'universal' | 'other';
}

/** Bytes at a file's beginning that tell its kind, as far as its head has them. */
export const headBytes = 4096;

/** Numbers of processors in the three formats. */
const elfArchs: Readonly<Record<number, Target['arch']>> = { 62: 'x64', 183: 'arm64' };
const peArchs: Readonly<Record<number, Target['arch']>> = { 0x8664: 'x64', 0xaa64: 'arm64' };
const machArchs: Readonly<Record<number, Target['arch']>> = {
  0x01000007: 'x64',
  0x0100000c: 'arm64',
};

/** Tells native code by its own head, whatever the file is called; undefined for everything else. */
export function binaryKind(head: Uint8Array): BinaryKind | undefined {
  if (head.length < 20) return undefined;
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.readUInt32BE(0) === 0x7f454c46) {
    return { platform: 'linux', arch: elfArchs[bytes.readUInt16LE(18)] ?? 'other' };
  }
  if (bytes.readUInt32LE(0) === 0xfeedfacf) {
    return { platform: 'darwin', arch: machArchs[bytes.readUInt32LE(4)] ?? 'other' };
  }
  if (bytes.readUInt32BE(0) === 0xcafebabe) return { platform: 'darwin', arch: 'universal' };
  if (bytes.readUInt16BE(0) !== 0x4d5a || bytes.length < 64) return undefined;
  const at = bytes.readUInt32LE(60);
  if (at + 6 > bytes.length || bytes.readUInt32BE(at) !== 0x50450000) return undefined;
  return { platform: 'win32', arch: peArchs[bytes.readUInt16LE(at + 4)] ?? 'other' };
}

/** True when a target can load native code of this kind. */
export function runsOn(kind: BinaryKind, { platform, arch }: Target): boolean {
  return kind.platform === platform && (kind.arch === arch || kind.arch === 'universal');
}
