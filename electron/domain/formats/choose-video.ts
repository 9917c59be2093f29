import { StudioError } from '../../contract/errors.ts';
import { baseName, stemOf } from './named-texts.ts';
import { partsOfName } from './sequences/sequence-names.ts';
import { AnnotationsBuilder, type VideoAnnotations } from './video-annotations.ts';

/** The video that annotations are wanted for. */
export interface WantedVideo {
  readonly name: string | null;
  readonly frameCount: number | null;
}

/**
 * The annotations of one video out of those of several: the only ones there are, else those of its name (with or
 * without its extension). Benchmarks that follow one object give a sequence for each: those called after the video
 * (`walk-1`, `walk-2`) become its tracks, and where none is, those with as many frames as it has.
 * @param root what messages call the files
 * @throws StudioError bad-input naming the videos that there are
 */
export function annotationsFor(
  videos: readonly VideoAnnotations[],
  wanted: WantedVideo,
  root: string,
): VideoAnnotations {
  const [only] = videos;
  if (only !== undefined && videos.length === 1) return only;
  const name = baseName(wanted.name ?? '');
  const named = videos.filter(({ facts }) => facts.name === name);
  const alike = videos.filter(({ facts }) => stemOf(facts.name ?? '') === stemOf(name));
  const same = named[0] ?? alike[0];
  if (same !== undefined) return same;
  const parts = videos.filter(
    ({ facts }) => partsOfName(facts.name ?? '')?.stem === stemOf(name) && facts.name !== null,
  );
  if (parts.length > 0) return asTracks(parts);
  const asLong = videos.filter(
    ({ facts, tracks }) =>
      tracks.length === 1 && facts.frameCount !== null && facts.frameCount === wanted.frameCount,
  );
  if (asLong.length > 0 && asLong.length === videos.length) return asTracks(asLong);
  const some = videos.slice(0, 5).map(({ facts }) => `"${facts.name ?? 'a video'}"`);
  throw new StudioError(
    'bad-input',
    videos.length === 0
      ? `${root} holds no annotations.`
      : `${root} has no video called "${name}", but ${some.join(', ')}: give the video that name, or take the file of one video.`,
  );
}

/** Sequences of one object each as the tracks of one video, with the ids that their names end with. */
export function asTracks(sequences: readonly VideoAnnotations[]): VideoAnnotations {
  const [first] = sequences;
  if (first !== undefined && sequences.length === 1) return first;
  const builder = new AnnotationsBuilder();
  for (const { tracks, table, facts } of sequences) {
    for (const track of tracks) {
      const id = partsOfName(facts.name ?? '')?.id ?? track.id;
      const place = builder.track({ ...track, id });
      for (const row of table.rows(track.from, track.to)) builder.add(place, row, row.frameIndex);
    }
  }
  const parts = partsOfName(first?.facts.name ?? '');
  return builder.build((frame) => `frame ${frame}`, {
    facts: { ...first?.facts, name: parts?.stem ?? first?.facts.name ?? null },
    warnings: sequences.flatMap(({ warnings }) => warnings),
    keepsEmpty: true,
  });
}
