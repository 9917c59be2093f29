import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openMedia } from '../../electron/adapters/ffmpeg/open-media.ts';
import { DatasetFiles } from '../../electron/adapters/files/dataset-files.ts';
import { SqliteProjectStores } from '../../electron/adapters/store/sqlite-project-stores.ts';
import { formatBox } from '../../electron/domain/boxes.ts';
import type { Box } from '../../electron/domain/boxes.ts';
import type { EvaluationSequence } from '../../electron/domain/datasets/evaluation-sequence.ts';
import type { Frame } from '../../electron/domain/frame.ts';
import type { ProposedBox } from '../../electron/domain/tracking/layer.ts';
import type { TrackSegment } from '../../electron/domain/tracking/plan-run.ts';
import type { TrackerNetwork } from '../../electron/ml/tracker/network.ts';
import { BatchTracker } from '../../electron/ml/tracker/tracker.ts';
import type { KnownClip } from './annotated-clip.ts';

const folder = fileURLToPath(new URL('../../../shared/sequences', import.meta.url));

/** Benchmark sequences beside the repository; null where there are none. */
export async function knownSequences(): Promise<readonly EvaluationSequence[] | null> {
  if (!existsSync(folder)) return null;
  const datasets = new DatasetFiles({ stores: new SqliteProjectStores() });
  return (await datasets.open(folder)).sequences;
}

/** Decodes a sequence into memory, to be tracked through by a network again and again. */
export async function openKnownClip(
  { name, media, truth: written }: EvaluationSequence,
  network: TrackerNetwork,
): Promise<KnownClip> {
  const source = await openMedia(media);
  const { width, height } = source.info;
  const frames: Frame[] = [];
  for await (const { frame } of source.frames({ from: 0, to: source.table.pts.length - 1 })) {
    frames.push(frame);
  }
  await source.close();
  // All but the DAVIS sequences count pixels from 1.
  const first = name.startsWith('davis_') ? 0 : 1;
  const truth = written.map(({ x, y, w, h }) => ({
    ...{ x: x - first, y: y - first },
    ...{ w, h },
  }));
  const passes = new Passes(frames, network);
  return { name, width, height, truth, follow: (segment) => passes.follow(segment) };
}

/** Passes of a tracker through a clip's frames, each frame of each pass computed only once. */
class Passes {
  readonly #frames: readonly Frame[];
  readonly #network: TrackerNetwork;
  readonly #passes = new Map<
    string,
    { readonly tracker: BatchTracker; readonly found: ProposedBox[] }
  >();

  constructor(frames: readonly Frame[], network: TrackerNetwork) {
    this.#frames = frames;
    this.#network = network;
  }

  async follow({ anchor, start, from, to }: TrackSegment): Promise<readonly ProposedBox[]> {
    const direction = to < from ? -1 : Math.sign(from - anchor.frameIndex) || 1;
    const pass = this.#passOf(anchor, start, from, direction);
    const count = Math.abs(to - from) + 1;
    while (pass.found.length < count) {
      const frameIndex = from + direction * pass.found.length;
      const [result] = await pass.tracker.update(this.#frames[frameIndex]!);
      pass.found.push({ frameIndex, box: result!.box, score: result!.score });
    }
    return pass.found.slice(0, count);
  }

  #passOf(anchor: TrackSegment['anchor'], start: Box | null, from: number, direction: number) {
    const begin = [anchor.frameIndex, formatBox(anchor.box), start && formatBox(start)];
    const key = [...begin, from, direction].join(' ');
    const known = this.#passes.get(key);
    if (known !== undefined) return known;
    const tracker = new BatchTracker(this.#network);
    const [id] = tracker.init(this.#frames[anchor.frameIndex]!, [anchor.box]);
    if (start !== null) tracker.moveTo(id!, start);
    const pass = { tracker, found: [] };
    this.#passes.set(key, pass);
    return pass;
  }
}
