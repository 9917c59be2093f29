import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contents, media, projects } from '../../../test/support/random-annotations.ts';
import { isStudioError } from '../../contract/errors.ts';
import { invert } from './annotation-model.ts';
import { planAddMedia, planRemoveMedia, planUpdateMedia } from './plan-media.ts';

describe('media', () => {
  it('come, move and go with their tracks, and come back', () => {
    fc.assert(
      fc.property(projects, (model) => {
        const before = contents(model);
        const patches = [planAddMedia(model, { ...media[0]!, id: 3, name: 'new.mp4' })];
        model.apply(patches[0]!);
        patches.push(planUpdateMedia(model, { ...media[0]!, path: '/elsewhere/clip-1.mp4' }));
        model.apply(patches[1]!);
        expect(model.media().map(({ path }) => path)).toEqual([
          '/elsewhere/clip-1.mp4',
          '/videos/clip-2.mp4',
          '/videos/clip-1.mp4',
        ]);
        patches.push(planRemoveMedia(model, 1));
        // Nothing is ever without what it belongs to.
        const kinds = patches[2]!.changes.map(({ kind }) => kind);
        expect(kinds.slice(-4)).toEqual(['track', 'track', 'track', 'media']);
        expect(kinds.slice(0, -4).every((kind) => kind === 'row')).toBe(true);
        model.apply(patches[2]!);
        expect([model.media().map(({ id }) => id), model.tracks()]).toEqual([[2, 3], []]);
        expect(patches.map(({ title }) => title)).toEqual([
          'Add new.mp4',
          'Relink clip-1.mp4',
          'Remove clip-1.mp4',
        ]);
        for (const patch of patches.toReversed()) model.apply(invert(patch));
        expect(contents(model)).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });

  it('are refused when they are not there', () => {
    const [model] = fc.sample(projects, 1);
    for (const plan of [
      () => planRemoveMedia(model!, 9),
      () => planUpdateMedia(model!, { ...media[0]!, id: 9 }),
    ]) {
      try {
        plan();
        expect.unreachable();
      } catch (error) {
        expect(isStudioError(error, 'bad-input')).toBe(true);
      }
    }
  });
});
