import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvCells } from './csv.ts';
import { jsonValue } from './json-stream.ts';
import { linesOf } from './lines.ts';
import { xmlEvents, xmlText } from './xml.ts';

/** A text in pieces of some length. */
function pieces(text: string, length: number): string[] {
  return text.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
}

/** A text that never ends, and how much of it was asked for. */
function endless(start: string, piece: string): { chunks: Iterable<string>; asked: () => number } {
  let asked = 0;
  function* chunks(): Generator<string> {
    yield start;
    for (;;) {
      asked += piece.length;
      yield piece;
    }
  }
  return { chunks: chunks(), asked: () => asked };
}

describe('linesOf', () => {
  it('gives the lines whatever ends them, and wherever the pieces end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-c,]{1,3}$/), { minLength: 1 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 5 }),
        (lines, end, length) => {
          const found = linesOf(pieces(lines.join(end) + end, length), 'f');
          expect(Array.from(found, ({ text }) => text)).toEqual(lines);
        },
      ),
    );
  });

  it('refuses a line without an end, before memory does', () => {
    const { chunks, asked } = endless('', 'x'.repeat(2 ** 20));
    expect(() => [...linesOf(chunks, 'f.txt')]).toThrow(/f\.txt, line 1 is too long/);
    expect(asked()).toBeLessThan(2e7);
  });
});

describe('jsonValue', () => {
  it('reads what JSON.parse does, in any pieces and item by item', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string(), fc.jsonValue({ maxDepth: 3 }))),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(0, 2),
        (entries, length, indent) => {
          const text = JSON.stringify({ list: entries, skipped: entries, end: 1 }, null, indent);
          const found: unknown[] = [];
          let end: unknown;
          for (const [key, value] of jsonValue(pieces(text, length), 'f').members()) {
            if (key === 'end') end = value.read().number();
            if (key !== 'list') continue;
            for (const item of value.items()) {
              const [name] = item.read().array();
              found.push(name!.string());
            }
          }
          expect([found, end]).toEqual([entries.map(([name]) => name), 1]);
        },
      ),
    );
  });

  it.each([
    '{"a":1',
    '{"a":[1,2}',
    '[1,]',
    '{"a":1} x',
    '{a:1}',
    '{"a" 1}',
    '',
    '{"a":tru}',
    '[1 2]',
  ])('refuses %s', (text) => {
    const read = (): void => {
      const root = jsonValue(pieces(text, 3), 'f.json');
      if (root.isList()) for (const item of root.items()) item.read();
      else for (const [, value] of root.members()) value.read();
    };
    expect(read).toThrow(/^f\.json/);
  });

  it('refuses what is too deep or too long for one value, and passes over what nobody takes', () => {
    const deep = '['.repeat(1000);
    expect(() => jsonValue([deep], 'f').read()).toThrow(/nested too deep/);
    const { chunks, asked } = endless('{"a":"', 'x'.repeat(2 ** 20));
    const [first] = jsonValue(chunks, 'f').members();
    expect(first).toBeDefined();
    const long = endless('{"a":"', 'x'.repeat(2 ** 20));
    expect(() => {
      for (const [, value] of jsonValue(long.chunks, 'f').members()) value.read();
    }).toThrow(/too long/);
    expect(long.asked()).toBeLessThan(1e8);
    expect(asked()).toBeLessThan(1e8);
  });
});

describe('xmlEvents', () => {
  it('gives back names, attributes and text, in any pieces', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 4 }), (value, inner, length) => {
        const xml = `<?xml version="1.0"?>\n<!-- - -- x --><a k='${xmlText(value)}' l="2">${xmlText(inner)}<b/><![CDATA[<&]]></a>`;
        const events = [...xmlEvents(pieces(xml.replace('- -- x', '- x'), length), 'f')];
        const [open] = events;
        expect(open).toMatchObject({ kind: 'open', name: 'a' });
        const attributes = open?.kind === 'open' ? Object.fromEntries(open.attributes) : {};
        expect(attributes).toEqual({ k: value, l: '2' });
        const texts = events.flatMap((event) => (event.kind === 'text' ? [event.text] : []));
        expect(texts.at(-1)).toBe('<&');
        if (inner.trim() !== '') expect(texts[0]).toBe(inner);
      }),
    );
  });

  it.each([
    ['<a>'.repeat(101), /nested too deep/],
    ['<a/><b/>', /second root/],
    ['x<a/>', /outside of all elements/],
    ['<a b="1" b="2"/>', /two attributes "b"/],
    ['<a b=1/>', /cannot be read/],
    ['<a>&lt</a>', /is no character/],
    ['<a>&#x0;</a>', /is no character/],
    ['<!DOCTYPE html><a/>', /document type/],
    ['', /no element/],
    ['<a>\n\n<b x="</a>', /line 3/],
  ])('refuses %s', (xml, message) => {
    expect(() => [...xmlEvents([xml], 'f.xml')]).toThrow(message);
  });

  it.each(['<a b="', '<a>', '<!--', '<![CDATA['])('refuses %s without an end', (start) => {
    const { chunks, asked } = endless(
      start.startsWith('<!') ? `<a>${start}` : start,
      'x'.repeat(2 ** 18),
    );
    expect(() => [...xmlEvents(chunks, 'f.xml')]).toThrow(/too long/);
    expect(asked()).toBeLessThan(1e7);
  });
});

describe('CSV cells', () => {
  it('come back as they went', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', 'ß') });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
        expect(csvCells(cells.map(csvCell).join(','))).toEqual(cells);
      }),
    );
  });
});
