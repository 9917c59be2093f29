import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInline, readMarkdown, type Block } from './markdown.ts';

const plain = (text: string) => ({ text, style: 'plain' });

describe('readMarkdown', () => {
  it('knows headings, paragraphs over several lines, lists, tables and code', () => {
    const text = [
      ...[
        '# tiny-128',
        '',
        'A small',
        'tracker.',
        '',
        '## Data',
        '- photos',
        '  with motion',
        '- film',
      ],
      ...['', '| | |', '|---|---|', '| network | **4** layers |', '', '```', '# no heading', '```'],
    ].join('\n');
    expect(readMarkdown(text)).toEqual([
      { kind: 'heading', level: 1, line: [plain('tiny-128')] },
      { kind: 'paragraph', line: [plain('A small tracker.')] },
      { kind: 'heading', level: 2, line: [plain('Data')] },
      { kind: 'list', items: [[plain('photos with motion')], [plain('film')]] },
      {
        kind: 'table',
        rows: [[[plain('network')], [{ text: '4', style: 'strong' }, plain(' layers')]]],
      },
      { kind: 'code', text: '# no heading' },
    ]);
  });

  it('takes tags and addresses of others as text', () => {
    const hostile = '<img src=x onerror=alert(1)> [here](javascript:alert(1))';
    expect(readMarkdown(hostile)).toEqual([{ kind: 'paragraph', line: [plain(hostile)] }]);
  });

  it('ends for every text, and loses no word of a paragraph', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('', '|', '```', '# a', '- a', '  b', '|-|', '1. c', '**a', '`'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const blocks = readMarkdown(lines.join('\n'));
        expect(blocks.length).toBeLessThanOrEqual(lines.join('\n').split('\n').length);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 }), (words) => {
        const [block] = readMarkdown(words.join('\n')) as [Extract<Block, { kind: 'paragraph' }>];
        expect(block.line).toEqual([plain(words.join(' '))]);
      }),
    );
  });
});

it('leaves unpaired marks as they are', () => {
  expect(readInline('a **b** `c` **d `e')).toEqual([
    ...[plain('a '), { text: 'b', style: 'strong' }, plain(' ')],
    ...[{ text: 'c', style: 'code' }, plain(' **d `e')],
  ]);
});
