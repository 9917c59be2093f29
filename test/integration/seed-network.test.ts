import { expect, it } from 'vitest';
import { floats, golden } from '../support/golden.ts';
import { hasSeedWeights, seedNetwork } from '../support/networks.ts';

const { tensors } = golden('tiny-seed/net');

it.skipIf(!hasSeedWeights())(
  'the seed network gives the maps that PyTorch gave on real frames',
  async () => {
    const { network, close } = await seedNetwork();
    const output = await network.run(floats(tensors, 'template'), floats(tensors, 'search'), 1);
    await close();
    expect(output.score).toBeAllclose(floats(tensors, 'score_map'), { atol: 2e-5 });
    expect(output.size).toBeAllclose(floats(tensors, 'size_map'), { atol: 2e-5 });
    expect(output.offset).toBeAllclose(floats(tensors, 'offset_map'), { atol: 2e-5 });
  },
);
