/** A stretch of a line in one style. */
export interface Inline {
  readonly text: string;
  readonly style: 'plain' | 'strong' | 'code';
}

/** A block of a page; whatever it does not know stays as the text that it is. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly line: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly line: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: 'code'; readonly text: string };

const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+/;
const RULE = /^[\s|:-]+$/;

/**
 * A model's card as blocks of plain text: headings, paragraphs, lists, tables and code. Cards come from others, so
 * nothing of them is ever taken as HTML, and addresses in them stay text.
 */
export function readMarkdown(text: string): readonly Block[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length;) {
    const line = lines[i]!;
    const take = (belongs: (next: string) => boolean): string[] => {
      const from = i;
      while (i < lines.length && belongs(lines[i]!)) i++;
      return lines.slice(from, i);
    };
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (line.trim() === '') i++;
    else if (line.startsWith('```')) {
      i++;
      blocks.push({ kind: 'code', text: take((next) => !next.startsWith('```')).join('\n') });
      i++;
    } else if (heading) {
      i++;
      blocks.push({
        ...{ kind: 'heading', level: heading[1]!.length, line: readInline(heading[2]!) },
      });
    } else if (line.startsWith('|')) {
      const rows = take((next) => next.startsWith('|')).filter((row) => !RULE.test(row));
      blocks.push({ kind: 'table', rows: rows.map(cellsOf) });
    } else if (ITEM.test(line)) {
      const items = take((next) => ITEM.test(next) || /^\s+\S/.test(next));
      blocks.push({ kind: 'list', items: joinItems(items).map(readInline) });
    } else {
      const first = lines[i++]!;
      const rest = take((next) => next.trim() !== '' && !/^(?:#{1,6}\s|```|\|)/.test(next));
      blocks.push({ kind: 'paragraph', line: readInline([first, ...rest].join(' ')) });
    }
  }
  return blocks;
}

/** The strong and the code parts of a line; unpaired marks stay as they are. */
export function readInline(text: string): readonly Inline[] {
  return text
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part): Inline => {
      if (/^\*\*.+\*\*$/.test(part)) return { text: part.slice(2, -2), style: 'strong' };
      if (/^`.+`$/.test(part)) return { text: part.slice(1, -1), style: 'code' };
      return { text: part, style: 'plain' };
    });
}

/** Cells without anything in them are columns that a table's head leaves unnamed. */
function cellsOf(row: string): readonly (readonly Inline[])[] {
  const inner = row.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split('|').map((cell) => readInline(cell.trim()));
}

/** Lines that go on with an item are part of it. */
function joinItems(lines: readonly string[]): readonly string[] {
  return lines.reduce<string[]>((items, line) => {
    if (ITEM.test(line)) items.push(line.replace(ITEM, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
    return items;
  }, []);
}
