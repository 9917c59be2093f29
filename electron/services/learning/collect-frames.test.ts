import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dense, human, projectOf, tracked } from '../../../test/support/tracked-project.ts';
import type { DistillationSettings } from '../../contract/distillation.ts';
import { collectFrames } from './collect-frames.ts';

const settings: DistillationSettings = {
  ...{ teacherId: 'big', replacesId: 'tiny-128', startId: null, studentSize: 128 },
  ...{ trackIds: [1, 2], holdOutShare: 0.3, ablations: {} },
  budget: { steps: 10, minutes: null, patience: null },
};
const nothing = new Map<number, ReadonlySet<number>>();
/** A person's frame every 10 frames, with a model's between them. */
const mixed = (frames: number): [number, ReturnType<typeof human>][] =>
  dense(0, frames - 1, (i) => (i % 10 === 0 ? human((i / 4) % 60) : tracked((i / 4) % 60)));

describe('what a run would use', () => {
  const model = projectOf([mixed(800), mixed(800)]);
  const collected = collectFrames(model, settings, nothing);

  it('is human and confirmed frames alone, each learned from or looked at', () => {
    const frames = collected.sources.flatMap(({ tracks }) => tracks.flatMap((each) => each.frames));
    expect(frames.every(({ frameIndex }) => frameIndex % 10 === 0)).toBe(true);
    const learned = frames.filter(({ split }) => split === 'training');
    expect(learned).toHaveLength(collected.learnedFrames);
    expect(frames.length - learned.length).toBe(collected.heldOutFrames);
    const { uses } = collected;
    expect(uses.map(({ ignored }) => ignored)).toEqual([720, 720]);
    for (const { learned: own, heldOut, guarded } of uses) expect(own + heldOut + guarded).toBe(80);
  });

  it('has a hash that changes with boxes and division, and with nothing else', () => {
    const again = (changes: Partial<DistillationSettings>) =>
      collectFrames(model, { ...settings, ...changes }, nothing).dataHash;
    expect(again({ studentSize: 96, teacherId: 'other' })).toBe(collected.dataHash);
    expect(again({ holdOutShare: 0.2 })).not.toBe(collected.dataHash);
    expect(again({ trackIds: [1] })).not.toBe(collected.dataHash);
    const moved = projectOf([[...mixed(800), [790, human(3)]], mixed(800)]);
    expect(collectFrames(moved, settings, nothing).dataHash).not.toBe(collected.dataHash);
  });

  it('counts as judges only what the former model has not made', () => {
    const confirmed = (source: 'model:tiny-128' | 'model:other') =>
      dense(0, 799, (i) => tracked((i / 4) % 60, { source, confirmed: i % 10 === 0 }));
    const judged = (source: 'model:tiny-128' | 'model:other') =>
      collectFrames(projectOf([confirmed(source), mixed(800)]), settings, nothing).judgedFrames;
    expect(judged('model:other') - judged('model:tiny-128')).toBe(24);
  });

  it('refuses tracks that are not there', () => {
    const gone = () => collectFrames(model, { ...settings, trackIds: [9] }, nothing);
    expect(gone).toThrow(/no track 9/);
  });

  it('never learns from a frame that is held out', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.integer({ min: 1, max: 9 }),
        (holdOutShare, seed) => {
          const { sources, heldOut } = collectFrames(
            model,
            { ...settings, holdOutShare, ablations: { seed } },
            nothing,
          );
          for (const { trackId, frames } of heldOut) {
            const track = sources[0]!.tracks.find(({ id }) => id === String(trackId))!;
            for (const { frameIndex } of frames) {
              const found = track.frames.filter((frame) => frame.frameIndex === frameIndex);
              expect(found.map(({ split }) => split)).toEqual(['validation']);
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
