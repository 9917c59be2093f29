import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { videoAnnotations } from '../../../test/support/random-video-annotations.ts';
import { isStudioError } from '../../contract/errors.ts';
import { readAnnotations } from './annotations-reader.ts';
import { FORMAT_IDS, type FormatId } from './format-ids.ts';
import { textsOf } from './named-texts.ts';
import { FORMATS } from './registry.ts';
import { NO_FACTS } from './video-annotations.ts';

const facts = { ...NO_FACTS, name: 'walk.mp4', width: 640, height: 480, frameCount: 30 };
const hints = { facts, fileNames: null };

/** Reads files and all that was found; gives false where they were refused with an error that says where. */
function isRead(texts: Readonly<Record<string, string>>, from: FormatId | null): boolean {
  try {
    for (const { table } of readAnnotations(textsOf('in', texts), hints, from).videos) {
      for (const row of table.rows(0, table.length)) {
        expect(Number.isInteger(row.frameIndex) && row.frameIndex >= 0).toBe(true);
      }
    }
    return true;
  } catch (error) {
    if (!isStudioError(error, 'bad-input')) throw error;
    expect(error.message).toMatch(/^in\b|needs the size/);
    return false;
  } finally {
    expect(Object.keys(Object.prototype)).toEqual([]);
  }
}

const noise = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '"__proto__":',
    '{',
    '[',
    ']',
    '<',
    '&',
    '"',
    '\n',
    ',',
    '-',
    '1e999',
    'NaN',
    'm1',
  ),
);

describe.each(FORMAT_IDS)('damaged %s', (id) => {
  it('is refused with a typed error that names the file, or read', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        videoAnnotations,
        fc.nat(),
        fc.nat(),
        fc.nat(30),
        noise,
        (video, which, at, cut, insert) => {
          const files = Array.from(FORMATS[id].serialise([video], {}), ({ path, chunks }) => ({
            path,
            text: [...chunks].join(''),
          }));
          const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]));
          const { path, text } = files[which % files.length]!;
          const place = text.length === 0 ? 0 : at % text.length;
          texts[path] = text.slice(0, place) + insert + text.slice(place + cut);
          if (!isRead(texts, id)) refused++;
          isRead(texts, null);
        },
      ),
      { numRuns: 60 },
    );
    expect(refused).toBeGreaterThan(0);
  });

  it('is refused or read, whatever the text', () => {
    const name = [...FORMATS[id].serialise([sample], {})][0]!.path;
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), noise), (text) => {
        isRead({ [name]: text }, id);
        isRead({ [name]: text }, null);
      }),
      { numRuns: 60 },
    );
  });
});

const [sample] = fc.sample(videoAnnotations, { numRuns: 1, seed: 1 }) as [
  typeof videoAnnotations extends fc.Arbitrary<infer T> ? T : never,
];
