import { StudioError } from '../../../contract/errors.ts';
import { withoutMark } from './lines.ts';

/** What stands in an XML text: the start of an element, its end, or text between tags. */
export type XmlEvent =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
      /** Where it stands; lines count from 1. */
      readonly file: string;
      readonly line: number;
    }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** Bounds of one tag or text, in characters, and of nesting. */
const MOST_CHARS = 1_000_000;
const MOST_DEPTH = 100;

/**
 * Reads XML in pieces, bounded in memory. Only the five predefined entities and numeric characters are known: a
 * text with a document type, which could define others, is refused, so that nothing is ever expanded or fetched.
 * @param file name for messages
 * @throws StudioError bad-input naming the file and line
 */
export function* xmlEvents(chunks: Iterable<string>, file: string): Generator<XmlEvent> {
  const source = new XmlSource(chunks, file);
  const open: string[] = [];
  let hasRoot = false;
  for (;;) {
    const text = source.until('<');
    if (text.trim() !== '') {
      if (open.length === 0) source.refuse('text stands outside of all elements');
      yield { kind: 'text', text: decode(text, source) };
    }
    if (source.isAtEnd) break;
    if (source.skips('<!--', '-->') || source.skips('<?', '?>')) continue;
    if (source.starts('<![CDATA[')) {
      yield { kind: 'text', text: source.between('<![CDATA[', ']]>') };
      continue;
    }
    if (source.starts('<!')) {
      source.refuse('it declares a document type, which annotation files do not need');
    }
    const { line } = source;
    const tag = source.tag();
    if (tag.startsWith('/')) {
      const name = tag.slice(1).trim();
      if (open.pop() !== name) source.refuse(`</${name.slice(0, 40)}> ends nothing that is open`);
      yield { kind: 'close', name };
      continue;
    }
    if (open.length === 0 && hasRoot) source.refuse('a second root element begins');
    hasRoot = true;
    const isEmpty = tag.endsWith('/');
    const { name, attributes } = readTag(isEmpty ? tag.slice(0, -1) : tag, source);
    yield { kind: 'open', name, attributes, file, line };
    if (isEmpty) yield { kind: 'close', name };
    else if (open.push(name) > MOST_DEPTH) source.refuse('elements are nested too deep');
  }
  if (open.length > 0) source.refuse(`it ends within <${open.at(-1)!}>`);
  if (!hasRoot) source.refuse('it has no element');
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function decode(text: string, source: XmlSource): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&([^;&]{0,12};?)/g, (whole, inner: string) => {
    const name = inner.endsWith(';') ? inner.slice(0, -1) : '';
    const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
    const code = number && parseInt(number[1] ?? number[2]!, number[1] === undefined ? 10 : 16);
    if (code !== null && code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    return ENTITIES.get(name) ?? source.refuse(`"${whole}" is no character that XML knows`);
  });
}

function readTag(
  tag: string,
  source: XmlSource,
): { readonly name: string; readonly attributes: ReadonlyMap<string, string> } {
  const name = /^[\p{L}_:][\p{L}\p{N}_:.-]*/u.exec(tag)?.[0];
  if (name === undefined) source.refuse(`"<${tag.slice(0, 40)}" is no tag`);
  const attributes = new Map<string, string>();
  const pattern = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')|\s*$/uy;
  pattern.lastIndex = name.length;
  while (pattern.lastIndex < tag.length) {
    const found = pattern.exec(tag);
    if (found === null) source.refuse(`the attributes of <${name}> cannot be read`);
    if (found[1] === undefined) break;
    if (attributes.has(found[1])) source.refuse(`<${name}> has two attributes "${found[1]}"`);
    attributes.set(found[1], decode(found[2] ?? found[3]!, source));
  }
  return { name, attributes };
}

const [DOUBLE_QUOTE, SINGLE_QUOTE, TAG_END] = [0x22, 0x27, 0x3e];

/** The characters of an XML text from the place that was reached on. */
class XmlSource {
  readonly #file: string;
  readonly #chunks: Iterator<string>;
  #text = '';
  #at = 0;
  #line = 1;
  #isRead = false;

  constructor(chunks: Iterable<string>, file: string) {
    this.#file = file;
    this.#chunks = withoutMark(chunks)[Symbol.iterator]();
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length && !this.#more();
  }

  get line(): number {
    return this.#line;
  }

  place(): string {
    return `${this.#file}, line ${this.#line}`;
  }

  refuse(why: string): never {
    throw new StudioError('bad-input', `${this.place()}: ${why}`);
  }

  starts(mark: string): boolean {
    while (this.#text.length - this.#at < mark.length && this.#more());
    return this.#text.startsWith(mark, this.#at);
  }

  /** The characters up to a mark, which stays; up to the end where there is none. */
  until(mark: string): string {
    const end = this.#find(mark, this.#at, true);
    return this.#move(end);
  }

  /** Passes over what begins and ends with these marks; false when something else comes. */
  skips(open: string, close: string): boolean {
    if (!this.starts(open)) return false;
    this.between(open, close);
    return true;
  }

  between(open: string, close: string): string {
    const end = this.#find(close, this.#at + open.length, false);
    const text = this.#move(end).slice(open.length);
    this.#at += close.length;
    return text;
  }

  /** What stands between `<` and `>`, of which those in quotes do not count. */
  tag(): string {
    let length = 1;
    let quote = 0;
    for (;;) {
      for (; this.#at + length < this.#text.length; length++) {
        const code = this.#text.charCodeAt(this.#at + length);
        if (quote !== 0) quote = code === quote ? 0 : quote;
        else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) quote = code;
        else if (code === TAG_END) return this.#move(this.#at + length + 1).slice(1, -1);
        if (length > MOST_CHARS) this.refuse('a tag is too long');
      }
      if (!this.#more()) this.refuse('it ends within a tag');
    }
  }

  #find(mark: string, from: number, mayEnd: boolean): number {
    let start = from - this.#at;
    for (;;) {
      const found = this.#text.indexOf(mark, this.#at + start);
      if (found >= 0) return found;
      start = Math.max(start, this.#text.length - this.#at - mark.length + 1);
      if (this.#text.length - this.#at > MOST_CHARS) this.refuse('a text is too long');
      if (!this.#more()) {
        if (mayEnd) return this.#text.length;
        this.refuse(`"${mark}" is missing`);
      }
    }
  }

  #move(end: number): string {
    const text = this.#text.slice(this.#at, end);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line++;
    this.#at = end;
    return text;
  }

  #more(): boolean {
    if (this.#isRead) return false;
    const next = this.#chunks.next();
    if (next.done === true) {
      this.#isRead = true;
      return false;
    }
    this.#text = this.#text.slice(this.#at) + next.value;
    this.#at = 0;
    return true;
  }
}

/** Text as it may stand between XML tags and in attributes; characters that XML cannot hold become U+FFFD. */
export function xmlText(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"'\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
