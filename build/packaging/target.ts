/** A system that installers are made for. */
export interface Target {
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly arch: 'x64' | 'arm64';
}

/** Systems for which ONNX Runtime and a static ffmpeg both exist. */
export const targets: readonly Target[] = [
  { platform: 'linux', arch: 'x64' },
  { platform: 'linux', arch: 'arm64' },
  { platform: 'darwin', arch: 'arm64' },
  { platform: 'win32', arch: 'x64' },
];

/** The system that this process runs on. @throws Error naming it when installers cannot be made for it */
export function presentTarget(): Target {
  const { platform, arch } = process;
  const found = targets.find((target) => target.platform === platform && target.arch === arch);
  if (found !== undefined) return found;
  const known = targets.map((target) => `${target.platform}-${target.arch}`).join(', ');
  throw new Error(
    `No installer can be made for ${platform}-${arch}; there are those for ${known}.`,
  );
}
