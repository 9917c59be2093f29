import { StudioError } from '../../../contract/errors.ts';
import { JsonReader } from '../json-reader.ts';
import { withoutMark } from './lines.ts';

/** More characters than one value that is read at once may have. */
const MOST_CHARS = 32_000_000;
const MOST_DEPTH = 200;

/** A value of a JSON text that is being read; it must be taken, whole or piece by piece, before the next one is. */
export interface JsonValue {
  /** Whether it is null; it can still be taken. */
  isNull(): boolean;
  /** Whether it is a list. */
  isList(): boolean;
  /** The value, read whole. @throws StudioError bad-input as JsonReader.parse, naming the place */
  read(): JsonReader;
  /** The items of a list one by one. @throws StudioError bad-input when it is no list */
  items(): Generator<JsonValue>;
  /** The members of an object one by one. @throws StudioError bad-input when it is no object */
  members(): Generator<readonly [key: string, value: JsonValue]>;
}

/**
 * The value that a JSON text in pieces holds. Lists and objects can be gone through item by item, so that a text of
 * any length takes little memory; what nobody takes is passed over.
 * @param file name for messages
 */
export function jsonValue(chunks: Iterable<string>, file: string): JsonValue {
  const stream = new JsonStream(chunks, file);
  return new StreamedValue(stream, '');
}

class StreamedValue implements JsonValue {
  readonly #stream: JsonStream;
  readonly #path: string;
  isTaken = false;

  constructor(stream: JsonStream, path: string) {
    this.#stream = stream;
    this.#path = path;
  }

  isNull(): boolean {
    return this.#stream.peek() === 'n';
  }

  isList(): boolean {
    return this.#stream.peek() === '[';
  }

  read(): JsonReader {
    this.isTaken = true;
    const text = this.#stream.takeValue(this.#path);
    if (this.#path === '') this.#stream.expectEnd();
    return JsonReader.parse(text, this.#stream.file, this.#path);
  }

  *items(): Generator<JsonValue> {
    if (this.#stream.peek() !== '[') this.read().fail('a list');
    this.isTaken = true;
    this.#stream.take('[');
    for (let index = 0; this.#stream.hasItem(']', index === 0); index++) {
      const item = new StreamedValue(this.#stream, `${this.#path}[${index}]`);
      yield item;
      item.pass();
    }
    if (this.#path === '') this.#stream.expectEnd();
  }

  *members(): Generator<readonly [string, JsonValue]> {
    if (this.#stream.peek() !== '{') this.read().fail('an object');
    this.isTaken = true;
    this.#stream.take('{');
    for (let index = 0; this.#stream.hasItem('}', index === 0); index++) {
      const key = this.#stream.takeKey(this.#path);
      const path = this.#path === '' ? key : `${this.#path}.${key}`;
      const value = new StreamedValue(this.#stream, path);
      yield [key, value];
      value.pass();
    }
    if (this.#path === '') this.#stream.expectEnd();
  }

  /** Leaves the value behind, if nobody has taken it. */
  pass(): void {
    if (!this.isTaken) this.#stream.passValue(this.#path);
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** The characters of a JSON text from the place that was reached on. */
class JsonStream {
  readonly file: string;
  readonly #chunks: Iterator<string>;
  #text = '';
  #at = 0;
  #passed = 0;

  constructor(chunks: Iterable<string>, file: string) {
    this.file = file;
    this.#chunks = withoutMark(chunks)[Symbol.iterator]();
  }

  /** The next character that is no blank; empty at the end. */
  peek(): string {
    for (;;) {
      while (this.#at < this.#text.length && isBlank(this.#text.charCodeAt(this.#at))) this.#at++;
      if (this.#at < this.#text.length) return this.#text[this.#at]!;
      if (!this.#more()) return '';
    }
  }

  /** Whether an item comes before the bracket that closes; the comma before it, or the bracket, is passed. */
  hasItem(close: string, isFirst: boolean): boolean {
    if (this.peek() === close) {
      this.#at++;
      return false;
    }
    if (!isFirst) this.take(',');
    return true;
  }

  takeKey(path: string): string {
    if (this.peek() !== '"') this.#refuse('a key in quotes should stand here');
    const key = JsonReader.parse(this.takeValue(path), this.file, path).string();
    this.take(':');
    return key;
  }

  /** The text of the value that comes next. */
  takeValue(path: string): string {
    const length = this.#lengthOfValue(path, false);
    const text = this.#text.slice(this.#at, this.#at + length);
    this.#at += length;
    return text;
  }

  passValue(path: string): void {
    // The place moves while the length is found.
    const length = this.#lengthOfValue(path, true);
    this.#at += length;
  }

  expectEnd(): void {
    if (this.peek() !== '') this.#refuse('the text should end here');
  }

  /** Passes a character that must come next. */
  take(char: string): void {
    if (this.peek() !== char) this.#refuse(`"${char}" should stand here`);
    this.#at++;
  }

  #refuse(why: string): never {
    const place = this.#passed + this.#at;
    throw new StudioError('bad-input', `${this.file} is not JSON: ${why}, at character ${place}`);
  }

  /**
   * Characters of the value that comes next, counted from here: brackets are matched and strings passed over.
   * @param drops forget what was counted already whenever more of the text is needed
   */
  #lengthOfValue(path: string, drops: boolean): number {
    if (this.peek() === '') this.#refuse('it ends where a value should stand');
    let depth = 0;
    let inString = false;
    let length = 0;
    for (;;) {
      const text = this.#text;
      let at = this.#at + length;
      for (; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (inString) {
          if (code === BACKSLASH) at++;
          else if (code === QUOTE) {
            inString = false;
            if (depth === 0) return at + 1 - this.#at;
          }
        } else if (code === QUOTE) {
          if (depth === 0 && at > this.#at) return at - this.#at;
          inString = true;
        } else if (code === 0x7b || code === 0x5b) {
          if (++depth > MOST_DEPTH) this.#refuse(`${path} is nested too deep`);
        } else if (code === 0x7d || code === 0x5d) {
          if (depth === 0) return at - this.#at;
          if (--depth === 0) return at + 1 - this.#at;
        } else if (depth === 0 && (code === 0x2c || code === 0x3a || isBlank(code))) {
          return at - this.#at;
        }
      }
      length = at - this.#at;
      if (length > MOST_CHARS && !drops) this.#refuse(`${path || 'one value'} is too long`);
      // The place within a string or a bracket is all that must be known to go on.
      const overshoot = at - text.length;
      if (drops && (depth > 0 || inString)) {
        this.#at = text.length;
        length = overshoot;
      }
      if (!this.#more()) {
        if (depth > 0 || inString) this.#refuse('it ends within a value');
        return Math.min(length, this.#text.length - this.#at);
      }
    }
  }

  #more(): boolean {
    const next = this.#chunks.next();
    if (next.done === true) return false;
    this.#passed += this.#at;
    this.#text = this.#text.slice(this.#at) + next.value;
    this.#at = 0;
    return true;
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
