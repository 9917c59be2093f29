import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** A compiled WebAssembly file; only the engine of the language looks into it. */
export interface WasmModule {
  readonly [compiled]: never;
}
declare const compiled: unique symbol;

/** Memory of WebAssembly code; its buffer is another one after the code has asked for more. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** Functions that WebAssembly code asks for, by module and name. */
export type WasmImports = Readonly<
  Record<string, Readonly<Record<string, (...args: number[]) => number>>>
>;

/** The language's own types leave this to browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: WasmImports,
  ) => { readonly exports: unknown };
};

const { resolve } = createRequire(import.meta.url);

/**
 * Compiles a WebAssembly file of an installed package.
 * @param file path within the package
 * @throws Error when it is not installed
 */
export function compileWasm(packageName: string, file: string): WasmModule {
  const folder = path.dirname(resolve(`${packageName}/package.json`));
  // Files that are read by path lie beside the archive of an installed program.
  const besideArchive = folder.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
  return new WebAssembly.Module(readFileSync(path.join(besideArchive, file)));
}

/** Makes compiled code ready to run; what it exports is for the caller to know. */
export function startWasm(module: WasmModule, imports: WasmImports): unknown {
  return new WebAssembly.Instance(module, imports).exports;
}
