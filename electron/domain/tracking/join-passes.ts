import { iou } from '../boxes.ts';
import type { FrameRange } from '../edit-command.ts';
import { boxOf, difference, meanShape, moved, resizedTowards, shapeOf } from './box-shape.ts';
import type { Shape } from './box-shape.ts';
import type { ProposedBox } from './layer.ts';
import { overlap, witnessOf } from './pass-witness.ts';
import type { Testimony, Witness } from './pass-witness.ts';
import type { RepairSpan } from './plan-repair.ts';
import type { PlacedBox } from './plan-run.ts';
import { steadied } from './steadied.ts';

/** Say of the straight line between the person's boxes, next to a pass's, which is at most 1.2. */
const LINE_SAY = 0.3;
/** Say of a pass that was lost on the way: its first frames may be right all the same. */
const LOST_SAY = 0.2;
/** What a witness that nobody supports still counts for, next to full support by the two others, which is 2. */
const ALONE_SAY = 0.1;
/** How fast sizes go over to those between the person's boxes as the passes' boxes come apart. */
const SIZE_DOUBT = 1.5;

/**
 * One box per frame of a span (ascending) out of the passes from the person's boxes on either side; fewer where passes
 * were cut short. Passes list what they found in any order, the far anchor's frame included. A single pass is taken
 * as it is but for its flicker, and without `passIou`.
 *
 * With two passes there are three witnesses of each frame: either pass, and the straight line between the person's
 * boxes. Each has a say by how near it is to the box it came from, whether it came out at the other one, and how far
 * the other two agree with it; the box is their mean, led by the one with most say, so that a witness who speaks of
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
  const joined: ProposedBox[] = [];
  for (let frameIndex = from; frameIndex <= to; frameIndex++) {
    const found = joinFrame(frameIndex, witnesses, lineAt(before, after, frameIndex));
    if (found !== null) joined.push(found);
  }
  return joined;
}

function lineAt(before: PlacedBox, after: PlacedBox, frameIndex: number): Shape {
  const t = (frameIndex - before.frameIndex) / (after.frameIndex - before.frameIndex);
  const start = shapeOf(before.box);
  return moved(start, difference(shapeOf(after.box), start), t);
}

function joinFrame(
  frameIndex: number,
  witnesses: readonly [Witness, Witness],
  line: Shape,
): ProposedBox | null {
  const heard = witnesses.flatMap((witness) => {
    const testimony = witness.at(frameIndex);
    return testimony === null ? [] : [{ ...testimony, arrival: witness.arrival }];
  });
  const [one, other] = heard;
  if (one === undefined) return null;
  const apart = other === undefined ? 0 : 1 - overlap(one.shape, other.shape);
  const parts = heard.map(({ shape, nearness, arrival }) => ({
    shape: resizedTowards(shape, line, Math.min(1, SIZE_DOUBT * apart)),
    weight: nearness * (LOST_SAY + arrival),
  }));
  const box = boxOf(agreed([...parts, { shape: line, weight: LINE_SAY }]));
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
    const support = overlaps[i]!.reduce((sum, value, j) => (j === i ? sum : sum + value), 0);
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
