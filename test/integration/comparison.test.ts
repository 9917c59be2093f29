import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openMedia } from '../../electron/adapters/ffmpeg/open-media.ts';
import { openSession } from '../../electron/adapters/ort/session.ts';
import type { ComparisonRequest, ComparisonState } from '../../electron/contract/comparison.ts';
import { sampleClip } from '../../electron/hosts/folders.ts';
import { MapNetwork } from '../../electron/hosts/engine/map-network.ts';
import { serialise } from '../../electron/ml/graph/serialise.ts';
import { SEARCH_TOKENS, mapGraph } from '../../electron/ml/nn/map-graph.ts';
import { discriminativeMask } from '../../electron/ml/nn/losses/discriminative-mask.ts';
import { modelConfig } from '../../electron/ml/nn/model-config.ts';
import { MODEL_IO } from '../../electron/ml/nn/tracker-network.ts';
import { BatchTracker } from '../../electron/ml/tracker/tracker.ts';
import { floats, golden } from '../support/golden.ts';
import { microState } from '../support/micro-state.ts';
import { writeMovingSquare } from '../support/moving-square.ts';
import { MICRO, goldenNetwork, writeMicroModel } from '../support/networks.ts';
import { temporaryStudio, type TemporaryStudio } from '../support/temporary-studio.ts';

vi.setConfig({ testTimeout: 60_000 });
const FRAMES = 12;
const searchFactor = 4;

let data: string;
let dataset: string;
let models: readonly string[];

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'loretrack-comparison-'));
  dataset = path.join(data, 'sequences');
  for (const [name, step] of [
    ['slow', 1],
    ['quick', 5],
  ] as const) {
    await writeMovingSquare(path.join(dataset, name), { frames: FRAMES, step });
  }
  models = [
    await writeMicroModel(data, 't64_s128', { searchFactor }),
    await writeMicroModel(data, 't128_s256', { searchFactor }),
  ];
});
afterAll(() => rm(data, { recursive: true }));

let studio: TemporaryStudio;
/** What windows heard of a comparison of both models on both sequences, and its id. */
let heard: readonly ComparisonState[];
let comparisonId: string;
beforeAll(async () => {
  studio = await temporaryStudio();
  heard = await compare();
  comparisonId = heard.at(-1)!.id;
}, 60_000);
afterAll(() => studio.remove());

const requestOf = (changes: Partial<ComparisonRequest> = {}): ComparisonRequest => ({
  ...{ dataset, sequences: null, modelIds: models, device: 'cpu' },
  ...{ protocols: ['pytracking', 'got10k'], measuresSpeed: false, ...changes },
});

/** What windows hear of a comparison, from its beginning to its end. */
async function heardOf(begin: () => Promise<ComparisonState>): Promise<readonly ComparisonState[]> {
  const heard: ComparisonState[] = [];
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stop = studio.service.subscribe((message) => {
    if (message.event !== 'comparison') return;
    heard.push(message.data);
    if (message.data.status !== 'running') resolve(undefined);
  });
  await begin();
  await promise;
  stop();
  return heard;
}

const compare = (changes?: Partial<ComparisonRequest>) =>
  heardOf(() => studio.service.startComparison(requestOf(changes)));

