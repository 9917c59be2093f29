// Structured clones as JSON texts. Both functions also run in pages, so they use nothing outside of themselves.

/** Writes what structured cloning can carry. @throws DataCloneError for what it cannot */
export function encodeClone(given: unknown): string {
  const write = (value: unknown): unknown => {
    if (value === undefined) return { u: 0 };
    if (typeof value === 'bigint') return { n: String(value) };
    if (typeof value === 'number') {
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { f: Object.is(value, -0) ? '-0' : String(value) };
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(write);
    if (value instanceof Date) return { d: value.getTime() };
    if (value instanceof Map)
      return { m: [...value].map(([key, part]) => [write(key), write(part)]) };
    if (value instanceof Set) return { s: [...value].map(write) };
    if (value instanceof Error) return { e: [value.name, value.message] };
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return { b: [value.constructor.name, Array.from(bytes)] };
    }
    return { o: Object.entries(value).map(([key, part]) => [key, write(part)]) };
  };
  return JSON.stringify(write(structuredClone(given)));
}

/** Reads what `encodeClone` wrote. */
export function decodeClone(text: string): unknown {
  interface Written {
    readonly u?: 0;
    readonly n?: string;
    readonly f?: string;
    readonly d?: number;
    readonly m?: readonly (readonly [unknown, unknown])[];
    readonly s?: readonly unknown[];
    readonly e?: readonly [string, string];
    readonly b?: readonly [string, readonly number[]];
    readonly o?: readonly (readonly [string, unknown])[];
  }
  const read = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(read);
    const { u, n, f, d, m, s, e, b, o } = value as Written;
    if (u !== undefined) return undefined;
    if (n !== undefined) return BigInt(n);
    if (f !== undefined) return Number(f);
    if (d !== undefined) return new Date(d);
    if (m !== undefined) return new Map(m.map(([key, part]) => [read(key), read(part)]));
    if (s !== undefined) return new Set(s.map(read));
    if (e !== undefined) return Object.assign(new Error(e[1]), { name: e[0] });
    if (b !== undefined) {
      const { buffer } = Uint8Array.from(b[1]);
      const View = (globalThis as never as Record<string, new (buffer: ArrayBuffer) => unknown>)[
        b[0]
      ];
      return View === undefined ? buffer : new View(buffer);
    }
    const object = {};
    for (const [key, part] of o ?? []) {
      // An own property, also where the name is `__proto__`, as structured cloning has it.
      const property = { value: read(part), writable: true, enumerable: true, configurable: true };
      Object.defineProperty(object, key, property);
    }
    return object;
  };
  return read(JSON.parse(text));
}
