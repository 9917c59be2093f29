import type { NamedTensors } from './graph-runner.ts';

/** @throws RangeError naming the tensor and the sample of a batch that holds a value which is not finite. */
export function checkBatch(batch: NamedTensors): void {
  for (const [name, { dtype, shape, data }] of Object.entries(batch)) {
    if (dtype !== 'float32') continue;
    const values = data as Float32Array;
    for (let i = 0; i < values.length; i++) {
      if (Number.isFinite(values[i])) continue;
      const perSample = values.length / (shape[0] ?? 1);
      const sample = Math.floor(i / perSample);
      throw new RangeError(
        `sample ${sample} of ${name} holds ${values[i]!}: the data must be finite numbers`,
      );
    }
  }
}
