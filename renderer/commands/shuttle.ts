import { SPEEDS, type Player } from '../state/player.svelte.ts';

/** As much of a player as shuttling needs. */
export type Shuttled = Pick<Player, 'isPlaying' | 'direction' | 'speed' | 'toggle' | 'setSpeed'>;

/**
 * The J and L keys of video editors: a step down or up the scale of speeds that leads from fastest backward to
 * fastest forward; from standing, playing in that direction at the speed that is chosen.
 */
export function shuttle(player: Shuttled, by: 1 | -1): void {
  if (!player.isPlaying) {
    player.toggle(by);
    return;
  }
  const scale = [...SPEEDS.map((speed) => -speed).reverse(), ...SPEEDS];
  const speed = player.direction * player.speed;
  const next =
    by === 1 ? scale.find((step) => step > speed) : scale.findLast((step) => step < speed);
  if (next === undefined) return;
  player.direction = next > 0 ? 1 : -1;
  player.setSpeed(Math.abs(next));
}
