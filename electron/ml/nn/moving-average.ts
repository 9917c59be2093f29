/** Moving average of weights, in place: short memory in early steps, `decay` later (as tools of the tiny family do). */
export function updateMovingAverage(
  average: Float32Array,
  value: Float32Array,
  step: number,
  decay: number,
): void {
  const keep = Math.min(decay, (1 + step) / (10 + step));
  for (let i = 0; i < average.length; i++) average[i]! += (value[i]! - average[i]!) * (1 - keep);
}
