import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strictlyIncreasing } from '../../domain/frame-table.ts';
import { PacketCollector, parsePacketLine } from './packets.ts';

const timeBase = { num: 1, den: 12800 };

function collect(lines: readonly string[]): ReturnType<PacketCollector['finish']> {
  const packets = new PacketCollector(timeBase);
  for (const line of lines) packets.addLine(line);
  return packets.finish();
}

describe('parsePacketLine', () => {
  it('reads the flags of old and new builds, and trailing side data', () => {
    expect(parsePacketLine('pts=1024|flags=K_')).toEqual({
      ...{ pts: 1024, key: true, discard: false, corrupt: false },
    });
    expect(parsePacketLine('pts=-512|flags=_D_')).toMatchObject({ pts: -512, discard: true });
    expect(parsePacketLine('pts=N/A|flags=__C')).toMatchObject({ pts: null, corrupt: true });
    expect(parsePacketLine('pts=7|flags=K__|side_data|')).toMatchObject({ pts: 7, key: true });
  });

  it('never throws, and accepts nothing but packets, whatever the line', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: fc.constantFrom(...Array.from('pts=N/A|flags=KDC_-0123456789\r')) }),
        ),
        (line) => {
          const packet = parsePacketLine(line);
          if (packet === null) return;
          expect(line.startsWith('pts=')).toBe(true);
          expect(packet.pts === null || Number.isSafeInteger(packet.pts)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
    expect(parsePacketLine('pts=99999999999999999999|flags=K_')).toBeNull();
    expect(parsePacketLine('pts=1|flags=K')).toBeNull();
  });
});

describe('PacketCollector', () => {
  it('sorts packets from decoding to display order and drops what is not shown', () => {
    const { table } = collect([
      ...['pts=-512|flags=KD_', 'pts=0|flags=_D_', 'pts=1024|flags=K__'],
      ...['pts=3072|flags=___', 'pts=2048|flags=___', ''],
    ]);
    expect([...table!.pts]).toEqual([1024, 2048, 3072]);
    expect([...table!.keyFrames]).toEqual([1, 0, 0]);
    expect(table!.timeBase).toEqual(timeBase);
  });

  it.each([
    ['missing time stamps', ['pts=0|flags=K__', 'pts=N/A|flags=___']],
    ['equal time stamps', ['pts=0|flags=K__', 'pts=0|flags=___']],
    ['a cut in the middle', ['pts=0|flags=K__', 'pts=1|flags=_D_', 'pts=2|flags=___']],
    ['a damaged packet', ['pts=0|flags=K__', 'pts=1|flags=__C']],
    ['another form', ['pts=0|flags=K__', 'packet|1']],
    ['no packets', []],
  ])('distrusts %s', (_, lines) => {
    const verdict = collect(lines);
    expect(verdict.table).toBeUndefined();
    expect(verdict.distrust).toMatch(/\w/);
  });

  it('gives a strictly increasing table of exactly the shown packets, for any list', () => {
    const packet = fc.record({ pts: fc.integer({ min: -1e6, max: 1e6 }), key: fc.boolean() });
    fc.assert(
      fc.property(fc.uniqueArray(packet, { selector: ({ pts }) => pts, minLength: 1 }), (list) => {
        const { table } = collect(
          list.map(({ pts, key }) => `pts=${pts}|flags=${key ? 'K' : '_'}_`),
        );
        expect(strictlyIncreasing(table!.pts)).toBe(true);
        expect(new Set(table!.pts)).toEqual(new Set(list.map(({ pts }) => pts)));
        for (const { pts, key } of list) {
          expect(table!.keyFrames[table!.pts.indexOf(pts)]).toBe(key ? 1 : 0);
        }
      }),
    );
  });
});
