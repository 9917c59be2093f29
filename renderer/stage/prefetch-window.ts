/** Where the playhead stands and how it travels. */
export interface Aim {
  readonly frameIndex: number;
  readonly direction: -1 | 0 | 1;
  /** Only every `stride`-th frame is needed (fast playing). */
  readonly stride: number;
}

/**
 * Frames worth having soon, the most urgent first: `depth` in the direction of travel, then a quarter as many on the
 * other side, for a step back; standing still, mostly forward, since that is where people go next.
 */
export function prefetchWindow(aim: Aim, frameCount: number, depth: number): number[] {
  const { frameIndex, stride } = aim;
  const onward = aim.direction === 0 ? 1 : aim.direction;
  const reach = aim.direction === 0 ? Math.ceil(depth / 3) : depth;
  const back = Math.ceil(reach / 4);
  const wanted: number[] = [];
  const add = (index: number): void => {
    if (index >= 0 && index < frameCount) wanted.push(index);
  };
  // Frames of a stride lie on a fixed grid, so that successive windows want the same ones.
  const grid = Math.floor(frameIndex / stride) * stride;
  const first = onward === 1 || grid === frameIndex ? 1 : 0;
  for (let i = 0; i < reach; i++) {
    const index = grid + onward * (first + i) * stride;
    if (index >= frameCount) {
      // The last frame ends every playing, on the grid or not.
      if (index - stride < frameCount - 1) add(frameCount - 1);
      break;
    }
    add(index);
  }
  if (stride === 1) for (let i = 1; i <= back; i++) add(frameIndex - onward * i);
  return wanted;
}
