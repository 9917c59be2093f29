import { timeSec, type FrameTable } from '../../electron/domain/frame-table.ts';
import { frameToX, type TimeAxis } from './time-axis.ts';

/** A mark on the ruler; with text where there is room for it. */
export interface RulerTick {
  readonly frameIndex: number;
  readonly x: number;
  readonly isMajor: boolean;
}

/** Least distance of marks with text, in CSS pixels. */
const MAJOR_PX = 88;

/** The least of 1, 2, 5, 10, 20, 50 … frames whose marks lie far enough apart. */
export function majorStep(pxPerFrame: number): number {
  const least = MAJOR_PX / pxPerFrame;
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) if (power * digit >= least) return power * digit;
  }
}

/** The marks in view, with five (for twos: four) parts between those with text where frames allow. */
export function rulerTicks(axis: TimeAxis): RulerTick[] {
  const step = majorStep(axis.pxPerFrame);
  const parts = String(step).startsWith('2') ? 4 : 5;
  const minor = step % parts === 0 ? step / parts : step;
  const ticks: RulerTick[] = [];
  const end = Math.min(axis.frameCount - 1, axis.start + axis.width / axis.pxPerFrame);
  // From one mark further left, whose text may reach into view.
  const first = Math.max(0, Math.floor(axis.start / step) * step);
  for (let frameIndex = first; frameIndex <= end; frameIndex += minor) {
    ticks.push({ frameIndex, x: frameToX(axis, frameIndex), isMajor: frameIndex % step === 0 });
  }
  return ticks;
}

/** Time of a frame from the first frame on, as h:mm:ss.mmm without leading zero parts. */
export function frameClock(table: FrameTable, frameIndex: number): string {
  const milliseconds = Math.round(1000 * (timeSec(table, frameIndex) - timeSec(table, 0)));
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(milliseconds / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = `${two(seconds % 60)}.${String(milliseconds % 1000).padStart(3, '0')}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
