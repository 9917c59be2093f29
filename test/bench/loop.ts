import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openNetwork } from '../../electron/adapters/ort/network.ts';
import { frameArchives } from '../../electron/adapters/training/frame-archive.ts';
import { table } from '../../electron/hosts/cli/terminal.ts';
import { compose, type Studio } from '../../electron/hosts/compose.ts';
import type {
  AnnotatedFrame,
  AnnotatedSource,
} from '../../electron/services/ports/frame-archive.ts';
import type { EvaluationSequence } from '../../electron/domain/datasets/evaluation-sequence.ts';
import { AnnotatedClip, type KnownClip } from '../support/annotated-clip.ts';
import { POLICIES } from '../support/annotator-policies.ts';
import { knownSequences, openKnownClip } from '../support/known-clips.ts';
import { rounded } from './measure.ts';
import type { Bench } from './run.ts';

const SEQUENCES = ['davis_libby', 'otb_Woman', 'uav_person12_1', 'vot_tiger'];
const TEACHER = 'tiny-384';
const START = 'tiny-128';
/** Frames that a person corrected come up so often, compared with those only agreed to. */
const CORRECTED_WEIGHT = 3;
/** Every so manieth agreed frame is held out, to watch the run. */
const HELD_OUT_EVERY = 5;

/**
 * The closed loop on four sequences: their first halves are labelled with the starting student (the truth plays the
 * person, who puts right each frame that overlaps by less than a half), a student is distilled from exactly that, and
 * the second halves are labelled with the starting student, the distilled one and the teacher. Option: --minutes n of
 * distillation (4).
 */
export const bench: Bench = async () => {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { minutes: { type: 'string', default: '4' } },
  });
  const known = (await knownSequences())?.filter(({ name }) => SEQUENCES.includes(name));
  if (known === undefined || known.length < SEQUENCES.length) {
    console.error('bench: this needs the benchmark sequences, which are not beside the repository');
    process.exit(2);
  }
  const scratch = await mkdtemp(path.join(tmpdir(), 'loretrack-bench-'));
  const studio = compose();
  try {
    const start = await studio.models.find(START);
    const teacher = await studio.models.find(TEACHER);
    const sources = await labelFirstHalves(known, start.path);
    const folder = path.join(scratch, 'run');
    const learnedSec = await seconds(() =>
      distill(studio, folder, sources, Number(values.minutes)),
    );
    const models = {
      start: start.path,
      student: path.join(folder, 'model.onnx'),
      teacher: teacher.path,
    };
    const rows: (string | number)[][] = [['sequence', 'frames', ...Object.keys(models)]];
    const totals = { start: 0, student: 0, teacher: 0 };
    const wallSec = { start: 0, student: 0, teacher: 0 };
    const perSequence = new Map<string, number[]>();
    let frames = 0;
    for (const name of Object.keys(models) as (keyof typeof models)[]) {
      const network = await openNetwork({ path: models[name] }, { device: 'cpu' });
      for (const sequence of known) {
        const clip = await openKnownClip(sequence, network);
        const half = Math.floor(clip.truth.length / 2);
        const second = part(clip, half, clip.truth.length - 1);
        let corrections = 0;
        wallSec[name] += await seconds(async () => {
          const work = await AnnotatedClip.start(second, 'repair');
          ({ corrections } = await POLICIES.stepping(work));
        });
        totals[name] += corrections;
        perSequence.set(sequence.name, [...(perSequence.get(sequence.name) ?? []), corrections]);
        if (name === 'start') frames += second.truth.length;
      }
      await network.close();
    }
    for (const sequence of known) {
      rows.push([sequence.name, '', ...perSequence.get(sequence.name)!]);
    }
    const perThousand = (count: number): number => rounded((1000 * count) / frames, 1);
    const figures = {
      start: perThousand(totals.start),
      student: perThousand(totals.student),
      teacher: perThousand(totals.teacher),
    };
    rows.push(['corrections per 1,000', frames, figures.start, figures.student, figures.teacher]);
    const shown = Object.values(wallSec).map((value) => rounded(value, 1));
    rows.push(['seconds of tracking', '', ...shown]);
    console.log(table(rows));
    console.log(`distilled in ${rounded(learnedSec, 0)} s, the frames gathered before included`);
    return figures;
  } finally {
    await studio.dispose();
    await rm(scratch, { recursive: true, force: true });
  }
};

/** Labels each first half frame by frame, and gives what a person has agreed to in it. */
async function labelFirstHalves(
  sequences: readonly EvaluationSequence[],
  model: string,
): Promise<readonly AnnotatedSource[]> {
  const network = await openNetwork({ path: model }, { device: 'cpu' });
  const sources: AnnotatedSource[] = [];
  for (const sequence of sequences) {
    const clip = await openKnownClip(sequence, network);
    const first = part(clip, 0, Math.floor(clip.truth.length / 2) - 1);
    const work = await AnnotatedClip.start(first, 'repair');
    await POLICIES.stepping(work);
    const frames = first.truth.map((_, frameIndex): AnnotatedFrame => {
      const { box, isHuman } = work.shownAt(frameIndex)!;
      const isHeld = !isHuman && frameIndex % HELD_OUT_EVERY === HELD_OUT_EVERY - 1;
      return {
        ...{ frameIndex, box, weight: isHuman ? CORRECTED_WEIGHT : 1 },
        split: isHeld ? 'validation' : 'training',
      };
    });
    sources.push({ media: sequence.media, tracks: [{ id: sequence.name, frames }] });
  }
  await network.close();
  return sources;
}

async function distill(
  studio: Studio,
  folder: string,
  sources: readonly AnnotatedSource[],
  minutes: number,
): Promise<void> {
  const teacher = await studio.models.find(TEACHER);
  const archive = await frameArchives.write(folder, sources, { network: teacher.config });
  await studio.training.prepareDistillation({
    ...{ folder, photos: [], frames: [archive.file], studentSize: 128 },
    ...{ teacher: TEACHER, start: START, poolSize: 512, cacheBytes: 2e9, learningRate: 1e-4 },
    budget: { steps: null, minutes, patience: null },
  });
  for await (const event of studio.training.run(folder)) {
    if (event.type === 'warning') console.error(event.message);
    if (event.type === 'validated') console.error(`step ${event.step}: ${event.iou.toFixed(4)}`);
  }
  const summary = { steps: 0, elapsedSec: 60 * minutes, iou: null, data: 'first halves' };
  await studio.training.finish(folder, null, summary);
}

/** A stretch of a clip as a clip of its own. */
function part(clip: KnownClip, from: number, to: number): KnownClip {
  return {
    ...clip,
    truth: clip.truth.slice(from, to + 1),
    async follow(segment) {
      const { anchor } = segment;
      const found = await clip.follow({
        ...segment,
        anchor: { ...anchor, frameIndex: anchor.frameIndex + from },
        ...{ from: segment.from + from, to: segment.to + from },
      });
      return found.map((box) => ({ ...box, frameIndex: box.frameIndex - from }));
    },
  };
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
