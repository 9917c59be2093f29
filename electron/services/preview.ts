import { paletteColour } from '../domain/palette.ts';
import { timeSec } from '../domain/frame-table.ts';
import type { TrackDocument } from '../domain/track.ts';
import type { FrameSource } from '../domain/video.ts';
import { StudioError } from '../contract/errors.ts';
import type { Media } from './ports/media.ts';
import type { Overlay, PreviewFrame, PreviewWriter } from './ports/preview-writer.ts';

/** Lines are this part of the picture's shorter side, two pixels at least. */
const LINE_SHARE = 1 / 180;

/** What a preview tells while it is written. */
export interface PreviewHooks {
  readonly signal?: AbortSignal;
  readonly onFrame?: (done: number, total: number) => void;
}

/** Renders tracks over their video, to look at. */
export class PreviewService {
  readonly #media: Media;
  readonly #writer: PreviewWriter;

  constructor(ports: { readonly media: Media; readonly writer: PreviewWriter }) {
    this.#media = ports.media;
    this.#writer = ports.writer;
  }

  /**
   * Writes the frames that a document's tracks cover, with their boxes, as an MP4.
   * @throws StudioError bad-input when there is nothing to show, bad-media, write-failed, cancelled
   */
  async write(document: TrackDocument, path: string, hooks: PreviewHooks = {}): Promise<void> {
    const { media, tracks } = document;
    const indices = tracks.flatMap(({ frames }) => frames.map(({ frameIndex }) => frameIndex));
    if (media.path === null || indices.length === 0) {
      throw new StudioError('bad-input', `there are no tracked frames to write to ${path}`);
    }
    const first = indices.reduce((a, b) => Math.min(a, b));
    const last = indices.reduce((a, b) => Math.max(a, b));
    const source = await this.#media.open(media.path);
    try {
      await this.#writer.write(path, this.#frames(document, source, { first, last }, hooks), {
        fps: media.fps,
        ...(hooks.signal && { signal: hooks.signal }),
      });
    } finally {
      await source.close();
    }
  }

  async *#frames(
    document: TrackDocument,
    source: FrameSource,
    span: { readonly first: number; readonly last: number },
    { signal, onFrame }: PreviewHooks,
  ): AsyncGenerator<PreviewFrame> {
    const overlays = overlaysByFrame(document);
    const startSec = timeSec(source.table, span.first);
    let done = 0;
    for await (const { index, frame } of source.frames(
      { from: span.first, to: span.last },
      signal,
    )) {
      yield {
        frame,
        timeSec: timeSec(source.table, index) - startSec,
        overlays: overlays.get(index) ?? [],
      };
      onFrame?.(++done, span.last - span.first + 1);
    }
  }
}

function overlaysByFrame({
  media,
  tracks,
}: TrackDocument): ReadonlyMap<number, readonly Overlay[]> {
  const thickness = Math.max(2, Math.round(Math.min(media.width, media.height) * LINE_SHARE));
  const overlays = new Map<number, Overlay[]>();
  for (const [index, { frames }] of tracks.entries()) {
    const colour = paletteColour(index);
    for (const { frameIndex, box } of frames) {
      if (box === null) continue;
      const known = overlays.get(frameIndex) ?? [];
      overlays.set(frameIndex, [...known, { box, colour, thickness }]);
    }
  }
  return overlays;
}
