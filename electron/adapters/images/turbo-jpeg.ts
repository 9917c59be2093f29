import type { Size } from './picture.ts';
import { compileWasm, startWasm } from './wasm-file.ts';
import type { WasmMemory, WasmModule } from './wasm-file.ts';

/** Layouts of pixels in TurboJPEG's numbers, with their bytes per pixel. */
const layouts = { rgb: { id: 0, bytes: 3 }, cmyk: { id: 11, bytes: 4 } } as const;

/** The functions that libjpeg-turbo's WebAssembly build offers; addresses and sizes are in bytes. */
interface TurboJpeg {
  readonly memory: WasmMemory;
  readonly malloc: (bytes: number) => number;
  readonly free: (address: number) => void;
  readonly tjInitDecompress: () => number;
  readonly tjDestroy: (handle: number) => number;
  readonly tjDecompress2: (
    ...args: [
      ...[handle: number, input: number, inputBytes: number, output: number],
      ...[width: number, pitch: number, height: number, layout: number, flags: number],
    ]
  ) => number;
}

let compiled: WasmModule | undefined;
let instance: TurboJpeg | undefined;

/** One build per thread; one that failed is left in the middle of something and is made anew. */
function turboJpeg(): TurboJpeg {
  if (instance !== undefined) return instance;
  compiled ??= compileWasm('@cwasm/jpeg-turbo', 'jpeg-turbo.wasm');
  const refuse = (what: string) => (): never => {
    throw new Error(what);
  };
  const env = { setjmp: () => 0, longjmp: refuse('its data is damaged') };
  const system = {
    environ_sizes_get: (count: number, bytes: number): number => {
      const view = new DataView(made.memory.buffer);
      view.setUint32(count, 0, true);
      view.setUint32(bytes, 0, true);
      return 0;
    },
    environ_get: () => 0,
    proc_exit: refuse('its decoder gave up'),
    fd_close: () => 0,
    fd_seek: () => 0,
    fd_write: refuse('its decoder gave up'),
  };
  const imports = { env, wasi_snapshot_preview1: system };
  const made = startWasm(compiled, imports) as TurboJpeg;
  return (instance = made);
}

/**
 * Decodes a JPEG file of known size to interleaved RGB [H,W,3] or CMYK [H,W,4], with libjpeg-turbo's defaults: the
 * accurate integer transform and smooth chroma, the same as OpenCV's imread. Faults within its data are passed over.
 * @throws Error when it cannot be decoded
 */
export function decodeTurboJpeg(
  input: Uint8Array,
  { width, height }: Size,
  layout: keyof typeof layouts,
): Uint8Array {
  const { id, bytes } = layouts[layout];
  const outputBytes = width * height * bytes;
  const turbo = turboJpeg();
  try {
    const handle = turbo.tjInitDecompress();
    const from = turbo.malloc(input.length);
    const to = turbo.malloc(outputBytes);
    if (handle === 0 || from === 0 || to === 0) throw new Error('not enough memory');
    new Uint8Array(turbo.memory.buffer, from).set(input);
    // Its status tells of faults that it has passed over; what cannot be decoded has thrown by now.
    turbo.tjDecompress2(...[handle, from, input.length, to, width, 0, height, id, 0]);
    const data = new Uint8Array(turbo.memory.buffer, to, outputBytes).slice();
    turbo.free(from);
    turbo.free(to);
    turbo.tjDestroy(handle);
    return data;
  } catch (error) {
    instance = undefined;
    throw error;
  }
}
