import { openNetwork } from '../../electron/adapters/ort/network.ts';
import { table } from '../../electron/hosts/cli/terminal.ts';
import { countMacs } from '../../electron/ml/graph/macs.ts';
import { VIT_B, modelConfig, tokenCounts } from '../../electron/ml/nn/model-config.ts';
import { deployedGraph } from '../../electron/ml/nn/tracker-network.ts';
import { randomNumbers, randomState, randomTensor } from '../support/random-network.ts';
import { saveModel } from '../support/saved-model.ts';
import { gemmMacs, openGemm } from './gemm.ts';
import { interleaved, median, rounded } from './measure.ts';
import type { Bench } from './run.ts';

const SIZES = [384, 256, 192, 128, 96];

/**
 * Speed of the vit-b network with random weights on one thread, against ONNX Runtime's own Gemm with as many
 * rows as the network has tokens (768 <-> 3072, the widest layers), run in turn; shares are of CPU time.
 */
export const bench: Bench = async () => {
  const rows: (string | number)[][] = [
    ['size', 'ms', 'fps', 'GMACs', 'GFLOP/s', 'Gemm GFLOP/s', 'share'],
  ];
  const sizes: Record<string, unknown> = {};
  for (const size of SIZES) {
    const config = modelConfig(VIT_B, size, { template: 2, search: 5 });
    const tokens = tokenCounts(config).template + tokenCounts(config).search;
    const graph = deployedGraph(config, randomState(config));
    const { layers, attention } = countMacs(graph);
    await using file = await saveModel(graph, config);
    const network = await openNetwork({ path: file.path }, { device: 'cpu', threads: 1 });
    const gemm = await openGemm(tokens);
    const next = randomNumbers(2);
    const crop = (side: number): Float32Array =>
      randomTensor([1, 3, side, side], next).data as Float32Array;
    const [template, search] = [crop(config.templateSize), crop(config.searchSize)];
    const x = randomTensor([tokens, 768], next);
    const samples = await interleaved(
      {
        network: () => network.run(template, search, 1),
        gemm: () => gemm.run({ x }),
      },
      size >= 256 ? 9 : 25,
    );
    await network.close();
    await gemm.close();
    const macs = layers + attention;
    const networkMs = median(samples.network.map(({ cpuMs }) => cpuMs));
    const gemmMs = median(samples.gemm.map(({ cpuMs }) => cpuMs));
    const gflops = (2 * macs) / networkMs / 1e6;
    const gemmGflops = (2 * gemmMacs(tokens)) / gemmMs / 1e6;
    const ms = median(samples.network.map(({ wallMs }) => wallMs));
    const figures = {
      ms: rounded(ms, 1),
      fps: rounded(1000 / ms, 1),
      gmacs: rounded(macs / 1e9),
      gflops: rounded(gflops, 1),
      gemmShare: rounded(gflops / gemmGflops, 3),
    };
    sizes[String(size)] = figures;
    rows.push([
      size,
      figures.ms,
      figures.fps,
      figures.gmacs,
      figures.gflops,
      rounded(gemmGflops, 1),
      figures.gemmShare,
    ]);
  }
  console.log(table(rows));
  return { sizes };
};
