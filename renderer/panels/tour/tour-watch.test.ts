import { describe, expect, it } from 'vitest';
import { TourWatch, type TourFacts } from './tour-watch.ts';

const QUIET: TourFacts = {
  ...{ trackCount: 0, running: null, hasProposal: false, place: '1 7', isHuman: false },
};
/** What each of these sights leads to. */
const phases = (step: number, sights: readonly Partial<TourFacts>[]): readonly string[] => {
  const watch = new TourWatch(step);
  return sights.map((sight) => watch.see({ ...QUIET, ...sight }));
};

describe('drawing', () => {
  it('is done once there is one more track, whatever was there before', () => {
    expect(phases(0, [{}, {}, { trackCount: 1 }])).toEqual(['begin', 'begin', 'done']);
    expect(phases(0, [{ trackCount: 3 }, { trackCount: 2 }, { trackCount: 4 }])).toEqual([
      ...['begin', 'begin', 'done'],
    ]);
  });
});

describe('tracking', () => {
  it('is done once a run is over, to the end or stopped', () => {
    expect(phases(1, [{}, { running: 'track' }, { running: 'track' }, {}])).toEqual([
      ...['begin', 'running', 'running', 'done'],
    ]);
  });

  it('is not done by a repair or a check', () => {
    expect(phases(1, [{ running: 'repair' }, { running: 'check' }, {}])).toEqual([
      ...['begin', 'begin', 'begin'],
    ]);
  });
});

describe('correcting', () => {
  it('is done once the repair that follows was accepted or discarded', () => {
    const seen = phases(2, [
      ...[{}, { isHuman: true }, { isHuman: true, running: 'repair' as const }],
      ...[{ isHuman: true, hasProposal: true }, { isHuman: true }],
    ]);
    expect(seen).toEqual(['begin', 'running', 'running', 'proposal', 'done']);
  });

  it('is not done by going to a frame that a person has set before', () => {
    expect(
      phases(2, [{}, { place: '1 0', isHuman: true }, { place: '2 0', isHuman: true }]),
    ).toEqual(['begin', 'begin', 'begin']);
  });

  it('is done without a repair where none follows', () => {
    const watch = new TourWatch(2);
    watch.see(QUIET);
    expect(watch.see(QUIET, true)).toBe('begin');
    expect(watch.see({ ...QUIET, isHuman: true })).toBe('running');
    expect(watch.see({ ...QUIET, isHuman: true }, true)).toBe('done');
  });

  it('waits for a repair however long it takes', () => {
    const watch = new TourWatch(2);
    watch.see(QUIET);
    watch.see({ ...QUIET, isHuman: true });
    expect(watch.see({ ...QUIET, isHuman: true, running: 'repair' }, true)).toBe('running');
    expect(watch.see({ ...QUIET, isHuman: true, hasProposal: true }, true)).toBe('proposal');
  });
});
