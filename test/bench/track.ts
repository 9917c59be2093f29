import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { EngineClient } from '../../electron/adapters/engine/engine-client.ts';
import { forkEngine } from '../../electron/adapters/engine/fork-engine.ts';
import { openMedia } from '../../electron/adapters/ffmpeg/open-media.ts';
import { openNetwork } from '../../electron/adapters/ort/network.ts';
import { table } from '../../electron/hosts/cli/terminal.ts';
import { engineEntry } from '../../electron/hosts/folders.ts';
import { VIT_B, modelConfig } from '../../electron/ml/nn/model-config.ts';
import { deployedGraph } from '../../electron/ml/nn/tracker-network.ts';
import { randomNumbers, randomState, randomTensor } from '../support/random-network.ts';
import { saveModel } from '../support/saved-model.ts';
import { writeSampleAs } from '../support/enlarged-sample.ts';
import { median, rounded, timed } from './measure.ts';
import type { Bench } from './run.ts';

const FRAMES = 150;
const ROUNDS = 3;

/**
 * End-to-end tracking of a 720p clip with vit-b at 128 (random weights), decoding included, against what the
 * machine could do: inference alone, or all cores busy with decoding and inference, whichever is slower.
 */
export const bench: Bench = async () => {
  const config = modelConfig(VIT_B, 128, { template: 2, search: 5 });
  await using model = await saveModel(deployedGraph(config, randomState(config)), config);
  const folder = await mkdtemp(path.join(tmpdir(), 'loretrack-bench-'));
  const engine = new EngineClient(forkEngine(engineEntry));
  try {
    const clip = path.join(folder, 'clip.mp4');
    await writeSampleAs(clip, { width: 1280, height: 720 });
    const endToEnd: number[] = [];
    const inference: number[] = [];
    const inferenceCpu: number[] = [];
    const decodeCpu: number[] = [];
    let threads = 1;
    for (let round = 0; round < ROUNDS; round++) {
      const run = await trackClip(engine, clip, model.path);
      threads = run.threads;
      endToEnd.push(run.fps);
      const alone = await inferenceAlone(model.path, threads);
      inference.push(1000 / alone.wallMs);
      inferenceCpu.push(alone.cpuMs);
      decodeCpu.push(await decodeCpuMs(clip));
    }
    const endToEndFps = median(endToEnd);
    const inferenceFps = median(inference);
    const inferenceCpuMs = median(inferenceCpu);
    const decodeMs = median(decodeCpu);
    const cores = availableParallelism();
    const ceiling = Math.min(inferenceFps, (1000 * cores) / (inferenceCpuMs + decodeMs));
    const figures = {
      endToEndFps: rounded(endToEndFps),
      inferenceFps: rounded(inferenceFps),
      decodeCpuMs: rounded(decodeMs),
      inferenceCpuMs: rounded(inferenceCpuMs),
      share: rounded(endToEndFps / ceiling, 3),
    };
    console.log(table(Object.entries({ ...figures, threads, cores })));
    return figures;
  } finally {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  }
};

async function trackClip(
  engine: EngineClient,
  media: string,
  model: string,
): Promise<{ fps: number; threads: number }> {
  let threads = 1;
  let firstMs = 0;
  let lastMs = 0;
  const box = { x: 600, y: 300, w: 90, h: 70 };
  const events = engine.track({
    ...{ media, model, device: 'cpu', from: 0, to: FRAMES - 1 },
    objects: [{ id: '1', box, anchorFrame: 0 }],
  });
  for await (const event of events) {
    if (event.type === 'started') threads = event.threads;
    if (event.type !== 'frame') continue;
    lastMs = performance.now();
    if (event.index === 0) firstMs = lastMs;
  }
  return { fps: (1000 * (FRAMES - 1)) / (lastMs - firstMs), threads };
}

async function inferenceAlone(path: string, threads: number) {
  const network = await openNetwork({ path }, { device: 'cpu', threads });
  const next = randomNumbers(4);
  const crop = (side: number): Float32Array =>
    randomTensor([1, 3, side, side], next).data as Float32Array;
  const [template, search] = [crop(network.config.templateSize), crop(network.config.searchSize)];
  const samples = [];
  for (let i = 0; i < 40; i++) samples.push(await timed(() => network.run(template, search, 1)));
  await network.close();
  return {
    wallMs: median(samples.slice(5).map(({ wallMs }) => wallMs)),
    cpuMs: median(samples.slice(5).map(({ cpuMs }) => cpuMs)),
  };
}

/** CPU milliseconds per frame of reading a clip: the decoder's, and this process's for taking over its bytes. */
async function decodeCpuMs(clip: string): Promise<number> {
  const source = await openMedia(clip);
  let read = 0;
  const before = endedChildrenCpuMs();
  const { cpuMs } = await timed(async () => {
    for await (const frame of source.frames({ from: 0, to: FRAMES - 1 })) read += frame.index;
  });
  await source.close();
  if (read !== (FRAMES * (FRAMES - 1)) / 2) throw new Error('frames are missing');
  return (cpuMs + endedChildrenCpuMs() - before) / FRAMES;
}

/** CPU time of this process's ended children, in the kernel's ticks of 10 ms (proc_pid_stat(5): cutime, cstime). */
function endedChildrenCpuMs(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[13]) + Number(fields[14]));
}
