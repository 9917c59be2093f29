import { iou } from '../boxes.ts';
import type { Box } from '../boxes.ts';
import { interpolateBox } from './interpolate.ts';

/** Boxes of consecutive frames, of which some are stored. */
export interface BoxRun {
  readonly boxes: readonly Box[];
  /** True where a frame is stored, and may hence become a keyframe; the first and the last one always are. */
  readonly isCandidate: readonly boolean[];
}

/**
 * The fewest candidates of a run, with its ends, between which linear interpolation gives every box with an overlap
 * of at least `minIou`, 0..1. Two candidates without another between them may always follow each other, since nothing
 * changes there. Returns places in the run, ascending.
 *
 * A breadth-first search over "from this keyframe straight to that one", in which each keyframe is visited at its
 * least depth and from one keyframe only: O(frames x reach).
 */
export function fewestKeyframes(run: BoxRun, minIou: number): number[] {
  const end = run.boxes.length - 1;
  if (end <= 0) return run.boxes.length === 0 ? [] : [0];
  const search = new ReachSearch(run, minIou);
  const cameFrom = new Int32Array(run.boxes.length).fill(-1);
  const waiting = [...run.boxes.keys()].filter((place) => place > 0 && run.isCandidate[place]);
  const isFound = (): boolean => cameFrom[end] !== -1;
  for (let layer = [0]; !isFound();) {
    const next: number[] = [];
    // Those nearest to the end first: they reach the farthest, and leave little for the others to visit.
    for (const from of layer.sort((a, b) => b - a)) {
      const reached = search.reachFrom(from, waiting);
      for (const place of reached) cameFrom[place] = from;
      next.push(...reached);
      if (isFound()) break;
      removeAll(waiting, reached);
    }
    layer = next;
  }
  const kept = [end];
  while (kept.at(-1) !== 0) kept.push(cameFrom[kept.at(-1)!]!);
  return kept.reverse();
}

/** Left, top, right, bottom, and the centre's x and y. */
const LINES = 6;

/**
 * Finds which keyframes can follow one. How far it has to look is cut off by what an overlap of θ asks of a box of
 * width w, whatever else differs: an edge may lie outward by w (1/θ - 1) and inward by w (1 - θ), the centre off by
 * w (1/θ - 1) / 2 at most. These limits draw a cone of slopes that only ever narrows along the way; once it is shut,
 * nothing beyond it can be reached.
 */
class ReachSearch {
  readonly #boxes: readonly Box[];
  readonly #minIou: number;
  /** Edges and centre of each box [N,6], and between which values each may be interpolated. */
  readonly #lines: Float64Array;
  readonly #lowest: Float64Array;
  readonly #highest: Float64Array;
  /** The next candidate after each place. */
  readonly #next: Int32Array;

  constructor({ boxes, isCandidate }: BoxRun, minIou: number) {
    this.#boxes = boxes;
    this.#minIou = minIou;
    this.#lines = Float64Array.from(
      boxes.flatMap(({ x, y, w, h }) => [x, y, x + w, y + h, x + w / 2, y + h / 2]),
    );
    // A hair wider than the rule, so that rounding never cuts off what the overlap itself allows.
    const [outward, inward] = [1 / minIou - 1 + 1e-6, 1 - minIou + 1e-6];
    const below = [outward, outward, inward, inward, outward / 2, outward / 2];
    const above = [inward, inward, outward, outward, outward / 2, outward / 2];
    const side = (k: number): number => boxes[Math.floor(k / LINES)]![k % 2 === 0 ? 'w' : 'h'];
    this.#lowest = this.#lines.map((line, k) => line - side(k) * below[k % LINES]!);
    this.#highest = this.#lines.map((line, k) => line + side(k) * above[k % LINES]!);
    this.#next = new Int32Array(boxes.length);
    for (let i = boxes.length - 1, next = i; i >= 0; i--) {
      this.#next[i] = next;
      if (isCandidate[i]) next = i;
    }
  }

  /** Which of the ascending places in `waiting` can follow `from` as the next keyframe. */
  reachFrom(from: number, waiting: readonly number[]): number[] {
    const reached: number[] = [];
    const low = new Float64Array(LINES).fill(-Infinity);
    const high = new Float64Array(LINES).fill(Infinity);
    let at = from;
    let suspect = -1;
    for (let i = firstAbove(waiting, from); i < waiting.length; i++) {
      const to = waiting[i]!;
      if (to === this.#next[from]) {
        reached.push(to);
        continue;
      }
      while (at < to - 1) if (!this.#narrow(low, high, from, ++at)) return reached;
      if (!this.#isWithin(low, high, from, to)) continue;
      // The frame that failed last time is likely to fail again.
      if (suspect !== -1 && !this.#fits(from, to, suspect)) continue;
      suspect = this.#firstMisfit(from, to);
      if (suspect === -1) reached.push(to);
    }
    return reached;
  }

  /** Narrows the slopes from `from` to those that pass the box at `at`; false when none is left. */
  #narrow(low: Float64Array, high: Float64Array, from: number, at: number): boolean {
    const steps = at - from;
    for (let k = 0; k < LINES; k++) {
      const start = this.#lines[LINES * from + k]!;
      low[k] = Math.max(low[k]!, (this.#lowest[LINES * at + k]! - start) / steps);
      high[k] = Math.min(high[k]!, (this.#highest[LINES * at + k]! - start) / steps);
      if (low[k]! > high[k]!) return false;
    }
    return true;
  }

  #isWithin(low: Float64Array, high: Float64Array, from: number, to: number): boolean {
    for (let k = 0; k < LINES; k++) {
      const slope = (this.#lines[LINES * to + k]! - this.#lines[LINES * from + k]!) / (to - from);
      if (slope < low[k]! || slope > high[k]!) return false;
    }
    return true;
  }

  /** The first frame between two keyframes whose box is not met, or -1. */
  #firstMisfit(from: number, to: number): number {
    for (let at = from + 1; at < to; at++) if (!this.#fits(from, to, at)) return at;
    return -1;
  }

  #fits(from: number, to: number, at: number): boolean {
    const t = (at - from) / (to - from);
    const box = interpolateBox(this.#boxes[from]!, this.#boxes[to]!, t);
    return iou(box, this.#boxes[at]!) >= this.#minIou;
  }
}

/** The place of the first value above `value` in an ascending list. */
function firstAbove(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Takes the ascending `gone` out of the ascending `list`. */
function removeAll(list: number[], gone: readonly number[]): void {
  if (gone.length === 0) return;
  let write = firstAbove(list, gone[0]! - 1);
  for (let read = write, g = 0; read < list.length; read++) {
    if (list[read] === gone[g]) g++;
    else list[write++] = list[read]!;
  }
  list.length = write;
}
