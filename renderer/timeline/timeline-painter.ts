import type { FrameRange } from '../../electron/domain/edit-command.ts';
import { canvasFont } from '../stage/canvas-theme.ts';
import { LaneMarks } from './lane-marks.ts';
import { LanePainter } from './lane-painter.ts';
import { LANE_HEIGHT } from './lane-size.ts';
import { LaneSummaries } from './lane-summary.ts';
import { frameClock, rulerTicks } from './ruler.ts';
import type { TimelineLane, TimelineScene } from './scene.ts';
import { axisCells, frameToX, type TimeAxis } from './time-axis.ts';
import {
  laneTop,
  NAMES_WIDTH,
  RULER_HEIGHT,
  visibleLanes,
  type LaneLayout,
} from './timeline-layout.ts';
import type { TimelineTokens } from './timeline-tokens.ts';

/** Size in CSS pixels and device pixels per CSS pixel. */
export interface PaintSize {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** Paints lanes and ruler: all that does not move with the playhead. */
export class TimelinePainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #summaries = new LaneSummaries();
  readonly #lanes: LanePainter;
  readonly #marks: LaneMarks;
  #tokens: TimelineTokens;

  constructor(context: CanvasRenderingContext2D, tokens: TimelineTokens) {
    this.#context = context;
    this.#tokens = tokens;
    this.#lanes = new LanePainter(context, tokens);
    this.#marks = new LaneMarks(context, tokens);
  }

  setTokens(tokens: TimelineTokens): void {
    this.#tokens = tokens;
    this.#lanes.setTokens(tokens);
    this.#marks.setTokens(tokens);
  }

  /** Paints everything that is in view. */
  paint(scene: TimelineScene, axis: TimeAxis, layout: LaneLayout, size: PaintSize): void {
    const context = this.#context;
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.fillStyle = this.#tokens.background;
    context.fillRect(0, 0, size.width, size.height);
    if (scene.table) {
      this.#paintGrid(axis, size);
      this.#paintLanes(scene, axis, layout, size);
    }
    this.#paintRuler(scene, axis, size);
    this.#paintNames(scene, layout, size);
    this.#paintScroll(layout, size);
  }

  #paintGrid(axis: TimeAxis, size: PaintSize): void {
    const context = this.#context;
    context.fillStyle = this.#tokens.line;
    for (const { x, isMajor } of rulerTicks(axis)) {
      if (isMajor && x >= 0) {
        context.fillRect(NAMES_WIDTH + Math.round(x), RULER_HEIGHT, 1, size.height);
      }
    }
  }

  #paintLanes(scene: TimelineScene, axis: TimeAxis, layout: LaneLayout, size: PaintSize): void {
    const context = this.#context;
    const cells = axisCells(axis);
    const [first, end] = visibleLanes(layout);
    context.save();
    context.beginPath();
    context.rect(0, RULER_HEIGHT, size.width, size.height - RULER_HEIGHT);
    context.clip();
    for (let i = first; i < end; i++) {
      const lane = scene.lanes[i];
      if (!lane) continue;
      const top = laneTop(layout, i);
      this.#paintLaneGround(scene.selectedIds.has(lane.trackId), top, size);
      const summary = this.#summaries.of(lane);
      context.globalAlpha = lane.hidden ? 0.35 : 1;
      context.translate(NAMES_WIDTH, 0);
      if (summary.to > summary.from) this.#lanes.paint(summary, cells, lane.color, top);
      if (lane.heldOut.length > 0) this.#marks.paintHeldOut(lane.heldOut, axis, top);
      if (lane.doubts.length > 0) this.#marks.paintDoubts(lane.doubts, axis, top);
      if (lane.layer !== null) this.#marks.paintLayer(lane.layer, axis, top);
      context.translate(-NAMES_WIDTH, 0);
      context.globalAlpha = 1;
    }
    context.restore();
  }

  #paintLaneGround(isSelected: boolean, top: number, { width }: PaintSize): void {
    const context = this.#context;
    if (isSelected) {
      context.fillStyle = this.#tokens.laneSelected;
      context.fillRect(0, top, width, LANE_HEIGHT);
    }
    context.fillStyle = this.#tokens.line;
    context.fillRect(0, top + LANE_HEIGHT - 1, width, 1);
  }

  #paintRuler(scene: TimelineScene, axis: TimeAxis, { width }: PaintSize): void {
    const context = this.#context;
    const { ruler, line, lineStrong, text, textSoft } = this.#tokens;
    context.fillStyle = ruler;
    context.fillRect(0, 0, width, RULER_HEIGHT);
    context.fillStyle = line;
    context.fillRect(0, RULER_HEIGHT - 1, width, 1);
    if (!scene.table) return;
    context.textBaseline = 'alphabetic';
    for (const { frameIndex, x, isMajor } of rulerTicks(axis)) {
      const left = NAMES_WIDTH + Math.round(x);
      const height = isMajor ? 10 : 5;
      context.fillStyle = lineStrong;
      if (x >= 0) context.fillRect(left, RULER_HEIGHT - height, 1, height);
      if (!isMajor) continue;
      context.font = canvasFont(11, 600);
      context.fillStyle = text;
      context.fillText(String(frameIndex), left + 4, 13);
      context.font = canvasFont(10);
      context.fillStyle = textSoft;
      context.fillText(frameClock(scene.table, frameIndex), left + 4, 26);
    }
  }

  #paintNames(scene: TimelineScene, layout: LaneLayout, { height }: PaintSize): void {
    const context = this.#context;
    const { background, laneSelected, line, lineStrong, ruler } = this.#tokens;
    context.fillStyle = background;
    context.fillRect(0, RULER_HEIGHT, NAMES_WIDTH, height);
    const [first, end] = visibleLanes(layout);
    context.font = canvasFont(12);
    context.textBaseline = 'middle';
    for (let i = first; i < end; i++) {
      const lane = scene.lanes[i];
      if (!lane) continue;
      const top = laneTop(layout, i);
      if (scene.selectedIds.has(lane.trackId)) {
        context.fillStyle = laneSelected;
        context.fillRect(0, top, NAMES_WIDTH, LANE_HEIGHT);
      }
      context.fillStyle = line;
      context.fillRect(0, top + LANE_HEIGHT - 1, NAMES_WIDTH, 1);
      this.#paintName(lane, top);
    }
    // The corner last: names that are scrolled halfway must not stick out above.
    context.fillStyle = ruler;
    context.fillRect(0, 0, NAMES_WIDTH, RULER_HEIGHT - 1);
    context.fillStyle = lineStrong;
    context.fillRect(NAMES_WIDTH - 1, 0, 1, height);
  }

  #paintName(lane: TimelineLane, top: number): void {
    const context = this.#context;
    const middle = top + LANE_HEIGHT / 2;
    context.fillStyle = lane.color;
    context.beginPath();
    context.roundRect(10, middle - 6, 12, 12, 3);
    context.fill();
    context.strokeStyle = this.#tokens.lineStrong;
    context.lineWidth = 1;
    context.stroke();
    context.fillStyle = lane.hidden || lane.locked ? this.#tokens.textSoft : this.#tokens.text;
    const marks = `${lane.locked ? ' · locked' : ''}${lane.hidden ? ' · hidden' : ''}`;
    const room = NAMES_WIDTH - 38;
    context.fillText(shorten(context, lane.name, marks, room), 30, middle + 0.5);
  }

  #paintScroll({ laneCount, scrollTop, height }: LaneLayout, { width }: PaintSize): void {
    const whole = laneCount * LANE_HEIGHT;
    if (whole <= height || height <= 0) return;
    const length = Math.max(16, (height / whole) * height);
    const top = (scrollTop / (whole - height)) * (height - length);
    this.#context.fillStyle = this.#tokens.lineStrong;
    this.#context.beginPath();
    this.#context.roundRect(width - 6, RULER_HEIGHT + top + 1, 4, length - 2, 2);
    this.#context.fill();
  }
}

