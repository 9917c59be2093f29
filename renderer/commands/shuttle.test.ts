import { expect, it } from 'vitest';
import { SPEEDS } from '../state/player.svelte.ts';
import { shuttle, type Shuttled } from './shuttle.ts';

class FakePlayer implements Shuttled {
  isPlaying = false;
  direction: 1 | -1 = 1;
  speed = 1;
  toggle(direction: 1 | -1): void {
    this.isPlaying = !this.isPlaying;
    this.direction = direction;
  }
  setSpeed(speed: number): void {
    this.speed = speed;
  }
  get velocity(): number {
    return this.isPlaying ? this.direction * this.speed : 0;
  }
}

const after = (keys: string): number => {
  const player = new FakePlayer();
  for (const key of keys) shuttle(player, key === 'L' ? 1 : -1);
  return player.velocity;
};

it('plays in the direction of the key, then goes down and up the scale of speeds', () => {
  expect(['L', 'LL', 'LLL', 'LLLJ', 'LJ'].map(after)).toEqual([1, 1.5, 2, 1.5, 0.5]);
  expect(['J', 'JJ', 'JL'].map(after)).toEqual([-1, -1.5, -0.5]);
});

it('turns round at the slowest speed and stops at the fastest', () => {
  expect(after('LJJJJ')).toBe(-0.1);
  expect(after('JLLLL')).toBe(0.1);
  expect(after('L'.repeat(20))).toBe(Math.max(...SPEEDS));
  expect(after('J'.repeat(20))).toBe(-Math.max(...SPEEDS));
});
