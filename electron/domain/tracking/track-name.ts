import type { AnnotationModel } from '../editing/annotation-model.ts';

/** What people call a track: its label and number, e.g. "car 3". */
export function trackName(model: AnnotationModel, trackId: number): string {
  const track = model.track(trackId);
  const label = track && model.label(track.labelId);
  return `${label?.name ?? 'track'} ${trackId}`;
}
