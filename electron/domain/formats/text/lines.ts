import { StudioError } from '../../../contract/errors.ts';

/** One line of a text file, without its end. */
export interface TextLine {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
}

/** Longer lines are no annotations, and would be kept whole in memory. */
const MOST_CHARS = 8_000_000;

/**
 * The lines of a text that comes in pieces, whatever ends them (LF, CRLF or CR); a byte order mark is dropped, and
 * so is an empty line at the end.
 * @param file name for messages
 * @throws StudioError bad-input naming a line that is longer than any annotation
 */
export function* linesOf(chunks: Iterable<string>, file: string): Generator<TextLine> {
  let number = 0;
  let rest = '';
  for (const chunk of withoutMark(chunks)) {
    // A CR at the end of a piece may be half of a CRLF.
    const pieces = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = pieces.pop()!;
    for (const text of pieces) yield { text, number: ++number };
    if (rest.length > MOST_CHARS) {
      throw new StudioError('bad-input', `${file}, line ${number + 1} is too long for a text file`);
    }
  }
  const last = rest.replace(/\r$/, '');
  if (last !== '') yield { text: last, number: ++number };
}

/** The pieces of a text without the byte order mark that it may begin with. */
export function* withoutMark(chunks: Iterable<string>): Generator<string> {
  let isFirst = true;
  for (const chunk of chunks) {
    if (chunk === '') continue;
    yield isFirst ? chunk.replace(/^\uFEFF/, '') : chunk;
    isFirst = false;
  }
}

/** A whole text that comes in pieces. @throws StudioError bad-input when it has more characters than `most` */
export function wholeText(chunks: Iterable<string>, file: string, most = MOST_CHARS): string {
  const pieces: string[] = [];
  let length = 0;
  for (const chunk of withoutMark(chunks)) {
    length += chunk.length;
    if (length > most) throw new StudioError('bad-input', `${file} is too long for such a file`);
    pieces.push(chunk);
  }
  return pieces.join('');
}
