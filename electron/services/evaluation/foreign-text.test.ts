import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvaluation } from '../../contract/evaluation-file.ts';
import { isStudioError } from '../../contract/errors.ts';
import { annotatedVideos } from '../../domain/datasets/annotated-videos.ts';
import { parseFrameFlags, parseFrameNumbers } from '../../domain/datasets/flag-lines.ts';
import { parseResultLines } from '../../domain/datasets/result-lines.ts';
import { formatPassRecord, parsePassRecord } from './stored-pass.ts';
import type { PassRecord } from './stored-pass.ts';

const first = { x: 1, y: 2, w: 3, h: 4 };
const record: PassRecord = {
  key: { model: 'abc', device: 'auto', media: '/m', firstFrame: 0, frames: 3 },
  ...{ provider: 'cpu', fallbackReason: null, threads: 1, atOnce: 2 },
  size: { width: 64, height: 48 },
  times: [{ totalMs: 5, decodeMs: 1, cropMs: 1, inferenceMs: 2.25, decodeBoxMs: 0.5 }],
};
const text = formatPassRecord(record);

/** Readers of text that others have written, each to be given anything. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'numbers of frames': (given) => parseFrameNumbers(given, 'file'),
  'flags of frames': (given) => parseFrameFlags(given, 'file', 3),
  results: (given) => parseResultLines(given, 'file', first),
  'annotated videos': (given) => annotatedVideos(given, 'file'),
  'records of passes': (given) => parsePassRecord(given, 'file'),
  evaluations: (given) => parseEvaluation(given, 'file'),
};

/** Words, JSON, and a record with a piece cut out and another put in. */
const anything = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.json({ maxDepth: 4 }),
  fc
    .tuple(fc.nat(text.length), fc.nat(12), fc.string({ maxLength: 6 }))
    .map(([from, count, put]) => text.slice(0, from) + put + text.slice(from + count)),
  fc
    .array(fc.constantFrom('1', '0', 'nan', ',', '\n', '\t', '-', '1e999', '2'))
    .map((w) => w.join('')),
);

describe('text that others have written', () => {
  it.each(Object.entries(readers))('of %s is read or refused by name', (_, read) => {
    fc.assert(
      fc.property(anything, (given) => {
        try {
          read(given);
        } catch (error) {
          expect(isStudioError(error, 'bad-input')).toBe(true);
          expect((error as Error).message).toMatch(/file/);
        }
      }),
    );
  });

  it('of a pass comes back as it was', () => {
    expect(parsePassRecord(text, 'file')).toEqual(record);
  });
});
