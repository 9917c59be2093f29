import type { ArchivedPicture, FrameArchive } from './frame-archive.ts';

/** Pictures of one track by time; never empty. */
export type TrackPictures = readonly ArchivedPicture[];

/** An archive's pictures by track, ascending in time; tracks without one are left out. */
export function picturesByTrack(
  { pictures }: Pick<FrameArchive, 'pictures'>,
  wanted: (picture: ArchivedPicture) => boolean = () => true,
): readonly TrackPictures[] {
  const byTrack = Map.groupBy(pictures.filter(wanted), ({ track }) => track);
  return [...byTrack]
    .sort(([a], [b]) => a - b)
    .map(([, own]) => own.toSorted((a, b) => a.frameIndex - b.frameIndex));
}

/** First place of a track's pictures that lies at most `maxGap` frames before the one at `place`. */
export function firstWithin(pictures: TrackPictures, place: number, maxGap: number): number {
  const earliest = pictures[place]!.frameIndex - maxGap;
  let first = place;
  while (first > 0 && pictures[first - 1]!.frameIndex >= earliest) first--;
  return first;
}
