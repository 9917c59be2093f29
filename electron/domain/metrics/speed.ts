/** What one tracked frame took, in milliseconds. */
export interface FrameTime {
  /** From the result before to this one, on the clock: decoding, tracking and waiting, which overlap. */
  readonly totalMs: number;
  /** Wait for the decoder. */
  readonly decodeMs: number;
  /** Cutting out and normalising the search region. */
  readonly cropMs: number;
  /** The network's forward pass. */
  readonly inferenceMs: number;
  /** Reading the box from the network's maps. */
  readonly decodeBoxMs: number;
}

/** Shares of the time that a frame's parts take, adding up to 1. */
export interface TimeShares {
  readonly decode: number;
  readonly crop: number;
  readonly inference: number;
  readonly decodeBox: number;
}

/** Speed of a tracker over many frames. */
export interface Speed {
  readonly frames: number;
  /** Frames per second on the clock, decoding included. */
  readonly fps: number;
  /** Milliseconds from one result to the next: the middle one, and the one that 95 % stay within. */
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly shares: TimeShares;
}

/** Sums up frame times; null when there are none. */
export function summariseSpeed(times: readonly FrameTime[]): Speed | null {
  if (times.length === 0) return null;
  const sum = (of: (time: FrameTime) => number): number =>
    times.reduce((total, time) => total + of(time), 0);
  const sorted = times.map(({ totalMs }) => totalMs).sort((a, b) => a - b);
  const parts = {
    decode: sum(({ decodeMs }) => decodeMs),
    crop: sum(({ cropMs }) => cropMs),
    inference: sum(({ inferenceMs }) => inferenceMs),
    decodeBox: sum(({ decodeBoxMs }) => decodeBoxMs),
  };
  const all = parts.decode + parts.crop + parts.inference + parts.decodeBox;
  const share = (part: number): number => (all > 0 ? part / all : 0);
  const seconds = sum(({ totalMs }) => totalMs) / 1000;
  return {
    frames: times.length,
    fps: seconds > 0 ? times.length / seconds : 0,
    medianMs: quantile(sorted, 0.5),
    p95Ms: quantile(sorted, 0.95),
    shares: {
      decode: share(parts.decode),
      crop: share(parts.crop),
      inference: share(parts.inference),
      decodeBox: share(parts.decodeBox),
    },
  };
}

/** Linear between the two values beside the place. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return low + (high - low) * (place - Math.floor(place));
}
