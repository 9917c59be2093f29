import { asTracks } from '../choose-video.ts';
import { noAttributes } from '../file-format.ts';
import type { AnnotationFormat, Holds, ParseHints, Picture, WriteOptions } from '../format.ts';
import type { NamedTexts, TextFile } from '../named-texts.ts';
import {
  AnnotationsBuilder,
  framesOf,
  NO_LABEL,
  type NewTrack,
  type VideoAnnotations,
  type VideoFacts,
} from '../video-annotations.ts';
import type { BoxRow } from '../box-table.ts';
import { sequencesOf, type Sequence } from './sequence-names.ts';

/** What the files of one sequence say. */
export interface SequenceRead {
  readonly name: string;
  /** Where several files speak of one video: what they have in common. */
  readonly video?: string;
  readonly rows: Iterable<BoxRow>;
  readonly track?: Partial<NewTrack>;
  readonly facts?: Partial<VideoFacts>;
  /** Complete once the rows are read. */
  readonly warnings?: readonly string[];
}

/** One layout of a benchmark that follows one object through each sequence. */
export interface SequenceLayout extends Pick<AnnotationFormat, 'id' | 'title' | 'about'> {
  readonly holds?: Partial<Holds>;
  readonly remarks?: AnnotationFormat['remarks'];
  /** False where folders are named by objects, so that those of several videos would get mixed up. */
  readonly manyVideos?: boolean;
  /** Number that the format gives the first pixel, where nobody says otherwise. */
  readonly firstPixel: 0 | 1;
  readonly sequences: (
    files: NamedTexts,
    firstPixel: 0 | 1,
    hints: ParseHints,
  ) => Iterable<SequenceRead>;
  readonly files: (sequence: Sequence, firstPixel: 0 | 1) => Iterable<TextFile>;
  /** Files of the whole data set. */
  readonly lists?: (sequences: readonly Sequence[]) => Iterable<TextFile>;
  /** Path of a frame's picture, without its extension. */
  readonly picture: (sequence: Sequence, frameIndex: number) => string;
}

const HOLDS: Holds = {
  ids: 'if-many',
  labels: false,
  colors: false,
  keepsTrackAttribute: noAttributes,
  keepsAttribute: noAttributes,
  sources: false,
  scores: 'none',
  confirmed: false,
  keyframes: 'none',
  occlusion: false,
  absence: 'lines',
  decimals: null,
  times: false,
};

/** The format of a layout. */
export function sequenceFormat(layout: SequenceLayout): AnnotationFormat {
  return {
    id: layout.id,
    title: layout.title,
    about: layout.about,
    kind: 'folder',
    extension: '',
    manyVideos: layout.manyVideos ?? true,
    holds: { ...HOLDS, ...layout.holds },
    remarks: layout.remarks ?? (() => []),
    parse: (files, hints) =>
      joined(layout.sequences(files, hints.firstPixel ?? layout.firstPixel, hints)),
    *serialise(videos, { firstPixel = layout.firstPixel }) {
      const sequences = sequencesOf(videos);
      for (const sequence of sequences) yield* layout.files(sequence, firstPixel);
      if (layout.lists) yield* layout.lists(sequences);
    },
    pictures: (video, options) => picturesOf(layout, video, options),
  };
}

/** The annotations of each video, the objects of one together. */
function joined(sequences: Iterable<SequenceRead>): readonly VideoAnnotations[] {
  const videos = new Map<string, VideoAnnotations[]>();
  let alone = 0;
  for (const sequence of sequences) {
    const key = sequence.video === undefined ? `alone ${alone++}` : `video ${sequence.video}`;
    const annotations = annotationsOf(sequence);
    const list = videos.get(key);
    if (list === undefined) videos.set(key, [annotations]);
    else list.push(annotations);
  }
  return Array.from(videos.values(), asTracks);
}

function annotationsOf({ name, rows, track, facts, warnings }: SequenceRead): VideoAnnotations {
  const builder = new AnnotationsBuilder();
  const place = builder.track({ id: null, label: NO_LABEL, ...track });
  let last = -1;
  for (const row of rows) {
    builder.add(place, row, row.frameIndex);
    last = row.frameIndex;
  }
  return builder.build((frame) => `${name}: line ${frame + 1}`, {
    facts: { name, frameCount: last + 1, ...facts },
    ...(warnings && { warnings }),
    keepsEmpty: true,
  });
}

function* picturesOf(
  layout: SequenceLayout,
  video: VideoAnnotations,
  { pictures = 'jpg' }: WriteOptions,
): Generator<Picture> {
  const paths = new Set<string>();
  const count = framesOf(video);
  for (const sequence of sequencesOf([video])) {
    for (let frameIndex = 0; frameIndex < count; frameIndex++) {
      const path = `${layout.picture(sequence, frameIndex)}.${pictures}`;
      // Objects of one sequence share its pictures.
      if (paths.has(path)) continue;
      paths.add(path);
      yield { path, frameIndex };
    }
  }
}

/** A number that counts from 1 with this many digits, as picture names do. */
export function fromOne(frameIndex: number, digits: number): string {
  return String(frameIndex + 1).padStart(digits, '0');
}
