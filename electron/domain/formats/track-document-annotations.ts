import type { TimeBase } from '../frame-table.ts';
import type { TrackDocument, TrackFrame } from '../track.ts';
import type { BoxRow } from './box-table.ts';
import {
  AnnotationsBuilder,
  framesOf,
  type VideoAnnotations,
  type VideoFacts,
} from './video-annotations.ts';

/** Rate that is written where nobody knows the video's, in frames per second. */
export const ASSUMED_FPS = 30;

/** A document of tracks in the form that formats work on. */
export function annotationsOf(document: TrackDocument): VideoAnnotations {
  const { media, model, createdBy, createdAt, incompleteReason } = document;
  const { name, width, height, fps, frameCount, timeBase } = media;
  const builder = new AnnotationsBuilder();
  for (const { frames, ...track } of document.tracks) {
    const place = builder.track(track);
    for (const frame of frames) builder.add(place, frame, frame.frameIndex);
  }
  return builder.build(() => `${name}: a track`, {
    facts: { name, width, height, fps, frameCount, timeBase },
    origin: { model, createdBy, createdAt, incompleteReason },
    keepsEmpty: true,
  });
}

/** Time of frames of which a file does not tell any: at a constant rate. */
export class FrameTimes {
  readonly timeBase: TimeBase;
  readonly #ticksPerFrame: number;

  constructor({ timeBase, fps }: Pick<VideoFacts, 'timeBase' | 'fps'>) {
    const rate = fps ?? ASSUMED_FPS;
    this.timeBase = timeBase ?? { num: 1, den: Math.max(1, Math.round(rate * 1000)) };
    this.#ticksPerFrame = this.timeBase.den / this.timeBase.num / rate;
  }

  of({ frameIndex, pts, timeSec }: BoxRow): Pick<TrackFrame, 'pts' | 'timeSec'> {
    const ticks = pts ?? Math.round(frameIndex * this.#ticksPerFrame);
    return {
      pts: ticks,
      timeSec: timeSec ?? (ticks * this.timeBase.num) / this.timeBase.den,
    };
  }
}

/** Annotations as a document of tracks, its frames as objects; what is not known is assumed (size 1 x 1, 30 fps). */
export function documentOf(video: VideoAnnotations): TrackDocument {
  const { facts, tracks, table, origin } = video;
  const times = new FrameTimes(facts);
  return {
    media: {
      name: facts.name ?? 'video',
      path: null,
      width: facts.width ?? 1,
      height: facts.height ?? 1,
      fps: facts.fps ?? ASSUMED_FPS,
      frameCount: framesOf(video),
      timeBase: times.timeBase,
    },
    model: origin.model,
    tracks: tracks.map(({ from, to, ...track }) => ({
      ...track,
      frames: Array.from(table.rows(from, to), (row) => ({ ...row, ...times.of(row) })),
    })),
    incompleteReason: origin.incompleteReason,
    createdBy: origin.createdBy ?? '',
    createdAt: origin.createdAt,
  };
}
