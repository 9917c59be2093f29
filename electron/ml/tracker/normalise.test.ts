import { describe, expect, it } from 'vitest';
import { floats, golden } from '../../../test/support/golden.ts';
import { IMAGENET_STATISTICS } from '../../domain/tracker-config.ts';
import { Normaliser } from './normalise.ts';

const { mean, std } = IMAGENET_STATISTICS;

function normalise(images: Uint8Array, count: number): Float32Array {
  const normaliser = new Normaliser(mean, std);
  const out = new Float32Array(images.length);
  const length = images.length / count;
  for (let i = 0; i < count; i++) {
    normaliser.apply(images.subarray(i * length, (i + 1) * length), out, i * length);
  }
  return out;
}

describe('Normaliser', () => {
  it.each(['t64_s128', 't96_s192', 't128_s256'])('equals the reference inputs of %s', (name) => {
    const { tensors } = golden(`ostrack-micro/${name}`);
    for (const crop of ['template', 'search']) {
      const bytes = tensors.get(`${crop}_u8`)!.data as Uint8Array;
      expect(normalise(bytes, 2)).toBeAllclose(floats(tensors, crop), { atol: 0 });
    }
  });

  it("differs from the training transforms' output by rounding only", () => {
    // In training the reference multiplies by float32(1/255) where its tracker divides by 255.
    const { tensors } = golden('crop/transforms');
    const image = tensors.get('image')!.data as Uint8Array;
    expect(normalise(image, 1)).toBeAllclose(floats(tensors, 'out_0'), { atol: 1e-6 });
  });
});
