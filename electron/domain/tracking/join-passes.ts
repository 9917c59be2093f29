import { iou } from '../boxes.ts';
import type { FrameRange } from '../edit-command.ts';
import { boxOf, difference, meanShape, moved, resizedTowards, shapeOf } from './box-shape.ts';
import type { Shape } from './box-shape.ts';
import type { ProposedBox } from './layer.ts';
import { ARRIVED_IOU, overlap, witnessOf } from './pass-witness.ts';
import type { Testimony, Witness } from './pass-witness.ts';
import type { RepairSpan } from './plan-repair.ts';
import type { PlacedBox } from './plan-run.ts';
import { steadied } from './steadied.ts';

// How far each witness is heard was tried out on 16 benchmark clips, between true boxes 10, 20, 30 and 50 frames apart:
// 72, 63, 60 and 53 % of a forward pass's boxes were right (overlap 0.5 or more), 78, 68, 63 and 56 % when the passes
// were switched in the middle, 75, 59, 47 and 31 % of the line's, and 95, 90, 84 and 76 % of what is joined here.
// Other numbers around these change that by less than 1 % in the mean.

/** Say of a pass that was lost on the way: its first frames may be right all the same. One that arrived has 1 more. */
const LOST_SAY = 0.2;
/** What a pass gains up to where it last met the other one: that they met says that neither was lost until then. */
const MET_SAY = 0.5;
/** Say of the straight line between the person's boxes, and what is left of it where a pass arrived. */
const LINE_SAY = { lost: 0.5, arrived: 0.1 };
/** What a witness that nobody supports still counts for; support counts as much as the supporters have to say. */
const ALONE_SAY = 0.05;
/** How fast sizes go over to those between the person's boxes as the passes' boxes come apart. */
const SIZE_DOUBT = 1.5;

/**
 * One box per frame of a span (ascending) out of the passes from the person's boxes on either side; fewer where passes
 * were cut short. Passes list what they found in any order, the far anchor's frame included. A single pass is taken
 * as it is but for its flicker, and without `passIou`.
 *
 * With two passes there are three witnesses of each frame: either pass, and the straight line between the person's
 * boxes. Each has a say by how near it is to the box it came from, whether it came out at the other one or met the other
 * pass, and how far the other two agree with it; the box is their mean, led by the one with most say, so that a witness who speaks of
 * another place is not heard. A tracker's sizes flicker: where its passes disagree, sizes follow the line.
 */
export function joinPasses(
  span: RepairSpan,
  forward: readonly ProposedBox[] | null,
  backward: readonly ProposedBox[] | null,
): ProposedBox[] {
  const { before, after } = span;
  const joined =
    forward === null || backward === null || before === null || after === null
      ? onePass(span, forward ?? backward ?? [])
      : twoPasses(span, before, after, forward, backward);
  return steadied(
    joined,
    [before, after].filter((anchor) => anchor !== null),
  );
}

function onePass({ from, to }: FrameRange, pass: readonly ProposedBox[]): ProposedBox[] {
  return pass
    .filter(({ frameIndex }) => frameIndex >= from && frameIndex <= to)
    .sort((a, b) => a.frameIndex - b.frameIndex);
}

function twoPasses(
  { from, to }: FrameRange,
  before: PlacedBox,
  after: PlacedBox,
  forward: readonly ProposedBox[],
  backward: readonly ProposedBox[],
): ProposedBox[] {
  const witnesses = [
    witnessOf(forward, before, after),
    witnessOf(backward, after, before),
  ] as const;
  const meetings = meetingsOf(witnesses, from, to);
  const arrival = Math.max(...witnesses.map((witness) => witness.arrival));
  const weight = LINE_SAY.lost + (LINE_SAY.arrived - LINE_SAY.lost) * arrival;
  const joined: ProposedBox[] = [];
  for (let frameIndex = from; frameIndex <= to; frameIndex++) {
    const line = { shape: lineAt(before, after, frameIndex), weight };
    const met = meetings.map((meeting) => meeting[frameIndex - from]!);
    const found = joinFrame(frameIndex, witnesses, met, line);
    if (found !== null) joined.push(found);
  }
  return joined;
}

function lineAt(before: PlacedBox, after: PlacedBox, frameIndex: number): Shape {
  const t = (frameIndex - before.frameIndex) / (after.frameIndex - before.frameIndex);
  const start = shapeOf(before.box);
  return moved(start, difference(shapeOf(after.box), start), t);
}

/** The greatest overlap of the two passes from each frame on, which speaks for the forward one, and up to it. */
function meetingsOf(
  [forward, backward]: readonly [Witness, Witness],
  from: number,
  to: number,
): readonly [readonly number[], readonly number[]] {
  const overlaps = Array.from({ length: to - from + 1 }, (_, i) => {
    const [one, other] = [forward.at(from + i), backward.at(from + i)];
    return one === null || other === null ? 0 : overlap(one.shape, other.shape);
  });
  return [greatestSoFar(overlaps.toReversed()).reverse(), greatestSoFar(overlaps)];
}

function greatestSoFar(values: readonly number[]): number[] {
  let greatest = 0;
  return values.map((value) => (greatest = Math.max(greatest, value)));
}

function joinFrame(
  frameIndex: number,
  witnesses: readonly [Witness, Witness],
  meetings: readonly number[],
  line: Part,
): ProposedBox | null {
  const heard = witnesses.flatMap((witness, i) => {
    const testimony = witness.at(frameIndex);
    if (testimony === null) return [];
    const met = MET_SAY * Math.min(1, meetings[i]! / ARRIVED_IOU);
    return [{ ...testimony, trust: LOST_SAY + Math.max(witness.arrival, met) }];
  });
  const [one, other] = heard;
  if (one === undefined) return null;
  const apart = other === undefined ? 0 : 1 - overlap(one.shape, other.shape);
  const parts = heard.map(({ shape, nearness, trust }) => ({
    shape: resizedTowards(shape, line.shape, Math.min(1, SIZE_DOUBT * apart)),
    weight: Math.sqrt(nearness) * trust,
  }));
  const box = boxOf(agreed([...parts, line]));
  const more = other && { passIou: iou(one.found.box, other.found.box) };
  return { frameIndex, box, score: scoreOf(heard), ...more };
}

interface Part {
  readonly shape: Shape;
  readonly weight: number;
}

/** The mean of shapes by what each has to say, given what the others say. */
function agreed(parts: readonly Part[]): Shape {
  const overlaps = parts.map(({ shape }) => parts.map((other) => overlap(shape, other.shape)));
  const supported = parts.map(({ shape, weight }, i) => {
    const support = parts.reduce((sum, other, j) => {
      return j === i ? sum : sum + other.weight * overlaps[i]![j]!;
    }, 0);
    return { shape, weight: weight * (ALONE_SAY + support) };
  });
  const lead = supported.reduce((best, { weight }, i) => {
    return weight > supported[best]!.weight ? i : best;
  }, 0);
  const led = supported.map(({ shape, weight }, i) => ({
    shape,
    weight: weight * (i === lead ? 1 : overlaps[lead]![i]!),
  }));
  return meanShape(led) ?? parts[lead]!.shape;
}

/** The passes' scores, each counting as it is near. */
function scoreOf(heard: readonly Testimony[]): number {
  const total = heard.reduce((sum, { nearness }) => sum + nearness, 0);
  return heard.reduce((sum, { nearness, found }) => sum + (nearness / total) * found.score, 0);
}
