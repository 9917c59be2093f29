import type { FrameRange } from '../../electron/domain/edit-command.ts';
import { BAR_HEIGHT, BAR_TOP, LANE_HEIGHT } from './lane-size.ts';
import type { LaneDoubt, LaneLayer } from './scene.ts';
import { frameToX, type TimeAxis } from './time-axis.ts';
import type { TimelineTokens } from './timeline-tokens.ts';

const FLAG = 4;
const LAYER_DASH = [4, 3];
/** Distance of the strokes of a held-out band, and its height, in CSS pixels. */
const BAND_STEP = 6;
const BAND_HEIGHT = LANE_HEIGHT - 3;

/** Paints what lies over a lane's frames: a red line where a look is wanted, and the frame of a tracker's layer. */
export class LaneMarks {
  readonly #context: CanvasRenderingContext2D;
  #tokens: TimelineTokens;

  constructor(context: CanvasRenderingContext2D, tokens: TimelineTokens) {
    this.#context = context;
    this.#tokens = tokens;
  }

  setTokens(tokens: TimelineTokens): void {
    this.#tokens = tokens;
  }

  /** Marks the doubtful stretches of a lane whose top is at `y`; a flag stands at the frame to look at. */
  paintDoubts(doubts: readonly LaneDoubt[], axis: TimeAxis, y: number): void {
    const context = this.#context;
    context.fillStyle = this.#tokens.doubt;
    context.beginPath();
    let lastFlag = -Infinity;
    for (const { from, to, peak } of doubts) {
      const [left, right] = [frameToX(axis, from), frameToX(axis, to + 1)];
      if (right < 0 || left > axis.width) continue;
      context.rect(left, y + 1, Math.max(1.5, right - left), 2);
      const middle = frameToX(axis, peak) + axis.pxPerFrame / 2;
      // Flags closer than their width would make one blot.
      if (middle - lastFlag < 2 * FLAG) continue;
      lastFlag = middle;
      context.moveTo(middle - FLAG, y + 1);
      context.lineTo(middle + FLAG, y + 1);
      context.lineTo(middle, y + 1 + 1.5 * FLAG);
      context.closePath();
    }
    context.fill();
  }

  /** Hatches the whole height of a lane where its frames are held out: strokes lean the other way than occlusion's. */
  paintHeldOut(ranges: readonly FrameRange[], axis: TimeAxis, y: number): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    for (const { from, to } of ranges) {
      const left = Math.max(-BAND_STEP, frameToX(axis, from));
      const right = Math.min(axis.width + BAND_STEP, frameToX(axis, to + 1));
      if (right > left) context.rect(left, y + 1, Math.max(3, right - left), BAND_HEIGHT);
    }
    context.globalAlpha *= 0.22;
    context.fillStyle = this.#tokens.heldOut;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = this.#tokens.heldOut;
    context.lineWidth = 1;
    context.stroke();
    context.clip();
    context.beginPath();
    for (let x = -BAND_HEIGHT; x < axis.width; x += BAND_STEP) {
      context.moveTo(x, y);
      context.lineTo(x + BAND_HEIGHT, y + BAND_HEIGHT);
    }
    context.lineWidth = 1.25;
    context.stroke();
    context.restore();
  }

  /** Frames a layer's range, and fills what it has done so far. */
  paintLayer({ range, done }: LaneLayer, axis: TimeAxis, y: number): void {
    const context = this.#context;
    const [left, right] = [frameToX(axis, range.from), frameToX(axis, range.to + 1)];
    const [top, height] = [y + BAR_TOP - 2.5, BAR_HEIGHT + 5];
    if (done !== null) {
      const x = frameToX(axis, done.from);
      context.globalAlpha = 0.45;
      context.fillStyle = this.#tokens.layer;
      context.fillRect(x, y + BAR_TOP, frameToX(axis, done.to + 1) - x, BAR_HEIGHT);
      context.globalAlpha = 1;
    }
    context.strokeStyle = this.#tokens.layer;
    context.lineWidth = 2;
    context.setLineDash(LAYER_DASH);
    context.strokeRect(left, top, Math.max(2, right - left), Math.min(height, LANE_HEIGHT - 4));
    context.setLineDash([]);
  }
}
