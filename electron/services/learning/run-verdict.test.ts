import { describe, expect, it } from 'vitest';
import type { BoxSource } from '../../domain/track.ts';
import type { JudgedPicture } from '../ports/model-bench.ts';
import type { HeldOutStretch } from '../ports/run-book.ts';
import { verdictOf } from './run-verdict.ts';

/** Stretches of so many frames each, made by one source. */
function stretches(count: number, frames: number, source: BoxSource = 'human'): HeldOutStretch[] {
  return Array.from({ length: count }, (_, block) => ({
    ...{ mediaId: 1, trackId: 7, by: 'time', from: 100 * block, to: 100 * block + frames - 1 },
    frames: Array.from({ length: frames }, (__, i) => ({
      ...{ frameIndex: 100 * block + i, source, confirmed: true, block },
    })),
  }));
}

const pictures = (heldOut: readonly HeldOutStretch[], ious: readonly number[]): JudgedPicture[] =>
  heldOut.flatMap(({ trackId, frames }) =>
    frames.map(({ frameIndex }) => ({ track: String(trackId), frameIndex, ious })),
  );

describe('the verdict', () => {
  it('promotes a student that is better everywhere, and says by how much', () => {
    const heldOut = stretches(3, 10);
    const verdict = verdictOf(pictures(heldOut, [0.8, 0.7, 0.9]), heldOut, ['new', 'old']);
    expect(verdict).toMatchObject({ outcome: 'promoted', frames: 30, spans: 3 });
    expect(verdict.studentIou).toBeCloseTo(0.8);
    expect(verdict.formerIou).toBeCloseTo(0.7);
    expect(verdict.teacherIou).toBeCloseTo(0.9);
    expect(verdict.reason).toBe(
      'It is better: +0.100 mean overlap against old on 30 held-out frames (95 % interval +0.100 to +0.100).',
    );
  });

  it('keeps a student that is not, with the reason', () => {
    const heldOut = stretches(3, 10);
    const verdict = verdictOf(pictures(heldOut, [0.6, 0.7, 0.9]), heldOut, ['new', 'old']);
    expect(verdict.outcome).toBe('not-better');
    expect(verdict.reason).toContain('−0.100 mean overlap');
  });

  it('does not count frames that one of the two made', () => {
    const heldOut = [...stretches(3, 10, 'model:old'), ...stretches(2, 15, 'model:other')];
    const verdict = verdictOf(pictures(heldOut, [0.8, 0.7, 0.9]), heldOut, ['new', 'old']);
    // The same places: of each two frames one is another model's, so 30 frames are left in two spans.
    expect(verdict).toMatchObject({ outcome: 'not-enough-to-judge', gain: null });
    expect(verdict.reason).toMatch(/not enough to judge/);
    expect(verdictOf([], [], ['new', 'old'])).toMatchObject({
      ...{ frames: 0, studentIou: null, outcome: 'not-enough-to-judge' },
    });
  });
});
