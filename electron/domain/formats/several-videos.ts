import { videoStem } from './named-texts.ts';
import { AnnotationsBuilder, type VideoAnnotations, type VideoFacts } from './video-annotations.ts';

/** Videos whose files would have the same name get a number at its end. */
export function withDistinctNames(
  videos: readonly VideoAnnotations[],
): readonly VideoAnnotations[] {
  const taken = new Set<string>();
  return videos.map((video) => {
    const stem = videoStem(video.facts.name);
    let name = stem;
    for (let count = 2; taken.has(name); count++) name = `${stem}_${count}`;
    taken.add(name);
    return name === stem ? video : { ...video, facts: { ...video.facts, name } };
  });
}

/** Videos with track ids that count for all of them together; the first one's stay. */
export function withDistinctIds(videos: readonly VideoAnnotations[]): readonly VideoAnnotations[] {
  const taken = new Set<number>();
  let free = 1;
  return videos.map((video) => ({
    ...video,
    tracks: video.tracks.map((track) => {
      let { id } = track;
      while (taken.has(id)) id = free++;
      taken.add(id);
      return id === track.id ? track : { ...track, id };
    }),
  }));
}

/** A video of which more is known than its annotations say; what they say themselves stays. */
export function withFacts(video: VideoAnnotations, more: VideoFacts): VideoAnnotations {
  const { facts } = video;
  return {
    ...video,
    facts: {
      name: facts.name ?? more.name,
      width: facts.width ?? more.width,
      height: facts.height ?? more.height,
      fps: facts.fps ?? more.fps,
      frameCount: facts.frameCount ?? more.frameCount,
      timeBase: facts.timeBase ?? more.timeBase,
    },
  };
}

/** Annotations with the exact times of their frames. @param timeOf null for frames that the video does not have */
export function withTimes(
  video: VideoAnnotations,
  timeOf: (frameIndex: number) => { readonly pts: number; readonly timeSec: number } | null,
): VideoAnnotations {
  const builder = new AnnotationsBuilder();
  for (const track of video.tracks) {
    const place = builder.track(track);
    for (const row of video.table.rows(track.from, track.to)) {
      builder.add(place, { ...row, ...timeOf(row.frameIndex) }, row.frameIndex);
    }
  }
  const { facts, warnings, origin } = video;
  return builder.build((frame) => `frame ${frame}`, { facts, warnings, origin, keepsEmpty: true });
}
