import { fileURLToPath } from 'node:url';
import { openNetwork } from '../../electron/adapters/ort/network.ts';
import { iou } from '../../electron/domain/boxes.ts';
import type { Box } from '../../electron/domain/boxes.ts';
import { interpolateBox } from '../../electron/domain/editing/interpolate.ts';
import { fewestKeyframes } from '../../electron/domain/editing/thin.ts';
import { table } from '../../electron/hosts/cli/terminal.ts';
import { AnnotatedClip, RIGHT_IOU } from '../support/annotated-clip.ts';
import type { CorrectionMethod, KnownClip } from '../support/annotated-clip.ts';
import { POLICIES } from '../support/annotator-policies.ts';
import type { Policy } from '../support/annotator-policies.ts';
import { knownSequences, openKnownClip } from '../support/known-clips.ts';
import { rounded } from './measure.ts';
import type { Bench } from './run.ts';

const model = fileURLToPath(new URL('../../native-models/tiny-128/model.onnx', import.meta.url));

const METHODS: readonly CorrectionMethod[] = ['repair', 'steadied', 'forward'];
const WAYS = METHODS.flatMap((method) =>
  (Object.keys(POLICIES) as Policy[]).map((policy) => ({ method, policy })),
);

/** What labelling a clip took, and how well it was labelled in the end. */
interface Outcome {
  readonly corrections: number;
  readonly vainLooks: number;
  /** Summed over all frames but the first, which is given. */
  readonly iouSum: number;
}

/**
 * How many boxes a person has to draw until every frame of a clip overlaps its true box by half or more, after the
 * first box was drawn and tracked to the end: with two-sided repair, with forward tracking to the next human frame
 * (as it is, and steadied as repairs are), and with nothing but interpolation between keyframes.
 */
export const bench: Bench = async () => {
  const sequences = await knownSequences();
  if (sequences === null) {
    console.error('bench: this needs the benchmark sequences, which are not beside the repository');
    process.exit(2);
  }
  const network = await openNetwork({ path: model }, { device: 'cpu', threads: 1 });
  const names = [...WAYS.map(({ method, policy }) => `${method} ${policy}`), 'worst', 'fewest'];
  const rows: string[][] = [['sequence', 'frames', ...names]];
  const totals = names.map((): Outcome => ({ corrections: 0, vainLooks: 0, iouSum: 0 }));
  let frames = 0;
  for (const sequence of sequences) {
    const clip = await openKnownClip(sequence, network);
    const outcomes: Outcome[] = [];
    for (const way of WAYS) outcomes.push(await label(clip, way.method, way.policy));
    outcomes.push(interpolated(clip.truth, worstFirst(clip.truth)));
    outcomes.push(interpolated(clip.truth, fewest(clip.truth)));
    outcomes.forEach((outcome, i) => (totals[i] = sum(totals[i]!, outcome)));
    frames += clip.truth.length;
    rows.push([clip.name, String(clip.truth.length), ...outcomes.map(shown)]);
  }
  await network.close();
  const perThousand = totals.map(({ corrections }) => rounded((1000 * corrections) / frames, 1));
  const measured = frames - sequences.length;
  rows.push(['all', String(frames), ...totals.map(shown)]);
  rows.push(['per 1,000 frames', '', ...perThousand.map(String)]);
  rows.push(['mean IoU', '', ...totals.map(({ iouSum }) => (iouSum / measured).toFixed(3))]);
  console.log('boxes drawn until every frame is right (+ looks of the queue in vain)');
  console.log(table(rows));
  return {
    repair: perThousand[names.indexOf('repair watching')],
    forward: perThousand[names.indexOf('forward watching')],
    interpolate: perThousand[names.indexOf('worst')],
  };
};

const shown = ({ corrections, vainLooks }: Outcome): string =>
  vainLooks === 0 ? String(corrections) : `${corrections}+${vainLooks}`;

function sum(a: Outcome, b: Outcome): Outcome {
  return {
    corrections: a.corrections + b.corrections,
    vainLooks: a.vainLooks + b.vainLooks,
    iouSum: a.iouSum + b.iouSum,
  };
}

async function label(clip: KnownClip, method: CorrectionMethod, policy: Policy): Promise<Outcome> {
  const work = await AnnotatedClip.start(clip, method);
  const { corrections, vainLooks } = await POLICIES[policy](work);
  const overlaps = clip.truth.map((_, frameIndex) => work.iouAt(frameIndex));
  return { corrections, vainLooks, iouSum: overlaps.slice(1).reduce((a, b) => a + b, 0) };
}

/** Keyframes at the first frame, the last one, and then wherever the interpolated box is worst. */
function worstFirst(truth: readonly Box[]): number[] {
  const keys = [0, truth.length - 1];
  for (;;) {
    const overlaps = interpolate(truth, keys).map((box, i) => iou(box, truth[i]!));
    const worst = overlaps.indexOf(Math.min(...overlaps));
    if (overlaps[worst]! >= RIGHT_IOU) return keys;
    keys.push(worst);
    keys.sort((a, b) => a - b);
  }
}

/** The fewest keyframes that will do, which only someone who knows all true boxes can choose. */
function fewest(truth: readonly Box[]): number[] {
  return fewestKeyframes({ boxes: truth, isCandidate: truth.map(() => true) }, RIGHT_IOU);
}

function interpolated(truth: readonly Box[], keys: readonly number[]): Outcome {
  const overlaps = interpolate(truth, keys).map((box, i) => iou(box, truth[i]!));
  const iouSum = overlaps.slice(1).reduce((a, b) => a + b, 0);
  return { corrections: keys.length - 1, vainLooks: 0, iouSum };
}

function interpolate(truth: readonly Box[], keys: readonly number[]): Box[] {
  return truth.map((box, at) => {
    const next = keys.findIndex((key) => key > at);
    if (next <= 0) return box;
    const [from, to] = [keys[next - 1]!, keys[next]!];
    return interpolateBox(truth[from]!, truth[to]!, (at - from) / (to - from));
  });
}
