import { withAlpha } from '../stage/canvas-theme.ts';
import { hatchPattern } from '../stage/hatch-pattern.ts';
import { DASHES, type SourceKind } from '../stage/source-pattern.ts';
import { BOX_BITS, LaneBit, NO_SCORE, type LaneSummary } from './lane-summary.ts';
import { BAR_HEIGHT, BAR_TOP } from './lane-size.ts';
import type { AxisCells } from './time-axis.ts';
import type { TimelineTokens } from './timeline-tokens.ts';

const NOTCH_HEIGHT = 5;
const CONFIRMED_TOP = 22;
const ABSENT_DASH = [2, 4];
/** Frames at least so wide carry diamonds as keyframes; narrower ones a notch. */
const DIAMOND_PX = 9;
/** Keyframes closer than this, in CSS pixels, are notches above the bar, so that they do not cover it. */
const CROWDED_PX = 6;
/** Runs at least so wide carry the dash pattern of their source. */
const DASHED_PX = 10;

/** Where several makers share a pixel, the one that most needs a look is shown. */
const SHOWN_FIRST: readonly SourceKind[] = ['model', 'imported', 'interpolated', 'human'];

/** What of a lane's bits is seen: at most one maker. Runs of equal looks are painted at once, whatever else differs. */
const LOOKS = Uint8Array.from({ length: 256 }, (_, bits) => {
  const kind = SHOWN_FIRST.find((source) => bits & LaneBit[source]);
  const absent = bits & LaneBit.absent;
  return kind ? LaneBit[kind] | absent | (bits & (LaneBit.occluded | LaneBit.unconfirmed)) : absent;
});

