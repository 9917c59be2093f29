/** Devices that a person may ask for; `auto` takes an accelerator only where it proves right and faster. */
export const DEVICES = ['auto', 'cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const;
export type Device = (typeof DEVICES)[number];

/** What a network can really run on. */
export type Provider = Exclude<Device, 'auto'>;

const OF_PLATFORM: Readonly<Record<string, readonly Device[]>> = {
  win32: ['auto', 'cpu', 'cuda', 'dml', 'webgpu'],
  darwin: ['auto', 'cpu', 'coreml', 'webgpu'],
  linux: ['auto', 'cpu', 'cuda', 'webgpu'],
};

/** The devices that can be there on a platform, as Node names it. */
export function devicesOn(platform: string): readonly Device[] {
  return OF_PLATFORM[platform] ?? ['auto', 'cpu'];
}
