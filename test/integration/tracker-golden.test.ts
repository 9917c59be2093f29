import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Box } from '../../electron/domain/boxes.ts';
import type { RgbFrame } from '../../electron/domain/frame.ts';
import { BatchTracker, Tracker } from '../../electron/ml/tracker/tracker.ts';
import { goldenJson, goldenPath } from '../support/golden.ts';
import { goldenNetwork, hasSeedWeights, seedNetwork } from '../support/networks.ts';

type Xywh = [number, number, number, number];

interface MicroRuns {
  readonly frames: readonly string[];
  readonly runs: readonly {
    readonly checkpoint: string;
    readonly search_factor: number;
    readonly init_bbox: Xywh;
    readonly per_frame: readonly {
      readonly frame: number;
      readonly crop_sz: number;
      readonly resize_factor: number;
      readonly max_score: number;
      readonly state: Xywh;
    }[];
  }[];
}

interface TinyTrack {
  readonly template_from: Xywh;
  readonly free_run_states_xywh: readonly Xywh[];
  readonly teacher_forced: readonly {
    readonly frame: number;
    readonly state_in: Xywh;
    readonly state_out: Xywh;
    readonly score_max: number;
  }[];
}

const micro = goldenJson<MicroRuns>('tracker/tracker.json');
const tiny = goldenJson<TinyTrack>('tiny-seed/track.json');
const microNames = ['t64_s128', 't96_s192', 't128_s256'] as const;
const frames: RgbFrame[] = [];

function toBox([x, y, w, h]: Xywh): Box {
  return { x, y, w, h };
}

function toXywh({ x, y, w, h }: Box): Xywh {
  return [x, y, w, h];
}

beforeAll(async () => {
  for (const name of micro.frames) {
    const { data, info } = await sharp(goldenPath(`tracker/${name}`))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    frames.push({ kind: 'rgb', width: info.width, height: info.height, data });
  }
});

describe.each(microNames)('the reference loop with %s', (name) => {
  const run = micro.runs.find(({ checkpoint }) => checkpoint.endsWith(`${name}.pth.tar`))!;

  it('gives the reference boxes and scores, alone and in a batch of two', async () => {
    const { network, close } = await goldenNetwork(name, { searchFactor: run.search_factor });
    try {
      const tracker = new Tracker(network);
      tracker.init(frames[0]!, toBox(run.init_bbox));
      const batch = new BatchTracker(network);
      // The first object only makes the second one's place in the batch another.
      batch.init(frames[0]!, [{ x: 10, y: 90, w: 30, h: 50 }, toBox(run.init_bbox)]);
      for (const step of run.per_frame) {
        const alone = await tracker.update(frames[step.frame]!);
        expect(alone.searchRegion).toMatchObject({
          sizePx: step.crop_sz,
          resizeFactor: step.resize_factor,
        });
        expect(toXywh(alone.box)).toBeAllclose(step.state, { atol: 1e-3 });
        expect([alone.score]).toBeAllclose([step.max_score], { atol: 1e-5 });
        const [, second] = await batch.update(frames[step.frame]!);
        expect(toXywh(second!.box)).toBeAllclose(step.state, { atol: 1e-3 });
        expect([second!.score]).toBeAllclose([step.max_score], { atol: 1e-5 });
      }
    } finally {
      await close();
    }
  });
});

describe.skipIf(!hasSeedWeights())('the seed network', () => {
  it('runs freely as the reference', async () => {
    const { network, close } = await seedNetwork();
    try {
      const tracker = new Tracker(network);
      tracker.init(frames[0]!, toBox(tiny.template_from));
      for (const [index, state] of tiny.free_run_states_xywh.entries()) {
        if (index === 0) continue;
        const { box } = await tracker.update(frames[index]!);
        expect(toXywh(box)).toBeAllclose(state, { atol: 0.05 });
      }
    } finally {
      await close();
    }
  });

  it('takes each step from the true box as the reference', async () => {
    const { network, close } = await seedNetwork();
    try {
      const tracker = new Tracker(network);
      tracker.init(frames[0]!, toBox(tiny.template_from));
      for (const step of tiny.teacher_forced) {
        tracker.moveTo(toBox(step.state_in));
        const { box, score } = await tracker.update(frames[step.frame]!);
        expect(toXywh(box)).toBeAllclose(step.state_out, { atol: 0.05 });
        expect([score]).toBeAllclose([step.score_max], { atol: 1e-4 });
      }
    } finally {
      await close();
    }
  });
});