describe('comparisons of a data set', () => {
  it('tell how far they are, and give figures, boxes and pictures of each sequence', async () => {
    expect(await studio.service.inspectDataset({ path: dataset })).toMatchObject({
      ...{ name: 'sequences', unreadable: [] },
      sequences: [
        { name: 'quick', frames: FRAMES },
        { name: 'slow', frames: FRAMES },
      ],
    });
    const last = heard.at(-1)!;
    expect(last).toMatchObject({
      ...{ status: 'done', done: 4 * FRAMES, total: 4 * FRAMES, failures: 0, note: null },
      datasetName: 'sequences',
    });
    const dones = heard.map(({ done }) => done);
    expect(dones).toEqual(dones.toSorted((a, b) => a - b));
    expect(await studio.service.comparisons()).toEqual([last]);

    const evaluation = await studio.service.comparison({ comparisonId });
    expect(evaluation.trackers.map(({ tracker }) => tracker.name)).toEqual([
      ...['t64_s128', 't128_s256'],
    ]);
    const found = await studio.service.comparisonSequence({ comparisonId, sequence: 'slow' });
    expect(found).toMatchObject({ frames: FRAMES, firstFrame: 0, mediaFrames: FRAMES, width: 160 });
    expect(found.truth[3]).toEqual({ x: 23, y: 40, w: 24, h: 24 });
    for (const { boxes } of found.trackers) {
      expect(boxes).toHaveLength(FRAMES);
      expect(boxes[0]).toEqual(found.truth[0]);
    }
    const frameUrl = `http://studio/frame/${found.mediaId}/3`;
    const response = await studio.service.frames.handle(new Request(frameUrl));
    expect(response.status).toBe(200);
    expect(response.headers.get('x-frame-width')).toBe('160');
  });

  it('show no pictures but those of evaluated sequences', async () => {
    await expect(
      studio.service.comparisonSequence({ comparisonId, sequence: 'other' }),
    ).rejects.toThrow(/no sequence "other"/);
    await expect(
      studio.service.comparisonSequence({ comparisonId, sequence: '../../quick' }),
    ).rejects.toThrow(/no sequence/);
    const response = await studio.service.frames.handle(new Request('http://s/frame/900000900/0'));
    expect(response.status).toBe(404);
  });

  it('stop, stay, and go on where they were', async () => {
    const before = await studio.service.comparisons();
    const begun = await studio.service.startComparison(requestOf({ sequences: ['slow'] }));
    await expect(studio.service.startComparison(requestOf())).rejects.toThrow(/under way/);
    const { id } = begun;
    await expect(studio.service.deleteComparison({ comparisonId: id })).rejects.toThrow(/stop it/);
    await studio.service.stopComparison({ comparisonId: id });
    const [stopped] = await studio.service.comparisons();
    expect(stopped).toMatchObject({ id, status: 'stopped', remainingSec: null });
    await expect(studio.service.comparison({ comparisonId: id })).rejects.toThrow(/no figures yet/);

    const again = await heardOf(() => studio.service.resumeComparison({ comparisonId: id }));
    expect(again.at(-1)).toMatchObject({ id, status: 'done' });
    const file = `${studio.at('comparisons')}/${id}/runs/t64_s128/slow.txt`;
    const kept = await readFile(file, 'utf8');
    await heardOf(() => studio.service.resumeComparison({ comparisonId: id }));
    expect(await readFile(file, 'utf8')).toBe(kept);

    await studio.service.deleteComparison({ comparisonId: id });
    expect(await studio.service.comparisons()).toEqual(before);
    await expect(studio.service.comparison({ comparisonId: id })).rejects.toThrow(/no figures/);
  });

  it('refuse models and data sets that are not there before anything runs', async () => {
    const { service } = studio;
    await expect(service.startComparison(requestOf({ modelIds: ['x'] }))).rejects.toThrow(/"x"/);
    const missing = path.join(data, 'nothing');
    await expect(service.startComparison(requestOf({ dataset: missing }))).rejects.toThrow(missing);
    await expect(service.startComparison(requestOf({ sequences: ['x'] }))).rejects.toThrow(/none/);
    await expect(service.inspectDataset({ path: null })).rejects.toThrow(/No project is open/);
    expect(await service.comparisons()).toHaveLength(1);
  });

  it('are written as page, tables and pictures, of chosen sequences too', async () => {
    const write = async (
      what: Parameters<typeof studio.service.exportComparison>[0]['what'],
      only: readonly string[] | null = null,
    ) => {
      const file = studio.at(`out-${what.kind}`);
      const overwrite = true;
      await studio.service.exportComparison({ comparisonId, what, only, path: file, overwrite });
      return readFile(file);
    };
    expect(String(await write({ kind: 'report' }))).toContain('<h1>Trackers on sequences</h1>');
    expect(String(await write({ kind: 'trackers' })).split('\r\n')).toHaveLength(4);
    const one = String(await write({ kind: 'sequences' }, ['slow']));
    expect([one.includes('slow'), one.includes('quick')]).toEqual([true, false]);
    const svg = String(await write({ kind: 'plot', plot: 'success' }));
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg".*<\/svg>$/);
    expect(String(await write({ kind: 'ious', sequence: 'slow' }))).toContain('<polyline');
    const png = await readFile(path.join(dataset, 'slow/img/00000001.png'));
    expect(await write({ kind: 'picture', png: png.toString('base64') })).toEqual(png);
    await expect(write({ kind: 'picture', png: 'AAAA' })).rejects.toThrow(/no PNG/);
    const again = { what: { kind: 'report' }, only: null, path: studio.at('out-report') } as const;
    await expect(
      studio.service.exportComparison({ comparisonId, ...again, overwrite: false }),
    ).rejects.toThrow(/is there already/);
  });
});

