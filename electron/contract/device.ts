/** Devices that a person may ask for; `auto` takes an accelerator only where it proves right and faster. */
export const DEVICES = ['auto', 'cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const;
export type Device = (typeof DEVICES)[number];

/** What a network can really run on. */
export type Provider = Exclude<Device, 'auto'>;
