import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideHoldOut, type HoldOutTrack } from './hold-out.ts';

const track = (trackId: number, frames: readonly number[], guardFrames = 10): HoldOutTrack => ({
  ...{ mediaId: 1, trackId, frames, guardFrames },
});
const every = (step: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => i * step);

const randomTracks = fc
  .array(
    fc.record({
      frames: fc
        .uniqueArray(fc.integer({ min: 0, max: 2000 }), { maxLength: 80 })
        .map((frames) => frames.sort((a, b) => a - b)),
      guardFrames: fc.integer({ min: 0, max: 40 }),
    }),
    { maxLength: 9 },
  )
  .map((list) => list.map(({ frames, guardFrames }, i) => track(i + 1, frames, guardFrames)));
const shares = fc.double({ min: 0, max: 0.5, noNaN: true });
const seeds = fc.integer({ min: 0, max: 1000 });

describe('the hold-out', () => {
  it('of one long track is three stretches, the last one at its end', () => {
    const { spans, tracks } = divideHoldOut([track(1, every(10, 60))], { share: 0.2, seed: 1 });
    expect(spans.map(({ from, to, frames }) => [from, to, frames.length])).toEqual([
      [160, 190, 4],
      [360, 390, 4],
      [560, 590, 4],
    ]);
    // A frame on either side of each stretch is too near to it.
    expect(tracks[0]!.guarded).toEqual([150, 200, 350, 400, 550]);
    expect(tracks[0]!.learned).toHaveLength(60 - 12 - 5);
  });

  it('of many tracks is whole ones as well', () => {
    const tracks = Array.from({ length: 10 }, (_, i) => track(i + 1, every(5, 20)));
    const { spans } = divideHoldOut(tracks, { share: 0.2, seed: 3 });
    const whole = spans.filter(({ by }) => by === 'track');
    expect(whole).toHaveLength(1);
    expect(whole[0]!.frames).toEqual(every(5, 20));
    expect(spans.filter(({ by }) => by === 'time').length).toBeGreaterThan(3);
  });

  it('divides every frame, and keeps the guard', () => {
    fc.assert(
      fc.property(randomTracks, shares, seeds, (tracks, share, seed) => {
        const division = divideHoldOut(tracks, { share, seed });
        expect(division.tracks).toHaveLength(tracks.length);
        for (const [i, { learned, heldOut, guarded }] of division.tracks.entries()) {
          const { frames, guardFrames, trackId } = tracks[i]!;
          expect([...learned, ...heldOut, ...guarded].sort((a, b) => a - b)).toEqual(frames);
          for (const frame of learned) {
            for (const held of heldOut) {
              expect(Math.abs(frame - held)).toBeGreaterThan(guardFrames);
            }
          }
          const inSpans = division.spans.filter((span) => span.trackId === trackId);
          expect(inSpans.flatMap((span) => span.frames).sort((a, b) => a - b)).toEqual(heldOut);
        }
      }),
    );
  });

  it('holds out no more than the share, and is the same for the same seed', () => {
    fc.assert(
      fc.property(randomTracks, shares, seeds, (tracks, share, seed) => {
        const division = divideHoldOut(tracks, { share, seed });
        const count = (list: readonly { readonly frames: readonly number[] }[]): number =>
          list.reduce((sum, { frames }) => sum + frames.length, 0);
        expect(count(division.spans)).toBeLessThanOrEqual(share * count(tracks) + 1e-9);
        expect(divideHoldOut(tracks, { share, seed })).toEqual(division);
      }),
    );
  });
});
