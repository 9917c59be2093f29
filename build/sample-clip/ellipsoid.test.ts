import { describe, expect, it } from 'vitest';
import { aimCamera, FRAME_HEIGHT, FRAME_WIDTH } from './camera.ts';
import { ellipsoid, enterEllipsoid, lightPast, projectEllipsoid } from './ellipsoid.ts';
import type { Vec3 } from './vector.ts';

const camera = aimCamera(
  [0, 0, 0],
  { yaw: 0, pitch: 0, roll: 0 },
  { focalPx: 800, focusDistance: 10 },
);

function ball(centre: Vec3, radius: number, cut = -1) {
  return ellipsoid(
    centre,
    [
      [radius, 0, 0],
      [0, radius, 0],
      [0, 0, radius],
    ],
    'shell',
    cut,
  );
}

describe('ellipsoid', () => {
  it('projects a ball on the optical axis to f * r / sqrt(d² - r²)', () => {
    const bounds = projectEllipsoid(ball([0, 10, 0], 2), camera);
    const radius = (800 * 2) / Math.sqrt(96);
    expect(bounds.left).toBeCloseTo(FRAME_WIDTH / 2 - radius, 9);
    expect(bounds.right).toBeCloseTo(FRAME_WIDTH / 2 + radius, 9);
    expect(bounds.top).toBeCloseTo(FRAME_HEIGHT / 2 - radius, 9);
    expect(bounds.bottom).toBeCloseTo(FRAME_HEIGHT / 2 + radius, 9);
  });

  it('bounds a half ball below by the nearer edge of its rim', () => {
    const bounds = projectEllipsoid(ball([0, 10, -4], 2, 0), camera);
    // The rim lies level, 4 below the eye, and comes as near as 8.
    expect(bounds.bottom).toBeCloseTo(FRAME_HEIGHT / 2 + (800 * 4) / 8, 9);
    expect(bounds.top).toBeLessThan(FRAME_HEIGHT / 2 + (800 * 4) / 10);
  });

  it('is entered where the ray first meets it, and not through the part cut away', () => {
    const surface = new Float64Array(3);
    expect(enterEllipsoid(ball([0, 10, 0], 2), [0, 0, 0], 0, 1, 0, surface)).toBeCloseTo(8, 9);
    expect([...surface]).toBeAllclose([0, -1, 0], { atol: 1e-9 });
    expect(enterEllipsoid(ball([0, 10, 0], 2), [0, 0, 0], 0, -1, 0, surface)).toBe(Infinity);
    expect(enterEllipsoid(ball([0, 10, 1], 2, 0), [0, 0, 0], 0, 1, 0, surface)).toBe(Infinity);
  });

  it('keeps light from what lies behind it alone', () => {
    const shape = ball([0, 0, 5], 1);
    expect(lightPast(shape, 0, 0, 0, [0, 0, 1])).toBe(0);
    expect(lightPast(shape, 0, 0, 9, [0, 0, 1])).toBe(1);
    expect(lightPast(shape, 3, 0, 0, [0, 0, 1])).toBe(1);
    expect(lightPast(shape, 1, 0, 0, [0, 0, 1])).toBeCloseTo(0.5, 9);
  });
});
