import type { Box } from '../../electron/domain/boxes.ts';
import type { ShownBox } from '../../electron/domain/editing/interpolate.ts';
import type { BoxSource } from '../../electron/domain/track.ts';
import type { Studio } from './studio.svelte.ts';

/** A box in words, whole pixels: left and top edge, width by height. */
export function boxInWords({ x, y, w, h }: Box): string {
  const [left, top, width, height] = [x, y, w, h].map((value) => Math.round(value));
  return `at ${left!}, ${top!}, ${width!} by ${height!}`;
}

/** What is known of an object in a frame, as short as it can be heard. */
export function objectInWords(name: string, shown: ShownBox | null): string {
  if (!shown) return `${name}: no box here`;
  const parts = shown.box ? [`${name} ${boxInWords(shown.box)}`, makerOf(shown.source)] : [name];
  if (shown.absent) parts.push('absent');
  if (shown.score !== null && shown.source.startsWith('model:')) {
    parts.push(`score ${shown.score.toFixed(2)}`);
  }
  if (shown.occluded) parts.push('occluded');
  if (shown.confirmed) parts.push('confirmed');
  return parts.join(', ');
}

/** Where the playhead is and what is there: the box being drawn, the selected object, or how many objects there are. */
export function placeInWords({ player, selection, project, tracks, drawing }: Studio): string {
  const frame = `Frame ${player.frameIndex}`;
  if (drawing.draft) return `New box ${boxInWords(drawing.draft)}`;
  const { primary } = selection;
  if (primary !== null) {
    const shown = project.shownAt(primary, player.frameIndex);
    return `${frame}, ${objectInWords(project.nameOf(primary), shown)}`;
  }
  const count = tracks.here.length;
  return `${frame}, ${count === 0 ? 'no object' : count === 1 ? '1 object' : `${count} objects`}`;
}

function makerOf(source: BoxSource): string {
  if (source === 'human') return 'by hand';
  if (source === 'interpolated') return 'interpolated';
  return source === 'imported' ? 'imported' : 'by the model';
}
