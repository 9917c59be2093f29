import { expect, it } from 'vitest';
import { distillationRun } from './learning.fixture.ts';
import { canResume, isUnderWay, paceInWords, statusInWords } from './run-words.ts';

const progress = {
  ...{ step: 10, done: 0.5, elapsedSec: 30, remainingSec: 95, samplesPerSec: 12.34 },
  ...{ losses: {}, iou: 0.5, heldOutIou: null },
};

it('says why a run waits', () => {
  const waits = (['person', 'annotator', 'battery'] as const).map((waitsFor) =>
    statusInWords(distillationRun({ status: 'waiting', waitsFor })),
  );
  expect(waits).toEqual(['Paused', 'Waits while you work', 'Waits: the computer runs on battery']);
});

it('says what became of a student', () => {
  const verdict = {
    ...{ frames: 0, spans: 0, studentIou: null, formerIou: null, teacherIou: null, gain: null },
    ...{ outcome: 'not-enough-to-judge' as const, reason: 'Too little.' },
  };
  expect(statusInWords(distillationRun({ status: 'judged', verdict }))).toBe(
    'Kept as candidate: too little to judge',
  );
});

it('tells time left and speed while there is any', () => {
  expect(paceInWords(distillationRun({ progress }))).toBe('2 min left · 12.3 samples/s');
  expect(paceInWords(distillationRun({ status: 'waiting', progress }))).toBe('2 min left');
  expect(paceInWords(distillationRun({ status: 'judging', progress }))).toBe('');
  expect(paceInWords(distillationRun())).toBe('');
});

it('knows runs that have the machine from those that can go on', () => {
  const of = (status: Parameters<typeof distillationRun>[0]) => distillationRun(status);
  expect([isUnderWay(of({ status: 'waiting' })), isUnderWay(of({ status: 'failed' }))]).toEqual([
    ...[true, false],
  ]);
  expect([canResume(of({ status: 'failed' })), canResume(of({ status: 'judged' }))]).toEqual([
    ...[true, false],
  ]);
});
