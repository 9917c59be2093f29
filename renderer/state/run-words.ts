import type { DistillationRun, DistillationVerdict } from '../../electron/contract/distillation.ts';
import { formatRemaining } from './time.ts';

/** Whether a run is under way: it has its place in the machine, also while it waits. */
export function isUnderWay({ status }: DistillationRun): boolean {
  return ['preparing', 'training', 'waiting', 'judging'].includes(status);
}

/** Whether a run ended without a verdict, and can go on. */
export function canResume({ status }: DistillationRun): boolean {
  return status === 'interrupted' || status === 'failed';
}

/** Whether a run waits until a person lets it go on; while the annotator works it waits by itself. */
export function waitsForWord({ status, waitsFor }: DistillationRun): boolean {
  return status === 'waiting' && waitsFor !== 'annotator';
}

/** Whether it is known how far a run is: gathering and judging tell nothing of it. */
export function isMeasured({ status }: DistillationRun): boolean {
  return status === 'training' || status === 'waiting';
}

const WAITS = {
  person: 'Paused',
  annotator: 'Waits while you work',
  battery: 'Waits: the computer runs on battery',
} as const;

/** What became of a judged student. */
export const OUTCOMES: Readonly<Record<DistillationVerdict['outcome'], string>> = {
  promoted: 'Promoted',
  'not-better': 'Kept as candidate: not better',
  'not-enough-to-judge': 'Kept as candidate: too little to judge',
};

/** Where a run is, in a few words. */
export function statusInWords({ status, waitsFor, verdict }: DistillationRun): string {
  switch (status) {
    case 'preparing':
      return 'Gathering frames';
    case 'training':
      return 'Training';
    case 'waiting':
      return waitsFor === null ? 'Waiting' : WAITS[waitsFor];
    case 'judging':
      return 'Judging';
    case 'interrupted':
      return 'Interrupted';
    case 'failed':
      return 'Failed';
    case 'cancelled':
      return 'Cancelled';
    case 'judged':
      return verdict ? OUTCOMES[verdict.outcome] : 'Ended';
  }
}

/** How far a run is: time left and speed; empty before anything is known. */
export function paceInWords(run: DistillationRun): string {
  const { progress, status } = run;
  if (progress === null || !isMeasured(run)) return '';
  const { remainingSec, samplesPerSec } = progress;
  const left = remainingSec === null ? [] : [`${formatRemaining(remainingSec)} left`];
  const speed = samplesPerSec > 0 && status === 'training';
  return [...left, ...(speed ? [`${samplesPerSec.toFixed(1)} samples/s`] : [])].join(' · ');
}
