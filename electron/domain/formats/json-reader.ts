import { StudioError } from '../../contract/errors.ts';

/**
 * One value of a parsed JSON file and its place in it. Each reading method either gives what it promises or
 * throws a StudioError bad-input that names the file and the place, e.g. `tracks[0].frames[3].bbox[2]`.
 */
export class JsonReader {
  readonly #value: unknown;
  readonly #file: string;
  readonly #path: string;

  private constructor(value: unknown, file: string, path: string) {
    this.#value = value;
    this.#file = file;
    this.#path = path;
  }

  /**
   * The whole of a JSON text.
   * @param file name for messages
   * @param path place in the file where the text stands
   */
  static parse(text: string, file: string, path = ''): JsonReader {
    try {
      return new JsonReader(JSON.parse(text.replace(/^\uFEFF/, '')), file, path);
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause);
      const place = path === '' ? file : `${file}: ${path}`;
      throw new StudioError('bad-input', `${place} is not JSON: ${detail}`, { cause });
    }
  }

  /** An object of which the members were read one by one. */
  static gathered(members: ReadonlyMap<string, JsonReader>, file: string, path = ''): JsonReader {
    const entries = Array.from(members, ([key, reader]) => [key, reader.#value] as const);
    return new JsonReader(Object.fromEntries(entries), file, path);
  }

  /** Throws: `expected` says what should stand here. */
  fail(expected: string): never {
    const place = this.#path === '' ? 'the whole file' : this.#path;
    const found = this.#value === undefined ? 'nothing' : JSON.stringify(this.#value);
    const short = found.length > 60 ? `${found.slice(0, 60)}…` : found;
    throw new StudioError(
      'bad-input',
      `${this.#file}: ${place} should be ${expected}, found ${short}`,
    );
  }

  /** The value of a key; a missing one reads as undefined. */
  at(key: string): JsonReader {
    const object = this.#object();
    const value = Object.hasOwn(object, key) ? object[key] : undefined;
    return new JsonReader(value, this.#file, this.#path === '' ? key : `${this.#path}.${key}`);
  }

  /** What `read` makes of the value, or `fallback` where it is missing or null. */
  optional<T, F>(read: (reader: JsonReader) => T, fallback: F): T | F {
    return this.#value === undefined || this.#value === null ? fallback : read(this);
  }

  /** Whether the key is there, with null counting as not. */
  has(key: string): boolean {
    return this.at(key).optional(() => true, false);
  }

  array(): JsonReader[] {
    if (!Array.isArray(this.#value)) this.fail('a list');
    return this.#value.map(
      (item: unknown, i) => new JsonReader(item, this.#file, `${this.#path}[${i}]`),
    );
  }

  entries(): [string, JsonReader][] {
    return Object.keys(this.#object()).map((key) => [key, this.at(key)]);
  }

  string(): string {
    if (typeof this.#value !== 'string') this.fail('text');
    return this.#value;
  }

  boolean(): boolean {
    if (typeof this.#value !== 'boolean') this.fail('true or false');
    return this.#value;
  }

  /** A finite number for which `accept` holds; `expected` describes it. */
  number(expected = 'a number', accept: (value: number) => boolean = () => true): number {
    const value = this.#value;
    if (typeof value !== 'number' || !Number.isFinite(value) || !accept(value)) this.fail(expected);
    return value;
  }

  integer(minimum: number): number {
    const expected = Number.isFinite(minimum) ? `an integer from ${minimum}` : 'an integer';
    return this.number(expected, (value) => Number.isSafeInteger(value) && value >= minimum);
  }

  /** A text, number or boolean. */
  scalar(): string | number | boolean {
    const value = this.#value;
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    return this.number('text, a number, true or false');
  }

  /** A text, finite number or boolean; null for anything else. */
  plain(): string | number | boolean | null {
    const value = this.#value;
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  }

  #object(): Record<string, unknown> {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.fail('an object');
    return value as Record<string, unknown>;
  }
}
