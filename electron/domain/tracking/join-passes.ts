import { iou } from '../boxes.ts';
import { interpolateBox } from '../editing/interpolate.ts';
import type { ProposedBox } from './layer.ts';
import type { RepairSpan } from './plan-repair.ts';

/**
 * One box per frame of a span (ascending) out of a pass from the person's box before it and one from the box after
 * it; fewer where passes were cut short. Passes list what they found in any order, the far anchor's frame included.
 */
export function joinPasses(
  span: RepairSpan,
  forward: readonly ProposedBox[] | null,
  backward: readonly ProposedBox[] | null,
): ProposedBox[] {
  const count = span.to - span.from + 1;
  const f = placed(span, forward);
  const b = placed(span, backward);
  if (forward === null || backward === null)
    return [...f.values(), ...b.values()].sort((p, q) => p.frameIndex - q.frameIndex);
  const half = span.from + (count >> 1);
  const joined: ProposedBox[] = [];
  for (let at = span.from; at <= span.to; at++) {
    const [one, other] = [f.get(at), b.get(at)];
    const taken = (at < half ? one : other) ?? one ?? other;
    if (taken === undefined) continue;
    const both = one && other;
    joined.push(
      both
        ? {
            ...taken,
            box: interpolateBox(taken.box, taken.box, 0),
            passIou: iou(one.box, other.box),
          }
        : taken,
    );
  }
  return joined;
}

function placed(
  { from, to }: RepairSpan,
  pass: readonly ProposedBox[] | null,
): Map<number, ProposedBox> {
  const inside = (pass ?? []).filter(({ frameIndex }) => frameIndex >= from && frameIndex <= to);
  return new Map(inside.map((box) => [box.frameIndex, box]));
}
