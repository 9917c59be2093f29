import { StudioError } from '../../contract/errors.ts';
import type { Device, Provider } from '../../contract/device.ts';
import type { Box } from '../../domain/boxes.ts';
import type { EvaluationSequence } from '../../domain/datasets/evaluation-sequence.ts';
import type { FrameTime } from '../../domain/metrics/speed.ts';
import type { FrameTiming, TrackingEngine } from '../ports/tracking-engine.ts';

/** How a model is run. */
export interface ModelRun {
  /** Absolute path of the model file. */
  readonly modelPath: string;
  readonly device: Device;
  /** Threads on the CPU; measured by the engine when left out. */
  readonly threads?: number;
}

/** What a tracker did on one sequence. */
export interface SequencePass {
  /** One per frame, image pixels, unrounded; the first is the true one. */
  readonly boxes: readonly Box[];
  /** One per frame but the first, in which nothing is tracked. */
  readonly times: readonly FrameTime[];
  readonly provider: Provider;
  readonly fallbackReason: string | null;
  readonly threads: number;
  /** Size of the pictures in pixels. */
  readonly size: { readonly width: number; readonly height: number };
}

/**
 * Tracks a sequence in one pass from its first true box on, never reset.
 * @param frames how many of its frames, from the first
 * @throws StudioError bad-media, bad-model, engine-died; cancelled
 */
export async function trackSequence(
  engine: TrackingEngine,
  run: ModelRun,
  sequence: EvaluationSequence,
  { frames = sequence.frames, signal }: { frames?: number; signal?: AbortSignal | undefined } = {},
): Promise<SequencePass> {
  const { name, media, firstFrame, truth } = sequence;
  const request = {
    media,
    model: run.modelPath,
    device: run.device,
    ...(run.threads !== undefined && { threads: run.threads }),
    objects: [{ id: name, box: truth[0]!, anchorFrame: firstFrame }],
    from: firstFrame,
    to: firstFrame + frames - 1,
  };
  const boxes: Box[] = [];
  const times: FrameTime[] = [];
  let pass: Omit<SequencePass, 'boxes' | 'times'> | undefined;
  let lastMs = 0;
  for await (const event of engine.track(request, signal && { signal })) {
    if (event.type === 'started') {
      const { provider, fallbackReason = null, threads, info } = event;
      pass = {
        provider,
        fallbackReason,
        threads,
        size: { width: info.width, height: info.height },
      };
    } else if (event.type === 'frame') {
      const now = performance.now();
      if (boxes.length > 0) times.push(frameTime(now - lastMs, event.timing));
      lastMs = now;
      boxes.push(event.results[0]!.box);
    } else if (event.type === 'done' && !event.completed) {
      throw new StudioError('cancelled', `cancelled in sequence ${name}`);
    }
  }
  return { boxes, times, ...pass! };
}

function frameTime(totalMs: number, timing: FrameTiming): FrameTime {
  const { decodeMs, cropMs, inferenceMs, decodeBoxMs = 0 } = timing;
  return { totalMs, decodeMs, cropMs: cropMs - decodeBoxMs, inferenceMs, decodeBoxMs };
}
