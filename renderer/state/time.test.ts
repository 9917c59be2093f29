import { expect, it } from 'vitest';
import { formatTime } from './time.ts';

it('writes times with milliseconds, and hours only where there are any', () => {
  expect(formatTime(0)).toBe('0:00.000');
  expect(formatTime(65.4321)).toBe('1:05.432');
  expect(formatTime(59.9996)).toBe('1:00.000');
  expect(formatTime(3661.5)).toBe('1:01:01.500');
  expect(formatTime(-0.04)).toBe('-0:00.040');
  expect(formatTime(-0.0001)).toBe('0:00.000');
});
