import { describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors.ts';
import type { Box } from '../../domain/boxes.ts';
import type { Dataset, EvaluationSequence } from '../../domain/datasets/evaluation-sequence.ts';
import type { FrameSource } from '../../domain/video.ts';
import { modelConfig, TINY } from '../../ml/nn/model-config.ts';
import type { ModelInfo } from '../models.ts';
import type { ResultFiles } from '../ports/result-files.ts';
import type { TrackEvent, TrackingEngine, TrackRequest } from '../ports/tracking-engine.ts';
import type { EvaluationHooks, EvaluationJob, EvaluationProgress } from './evaluation-job.ts';
import { EvaluationService } from './evaluation-service.ts';

const FRAMES = 12;
const size = { width: 320, height: 240 };
const at = (x: number): Box => ({ x, y: 50, w: 40, h: 40 });

function sequence(name: string, more: Partial<EvaluationSequence> = {}): EvaluationSequence {
  const truth = Array.from({ length: FRAMES }, (_, frame) => at(50 + frame));
  return {
    name,
    media: `/data/${name}`,
    firstFrame: 3,
    frames: FRAMES,
    truth,
    size: null,
    ...more,
  };
}

function model(id: string, searchSize = 128): ModelInfo {
  return {
    ...{ id, origin: 'shipped', path: `/models/${id}.onnx`, lineage: {} },
    config: modelConfig(TINY, searchSize, { template: 2, search: 4 }),
    ...{ parameters: 2_000_000, macs: { layers: 5e8, attention: 0 } },
  };
}

/** Pictures of the sequences, of which only the size is asked. */
const pictures = { info: size, close: () => Promise.resolve() } as unknown as FrameSource;

/** Files in memory. */
class MemoryFiles implements ResultFiles {
  readonly texts = new Map<string, string>();
  isFull = false;

  read(path: string): Promise<string | null> {
    return Promise.resolve(this.texts.get(path) ?? null);
  }

  write(path: string, text: string): Promise<void> {
    if (this.isFull) return Promise.reject(new StudioError('write-failed', 'the disk is full'));
    this.texts.set(path, text);
    return Promise.resolve();
  }
}

/** Engines that find every object `offset` pixels to the right, a turn of the event loop per frame. */
class Engines {
  readonly requests: TrackRequest[] = [];
  readonly offsets = new Map<string, number>();
  readonly failing = new Map<string, StudioError>();
  running = 0;
  mostRunning = 0;
  launched = 0;
  disposed = 0;

  readonly launch = (): TrackingEngine => {
    this.launched++;
    return {
      track: (request, options) => this.#track(request, options?.signal),
      dispose: () => {
        this.disposed++;
        return Promise.resolve();
      },
    };
  };

  async *#track(request: TrackRequest, signal?: AbortSignal): AsyncGenerator<TrackEvent> {
    this.requests.push(request);
    this.mostRunning = Math.max(this.mostRunning, ++this.running);
    try {
      const failure = this.failing.get(`${request.model} ${request.media}`);
      if (failure !== undefined) throw failure;
      const info = { path: request.media, ...size } as never;
      yield {
        type: 'started',
        provider: 'cpu',
        threads: request.threads ?? 1,
        info,
        frameCount: 99,
      };
      const { box, id } = request.objects[0]!;
      const offset = this.offsets.get(request.model) ?? 0;
      const timing = { decodeMs: 1, cropMs: 3, inferenceMs: 5, decodeBoxMs: 1 };
      for (let index = request.from; index <= request.to; index++) {
        await new Promise(setImmediate);
        if (signal?.aborted === true) {
          yield { type: 'done', completed: false, frames: 0 };
          return;
        }
        const moved = index - request.from;
        const found = moved === 0 ? box : { ...box, x: box.x + moved + offset };
        yield { type: 'frame', index, results: [{ id, box: found, score: 1 }], timing };
      }
      yield { type: 'done', completed: true, frames: request.to - request.from + 1 };
    } finally {
      this.running--;
    }
  }
}

