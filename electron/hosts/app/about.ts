import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { app } from 'electron';
import type { Provider } from '../../contract/device.ts';
import type { EventMessage } from '../../contract/wire.ts';

const names: Readonly<Record<Provider, string>> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
};

/** What the About panel says: the versions of all parts, and what networks have last run on. */
export class About {
  readonly #version: string;
  #provider: Provider | null = null;

  constructor(version: string) {
    this.#version = version;
    this.#apply();
  }

  /** Takes note of what a layer's network runs on. */
  readonly take = (message: EventMessage): void => {
    if (message.event !== 'layer') return;
    const { provider } = message.data;
    if (provider === null || provider === this.#provider) return;
    this.#provider = provider;
    this.#apply();
  };

  /** Opens the panel. */
  readonly show = (): void => app.showAboutPanel();

  #apply(): void {
    const { electron, chrome, node } = process.versions;
    const ranOn =
      this.#provider === null
        ? 'has not tracked yet'
        : `tracked on ${names[this.#provider]} the last time`;
    const parts = [
      `ONNX Runtime ${runtimeVersion()}, ${ranOn}`,
      `Electron ${electron}, Chromium ${chrome}, Node.js ${node}`,
    ];
    app.setAboutPanelOptions({
      applicationName: 'LoReTrack Studio',
      applicationVersion: this.#version,
      version: '',
      copyright: 'Apache-2.0. Other software in it: THIRD_PARTY_NOTICES.md.',
      credits: parts.join('\n'),
    });
  }
}

/** The version that the package says, without loading its native library into this process. */
function runtimeVersion(): string {
  try {
    const file = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version?: unknown };
    return String(version);
  } catch {
    return 'of unknown version';
  }
}