/** Paints the spans, keyframes and scores of lanes. */
export class LanePainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #fills = new Map<string, Record<SourceKind, string>>();
  #tokens: TimelineTokens;
  #hatch: CanvasPattern | null = null;
  #hatchScale = 0;
  #bits = new Uint8Array(0);

  constructor(context: CanvasRenderingContext2D, tokens: TimelineTokens) {
    this.#context = context;
    this.#tokens = tokens;
  }

  setTokens(tokens: TimelineTokens): void {
    this.#tokens = tokens;
    this.#fills.clear();
  }

  /** Paints a lane whose top is at `y`; the context's unit is CSS pixels, x from the first cell's axis. */
  paint(summary: LaneSummary, cells: AxisCells, color: string, y: number): void {
    if (this.#bits.length < cells.count) this.#bits = new Uint8Array(cells.count);
    const bits = this.#bits;
    const { edges } = cells;
    for (let i = 0; i < cells.count; i++) bits[i] = summary.bits(edges[i]!, edges[i + 1]!);
    this.#paintRuns(bits, cells, color, y);
    if (summary.hasScores) this.#paintScores(summary, cells, y);
    this.#paintKeyframes(bits, cells, y);
  }

  #paintRuns(bits: Uint8Array, cells: AxisCells, color: string, y: number): void {
    const { count, xs } = cells;
    for (let from = 0, to: number; from < count; from = to) {
      const look = LOOKS[bits[from]!]!;
      to = from + 1;
      while (to < count && LOOKS[bits[to]!] === look) to++;
      if (look !== 0) this.#paintRun(look, xs[from]!, xs[to]!, color, y);
    }
  }

  #paintRun(look: number, x1: number, x2: number, color: string, y: number): void {
    const context = this.#context;
    const width = x2 - x1;
    const fills = this.#fillsOf(color);
    if (look & LaneBit.absent) {
      context.strokeStyle = fills.human;
      context.lineWidth = 1.5;
      context.setLineDash(ABSENT_DASH);
      context.beginPath();
      context.moveTo(x1, y + BAR_TOP + BAR_HEIGHT / 2);
      context.lineTo(x2, y + BAR_TOP + BAR_HEIGHT / 2);
      context.stroke();
      context.setLineDash([]);
    }
    if (!(look & BOX_BITS)) return;
    const kind = SHOWN_FIRST.find((source) => look & LaneBit[source])!;
    context.fillStyle = fills[kind];
    context.fillRect(x1, y + BAR_TOP, width, BAR_HEIGHT);
    if (width >= DASHED_PX) this.#paintDashes(kind, x1, x2, fills.human, y);
    context.fillStyle = this.#tokens.spanEdge;
    context.fillRect(x1, y + BAR_TOP - 1, width, 1);
    context.fillRect(x1, y + BAR_TOP + BAR_HEIGHT, width, 1);
    if (look & LaneBit.occluded) this.#paintHatch(x1, width, y);
    if (!(look & LaneBit.unconfirmed)) {
      context.fillStyle = this.#tokens.confirmed;
      context.fillRect(x1, y + CONFIRMED_TOP, width, 2);
    }
  }

  #paintDashes(kind: SourceKind, x1: number, x2: number, color: string, y: number): void {
    if (kind === 'human') return;
    const context = this.#context;
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.setLineDash(DASHES[kind]);
    context.beginPath();
    for (const edge of [y + BAR_TOP + 1, y + BAR_TOP + BAR_HEIGHT - 1]) {
      context.moveTo(x1, edge);
      context.lineTo(x2, edge);
    }
    context.stroke();
    context.setLineDash([]);
  }

  #paintHatch(x: number, width: number, y: number): void {
    const { a: scale } = this.#context.getTransform();
    if (!this.#hatch || this.#hatchScale !== scale) {
      this.#hatch = hatchPattern(this.#context, scale, 6);
      this.#hatchScale = scale;
    }
    if (!this.#hatch) return;
    this.#context.fillStyle = this.#hatch;
    this.#context.fillRect(x, y + BAR_TOP, width, BAR_HEIGHT);
  }

  #paintScores(summary: LaneSummary, { count, edges, xs }: AxisCells, y: number): void {
    const context = this.#context;
    const bottom = y + BAR_TOP + BAR_HEIGHT - 1;
    const height = BAR_HEIGHT - 2;
    context.beginPath();
    const isPerFrame = edges[1]! - edges[0]! === 1;
    let isDrawing = false;
    for (let i = 0; i < count; i++) {
      const score = summary.minScore(edges[i]!, edges[i + 1]!);
      if (score === NO_SCORE) {
        isDrawing = false;
        continue;
      }
      const level = bottom - score * height;
      if (isDrawing) context.lineTo(xs[i]!, level);
      else context.moveTo(xs[i]!, level);
      // A step where frames are wide; where they share pixels, a point per pixel is all that can be seen.
      if (isPerFrame || !isDrawing) context.lineTo(xs[i + 1]!, level);
      isDrawing = true;
    }
    if (isPerFrame) {
      context.strokeStyle = this.#tokens.inkHalo;
      context.lineWidth = 3;
      context.stroke();
    }
    context.strokeStyle = this.#tokens.ink;
    context.lineWidth = 1;
    context.stroke();
  }

  #paintKeyframes(bits: Uint8Array, { count, edges, xs }: AxisCells, y: number): void {
    const context = this.#context;
    const isDiamond = count > 0 && edges[1]! - edges[0]! === 1 && xs[1]! - xs[0]! >= DIAMOND_PX;
    context.beginPath();
    let previous = -Infinity;
    for (let from = nextKeyframe(bits, 0, count), next: number; from < count; from = next) {
      // Neighbours become one notch: as many as pixels would be slow, and look the same.
      let to = from + 1;
      while (!isDiamond && to < count && bits[to]! & LaneBit.keyframe) to++;
      next = nextKeyframe(bits, to, count);
      const [x1, x2] = [xs[from]!, xs[to]!];
      const isCrowded = x1 - previous < CROWDED_PX || (next < count && xs[next]! - x2 < CROWDED_PX);
      if (isDiamond) diamond(context, (x1 + x2) / 2, y + BAR_TOP + BAR_HEIGHT / 2);
      else {
        const height = isCrowded || to > from + 1 ? NOTCH_HEIGHT : BAR_HEIGHT + 4;
        context.rect(
          x1,
          y + BAR_TOP - 2,
          Math.max(1.5, Math.min(x2 - x1, to > from + 1 ? Infinity : 2)),
          height,
        );
      }
      previous = x2;
    }
    context.fillStyle = this.#tokens.ink;
    context.fill();
    if (!isDiamond) return;
    context.strokeStyle = this.#tokens.inkHalo;
    context.lineWidth = 1;
    context.stroke();
  }

  #fillsOf(color: string): Record<SourceKind, string> {
    let fills = this.#fills.get(color);
    if (!fills) {
      const { fill } = this.#tokens;
      fills = {
        human: withAlpha(color, fill.human),
        model: withAlpha(color, fill.model),
        interpolated: withAlpha(color, fill.interpolated),
        imported: withAlpha(color, fill.imported),
      };
      this.#fills.set(color, fills);
    }
    return fills;
  }
}

function nextKeyframe(bits: Uint8Array, from: number, count: number): number {
  let i = from;
  while (i < count && !(bits[i]! & LaneBit.keyframe)) i++;
  return i;
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.moveTo(x, y - 5);
  context.lineTo(x + 4, y);
  context.lineTo(x, y + 5);
  context.lineTo(x - 4, y);
  context.closePath();
}