describe('maps of a frame', () => {
  const threshold = { kind: 'quantile', share: 0.2 } as const;

  it('are those that the tracker had: same crop, same scores, same box', async () => {
    const sequence = 'slow';
    const { trackers } = await studio.service.comparisonSequence({ comparisonId, sequence });
    const frameIndex = 7;
    const maps = await studio.service.comparisonMaps({
      ...{ comparisonId, sequence, frameIndex, threshold, trackers: ['t128_s256', 't64_s128'] },
    });
    expect(maps.map(({ tracker, cells, searchSize }) => [tracker, cells, searchSize])).toEqual([
      ['t128_s256', 16, 256],
      ['t64_s128', 8, 128],
    ]);
    // The same tracker once more, outside of the engine, says what its network saw.
    const { network, close } = await goldenNetwork('t64_s128', { searchFactor });
    const seen: Float32Array[] = [];
    const tracker = new BatchTracker({
      config: network.config,
      run: async (...crops) => {
        const output = await network.run(...crops);
        seen.push(output.score.slice());
        return output;
      },
    });
    const source = await openMedia(path.join(dataset, sequence, 'img'));
    const boxes = trackers.find(({ name }) => name === 't64_s128')!.boxes;
    tracker.init(await source.frame(0), [boxes[0]!]);
    for (let frame = 1; frame <= frameIndex; frame++) {
      const [found] = await tracker.update(await source.frame(frame));
      expect(found!.box.x).toBeCloseTo(boxes[frame]!.x, 3);
    }
    await source.close();
    await close();
    expect(maps[1]!.score).toBeAllclose(seen[frameIndex - 1]!, { atol: 1e-5, rtol: 1e-4 });
    expect(maps[1]!.mask.reduce((sum, value) => sum + value)).toBe(Math.round(0.2 * 64));
    expect(Buffer.from(maps[1]!.crop, 'base64')).toHaveLength(3 * 128 * 128);
    await expect(
      studio.service.comparisonMaps({
        ...{ comparisonId, sequence, frameIndex: 0, threshold, trackers: ['t64_s128'] },
      }),
    ).rejects.toThrow(/frame 0 has no maps/);
  });

  it('agree with the reference’s discriminative map and mask', async () => {
    const { tensors } = golden('distill/t256_to_s128.inputs');
    const inputs = golden('ostrack-micro/t128_s256').tensors;
    const config = modelConfig(MICRO, 256, { template: 2, search: 5 });
    const graph = mapGraph(config, await microState('t128_s256.pth.tar'));
    const session = await openSession(serialise(graph, { name: 'maps' }).model, { threads: 1 });
    const input = (name: string, size: number) => ({
      ...{ dtype: 'float32' as const, shape: [2, 3, size, size], data: floats(inputs, name) },
    });
    const outputs = await session.run({
      [MODEL_IO.template]: input('template', 128),
      [MODEL_IO.search]: input('search', 256),
    });
    await session.close();
    const { map, mask } = discriminativeMask(
      outputs[SEARCH_TOKENS]!.data as Float32Array,
      { tokens: 256, channels: MICRO.embedDim },
      { kind: 'absolute', value: 0.2 },
    );
    expect(map).toBeAllclose(floats(tensors, 'disc_map'), { atol: 1e-5, rtol: 1e-4 });
    expect([...mask]).toEqual([...tensors.get('mask')!.data].map(Number));
  });

  it('are what a direct computation gives', async () => {
    const network = await MapNetwork.open(models[0]!);
    const source = await openMedia(path.join(dataset, 'slow', 'img'));
    const [template, search] = [await source.frame(0), await source.frame(3)];
    const box = { x: 20, y: 40, w: 24, h: 24 };
    const looked = await network.look({
      ...{ template, search, templateBox: box, searchBox: box },
      threshold: { kind: 'quantile', share: 0.5 },
    });
    await network.close();
    await source.close();
    const { crop, region, discriminative, mask } = looked;
    expect(region).toEqual({ x: -16, y: 4, sizePx: 96 });
    // The middle of the crop shows the square, beyond the picture's edge it is black.
    const at = (x: number, y: number) => crop[3 * (y * 128 + x)];
    expect(at(0, 64)).toBe(0);
    expect(at(64, 60)).toBeGreaterThan(150);
    const values = [...discriminative].toSorted((a, b) => b - a);
    expect([...mask]).toEqual([...discriminative].map((value) => Number(value >= values[31]!)));
  });
});

describe('the open project', () => {
  it('is compared on frames that a person drew or confirmed', async () => {
    const { service } = studio;
    await service.createProject({ path: studio.at('labels.loretrack') });
    await mkdir(studio.at('clips'));
    await copyFile(sampleClip, studio.at('clips/clip.mp4'));
    const [item] = await service.addMedia({ paths: [studio.at('clips/clip.mp4')] });
    await service.edit({
      command: { type: 'addLabel', name: 'bug', color: '#e69f00', hotkey: null, attributes: [] },
    });
    const box = { x: 200, y: 100, w: 60, h: 60 };
    await service.edit({
      command: { type: 'addTrack', mediaId: item!.id, labelId: 1, frameIndex: 4, box },
    });
    await expect(service.inspectDataset({ path: null })).rejects.toThrow(/draw or confirm/);
    await service.edit({ command: { type: 'setBox', trackId: 1, frameIndex: 9, box } });
    const summary = await service.inspectDataset({ path: null });
    expect(summary.sequences).toEqual([{ name: 'clip.mp4_bug-1', frames: 6 }]);
    const last = (await compare({ dataset: null, modelIds: [models[0]!] })).at(-1)!;
    const { id, request, status } = last;
    const args = { comparisonId: id, sequence: 'clip.mp4_bug-1' };
    expect([status, request.dataset]).toEqual(['done', studio.at('labels.loretrack')]);
    const found = await service.comparisonSequence(args);
    expect(found.firstFrame).toBe(4);
    expect(found.truth).toEqual([box, null, null, null, null, box]);
    // Closing the project takes nothing from what was compared.
    await service.closeProject();
    expect((await service.comparisonSequence(args)).frames).toBe(6);
  });
});