function setUp(dataset: Partial<Dataset> = {}) {
  const engines = new Engines();
  const files = new MemoryFiles();
  const digests = new Map<string, string>();
  const data: Dataset = {
    ...{ name: 'data', kind: 'folders', path: '/data', unreadable: [] },
    sequences: [sequence('a'), sequence('b'), sequence('c')],
    ...dataset,
  };
  const service = new EvaluationService({
    launch: engines.launch,
    datasets: { open: () => Promise.resolve(data) },
    files,
    media: { open: () => Promise.resolve(pictures) },
    models: { digest: ({ id }) => Promise.resolve(digests.get(id) ?? `digest of ${id}`) },
    ...{ cores: 2, createdBy: 'test' },
  });
  const told: EvaluationProgress[] = [];
  const evaluate = (job: Partial<EvaluationJob> = {}, hooks: EvaluationHooks = {}) =>
    service.evaluate(
      {
        ...{ dataset: '/data', models: [model('x')], protocols: ['pytracking', 'got10k'] },
        ...{ device: 'cpu', measuresSpeed: false, ...job },
      },
      { onProgress: (progress) => told.push(progress), ...hooks },
    );
  return { engines, files, digests, told, evaluate };
}

describe('EvaluationService', () => {
  it('tracks every sequence with every model, several at once, and measures', async () => {
    const { engines, told, evaluate } = setUp();
    engines.offsets.set('/models/y.onnx', 20);
    const { evaluation, boxes } = await evaluate({ models: [model('x'), model('y', 256)] });
    expect([engines.launched, engines.disposed, engines.mostRunning]).toEqual([2, 2, 2]);
    expect(told.map(({ done, total }) => `${done}/${total}`)).toEqual([
      ...['1/6', '2/6', '3/6', '4/6', '5/6', '6/6'],
    ]);
    expect(engines.requests[0]).toMatchObject({
      ...{ media: '/data/a', from: 3, to: 14, device: 'cpu', threads: 1 },
      objects: [{ box: at(50), anchorFrame: 3 }],
    });
    const [x, y] = evaluation.trackers;
    expect(x!.tracker).toMatchObject({ name: 'x', resolution: 128, gmacs: 0.5, provider: 'cpu' });
    expect(x).toMatchObject({ meanIou: 1, got10k: { averageOverlap: 1, frames: 33 } });
    expect(x!.pytracking!.successAuc).toBeCloseTo(20 / 21, 12);
    expect(y!.meanIou).toBeCloseTo(1 / 3, 12);
    expect(x!.speed).toMatchObject({ how: 'runs', atOnce: 2, frames: 33 });
    const shares = x!.speed!.shares;
    expect(Object.values(shares)).toBeAllclose([1 / 9, 2 / 9, 5 / 9, 1 / 9], { atol: 1e-12 });
    expect(evaluation.agreements).toMatchObject([{ a: 'x', b: 'y', sequences: 3 }]);
    expect(boxes.get('y')!.get('b')![1]).toEqual(at(71));
  });

  it('goes on behind what fails, and reports it by name', async () => {
    const unreadable = [{ name: 'd', reason: 'd/groundtruth.txt, line 3: no box' }];
    const { engines, told, evaluate } = setUp({ unreadable });
    engines.failing.set('/models/x.onnx /data/b', new StudioError('engine-died', 'it died'));
    const { evaluation } = await evaluate({ models: [model('x'), model('y')] });
    const [x, y] = evaluation.trackers;
    expect(x!.failures).toEqual([{ sequence: 'b', reason: 'it died' }]);
    expect(x!.sequences.map((one) => one.sequence)).toEqual(['a', 'c']);
    expect(y!.sequences).toHaveLength(3);
    expect(evaluation.unreadable).toEqual([{ sequence: 'd', reason: unreadable[0]!.reason }]);
    expect(told.find(({ what }) => what === 'failed')).toMatchObject({
      tracker: 'x',
      note: 'it died',
    });
    expect(engines.disposed).toBe(2);
  });

  it('stops when cancelled, keeping what is whole', async () => {
    const { engines, files, evaluate } = setUp();
    const stop = new AbortController();
    const run = evaluate(
      { atOnce: 1, runs: '/runs' },
      { signal: stop.signal, onProgress: () => stop.abort() },
    );
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect([...files.texts.keys()].filter((name) => !/_time|json/.test(name))).toEqual([
      '/runs/x/a.txt',
    ]);
    expect([engines.requests.length, engines.disposed]).toEqual([1, 1]);
  });

  it('does not go on when nothing can be written', async () => {
    const { engines, files, evaluate } = setUp();
    files.isFull = true;
    await expect(evaluate({ runs: '/runs', atOnce: 1 })).rejects.toMatchObject({
      code: 'write-failed',
    });
    expect(engines.requests).toHaveLength(1);
  });

  it('measures only the sequences asked for', async () => {
    const { evaluate } = setUp();
    const { evaluation } = await evaluate({ sequences: ['b'] });
    expect(evaluation.sequences.map(({ name }) => name)).toEqual(['b']);
    await expect(evaluate({ sequences: ['z'] })).rejects.toThrow(/no sequence "z"/);
  });

  it('refuses trackers that cannot be told apart, and none', async () => {
    const { evaluate } = setUp();
    await expect(evaluate({ models: [model('x'), model('x')] })).rejects.toThrow(/called x/);
    await expect(evaluate({ models: [] })).rejects.toThrow(/no tracker/);
  });
});

