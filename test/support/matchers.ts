import { expect } from 'vitest';

interface Tolerance {
  readonly atol?: number;
  readonly rtol?: number;
}

interface CustomMatchers<R = unknown> {
  /** Every element within `atol + rtol * |expected|`; NaN equals only NaN. */
  toBeAllclose: (expected: ArrayLike<number>, tolerance: Tolerance) => R;
}

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-explicit-any
  interface Assertion<T = any> extends CustomMatchers<T> {}
}

expect.extend({
  toBeAllclose(received: ArrayLike<number>, expected: ArrayLike<number>, tolerance: Tolerance) {
    const { atol = 0, rtol = 0 } = tolerance;
    if (received.length !== expected.length) {
      return {
        pass: false,
        message: () => `length ${received.length}, expected ${expected.length}`,
      };
    }
    let worst = -1;
    let excess = 0;
    for (let i = 0; i < expected.length; i++) {
      const a = received[i]!;
      const b = expected[i]!;
      if (Number.isNaN(a) && Number.isNaN(b)) continue;
      const over = a === b ? 0 : Math.abs(a - b) - (atol + rtol * Math.abs(b));
      if (!(over <= excess)) {
        excess = over;
        worst = i;
        if (Number.isNaN(over)) break;
      }
    }
    return {
      pass: worst < 0,
      message: () =>
        worst < 0
          ? 'all elements are close'
          : `element ${worst}: received ${received[worst]!}, expected ${expected[worst]!} (atol ${atol}, rtol ${rtol})`,
    };
  },
});