/** A name with its marks, cut to a width in CSS pixels. */
function shorten(
  context: CanvasRenderingContext2D,
  name: string,
  marks: string,
  room: number,
): string {
  if (context.measureText(name + marks).width <= room) return name + marks;
  let length = name.length;
  while (length > 1 && context.measureText(`${name.slice(0, length)}…${marks}`).width > room) {
    length--;
  }
  return `${name.slice(0, length)}…${marks}`;
}

/** Paints what moves: the selected range and the playhead. */
export function paintPlayhead(
  context: CanvasRenderingContext2D,
  tokens: TimelineTokens,
  axis: TimeAxis,
  { width, height, ratio }: PaintSize,
  playhead: number | null,
  range: FrameRange | null,
): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(NAMES_WIDTH, 0, width - NAMES_WIDTH, height);
  context.clip();
  if (range) {
    const from = NAMES_WIDTH + frameToX(axis, range.from);
    const to = NAMES_WIDTH + frameToX(axis, range.to + 1);
    context.fillStyle = tokens.range;
    context.fillRect(from, 0, to - from, height);
    context.fillStyle = tokens.rangeEdge;
    context.fillRect(from, 0, 1.5, height);
    context.fillRect(to - 1.5, 0, 1.5, height);
    context.fillRect(from, RULER_HEIGHT - 3, to - from, 3);
  }
  if (playhead !== null) paintPlayheadLine(context, tokens, axis, height, playhead);
  context.restore();
}

function paintPlayheadLine(
  context: CanvasRenderingContext2D,
  tokens: TimelineTokens,
  axis: TimeAxis,
  height: number,
  playhead: number,
): void {
  const left = NAMES_WIDTH + frameToX(axis, playhead);
  const middle = left + axis.pxPerFrame / 2;
  if (axis.pxPerFrame >= 4) {
    context.globalAlpha = 0.18;
    context.fillStyle = tokens.playhead;
    context.fillRect(left, RULER_HEIGHT, axis.pxPerFrame, height);
    context.globalAlpha = 1;
  }
  context.fillStyle = tokens.playhead;
  context.fillRect(Math.round(middle * 2) / 2 - 0.75, 16, 1.5, height);
  context.font = canvasFont(11, 600);
  context.textBaseline = 'middle';
  const text = String(playhead);
  const textWidth = context.measureText(text).width;
  // The flag stays in view at both ends.
  const flag = Math.max(
    NAMES_WIDTH,
    Math.min(NAMES_WIDTH + axis.width - textWidth - 10, middle - textWidth / 2 - 5),
  );
  context.beginPath();
  context.roundRect(flag, 1, textWidth + 10, 16, 3);
  context.fill();
  context.fillStyle = tokens.playheadText;
  context.fillText(text, flag + 5, 9.5);
}