describe('kept passes', () => {
  it('are taken up again, with the same figures', async () => {
    const { engines, told, evaluate } = setUp();
    engines.offsets.set('/models/x.onnx', 1 / 3);
    const first = await evaluate({ runs: '/runs' });
    const again = await evaluate({ runs: '/runs' });
    expect(engines.requests).toHaveLength(3);
    expect(told.slice(3).map(({ what }) => what)).toEqual(['kept', 'kept', 'kept']);
    const figures = ({ trackers }: typeof first.evaluation) =>
      trackers.map((tracker) => ({
        ...tracker,
        speed: null,
        sequences: tracker.sequences.map((one) => ({ ...one, speed: null })),
      }));
    expect(figures(again.evaluation)).toEqual(figures(first.evaluation));
  });

  it.each([
    [
      'is cut',
      'a.txt',
      (text: string) => text.split('\n').slice(0, 5).join('\n'),
      /5 boxes for 12/,
    ],
    ['has words in it', 'a.txt', () => 'nothing\n', /line 1: "nothing" is not a box/],
    ['begins elsewhere', 'a.txt', (text: string) => `9${text}`, /begins with another box/],
    ['has a damaged record', 'a.json', (text: string) => text.slice(0, 40), /is not JSON/],
  ])('are made anew where one %s', async (_, file, damage, message) => {
    const { engines, files, told, evaluate } = setUp();
    await evaluate({ runs: '/runs' });
    files.texts.set(`/runs/x/${file}`, damage(files.texts.get(`/runs/x/${file}`)!));
    await evaluate({ runs: '/runs' });
    expect(engines.requests).toHaveLength(4);
    const note = told.slice(3).find(({ what }) => what === 'tracked')!.note;
    expect(note).toMatch(message);
    expect(note).toMatch(/tracked again/);
    await evaluate({ runs: '/runs' });
    expect(engines.requests).toHaveLength(4);
  });

  it('are made anew with another model or device', async () => {
    const { engines, digests, evaluate } = setUp();
    await evaluate({ runs: '/runs' });
    digests.set('x', 'another');
    await evaluate({ runs: '/runs' });
    expect(engines.requests).toHaveLength(6);
    await evaluate({ runs: '/runs', device: 'auto' });
    expect(engines.requests).toHaveLength(9);
  });

  it('can be read by the toolkits', async () => {
    const secret = { truth: [at(50)] };
    const { files, evaluate } = setUp({
      ...{ kind: 'got10k', sequences: [sequence('s', secret)] },
    });
    const { evaluation } = await evaluate({ runs: '/runs' });
    expect(evaluation.trackers[0]).toMatchObject({
      unmeasured: ['s'],
      failures: [],
      sequences: [],
    });
    expect(files.texts.get('/runs/x/s.txt')).toMatch(/^50\t50\t40\t40\n51\t50\t40\t40\n/);
    const official = files.texts.get('/runs/got10k/x/s/s_001.txt')!;
    expect(official).toMatch(/^50\.000,50\.000,40\.000,40\.000\n51\.000,/);
    expect(official.trimEnd().split('\n')).toHaveLength(FRAMES);
    const times = files.texts.get('/runs/got10k/x/s/s_time.txt')!.trimEnd().split('\n');
    expect(times).toHaveLength(FRAMES);
    expect(Number(times[1])).toBeGreaterThan(0);
  });
});

describe('results of other toolkits', () => {
  const lines = (count: number): string =>
    Array.from({ length: count }, (_, frame) => `${50 + frame},50,40,40\n`).join('');

  it('are loaded and compared, what is wrong with them by name', async () => {
    const { engines, files, evaluate } = setUp();
    files.texts.set('/r/a.txt', lines(FRAMES));
    files.texts.set('/r/a_time.txt', '0.5\n'.repeat(FRAMES));
    files.texts.set('/r/b/b_001.txt', lines(FRAMES - 2));
    const { evaluation } = await evaluate({
      ...{ models: [], results: [{ name: 'other', folder: '/r' }] },
    });
    expect(engines.requests).toEqual([]);
    const [other] = evaluation.trackers;
    expect(other!.tracker).toMatchObject({ origin: 'results', resolution: null, gmacs: null });
    expect(other!.sequences[0]).toMatchObject({ meanIou: 1, speed: { fps: 2, medianMs: 500 } });
    expect(other!.sequences[1]!.notes[0]).toMatch(/10 boxes for 12 frames/);
    expect(other!.failures).toEqual([
      { sequence: 'c', reason: expect.stringMatching(/\/r has no result c.txt/) as string },
    ]);
  });

  it('of one pass only', async () => {
    const { files, evaluate } = setUp({ sequences: [sequence('a')] });
    files.texts.set('/r/baseline/a/a_001.txt', `1\n${lines(3)}2\n0\n1\n${lines(5)}`);
    const { evaluation } = await evaluate({
      ...{ models: [], results: [{ name: 'other', folder: '/r' }] },
    });
    expect(evaluation.trackers[0]!.failures[0]!.reason).toMatch(/started anew/);
  });
});

describe('speeds', () => {
  it('are measured in one run, trackers taking turns, where passes ran side by side', async () => {
    const { engines, evaluate } = setUp();
    const models = [model('x'), model('y')];
    const { evaluation } = await evaluate({ models, measuresSpeed: true });
    const after = engines.requests.slice(6);
    expect(after.map(({ model: path, media }) => `${path.at(-6)!}${media.at(-1)!}`)).toEqual([
      ...['xa', 'ya', 'xb', 'yb', 'xc', 'yc'],
    ]);
    expect(engines.launched).toBe(3);
    // Eleven frames of each sequence, of which five warm up.
    expect(evaluation.trackers[0]!.speed).toMatchObject({
      how: 'interleaved',
      frames: 18,
      atOnce: 1,
    });
  });

  it('are those of the passes where one ran at a time', async () => {
    const { engines, evaluate } = setUp();
    const { evaluation } = await evaluate({ atOnce: 1, measuresSpeed: true });
    expect(engines.requests).toHaveLength(3);
    expect(engines.requests[0]!.threads).toBeUndefined();
    expect(evaluation.trackers[0]!.speed).toMatchObject({ how: 'runs', atOnce: 1, frames: 33 });
  });
});
