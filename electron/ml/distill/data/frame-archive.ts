import type { Box } from '../../../domain/boxes.ts';
import type { RgbFrame } from '../../../domain/frame.ts';

/** The pixels around one annotated box, kept apart from its medium. */
export interface ArchivedPicture {
  /** Place of its track in the archive's list. */
  readonly track: number;
  readonly frameIndex: number;
  /** Size of the whole frame in px. */
  readonly frame: { readonly width: number; readonly height: number };
  /** The part of the frame that is kept, in whole frame px. */
  readonly region: Box;
  /** Size of the kept picture in px: that of the region, or smaller. */
  readonly width: number;
  readonly height: number;
  /** The annotated box in px of the picture; parts may lie outside. */
  readonly box: Box;
  /** How often it comes up compared with the track's other frames. */
  readonly weight: number;
  /** Whether it is learned from, or only looked at. */
  readonly split: 'training' | 'validation';
  /** Where its RGB bytes [height,width,3] begin in the archive. */
  readonly offset: number;
  /** CRC-32 of these bytes. */
  readonly crc32: number;
}

/** An object whose frames an archive holds. */
export interface ArchiveTrack {
  readonly id: string;
  /** Path of its medium, for messages. */
  readonly media: string;
}

/** What an archive of annotated frames holds; plain data beside the pixels. */
export interface FrameArchive {
  readonly version: 1;
  readonly tracks: readonly ArchiveTrack[];
  /** By track, and by frame within it. */
  readonly pictures: readonly ArchivedPicture[];
  /** Of all pixels. */
  readonly bytes: number;
  /** Frames left out to keep the archive within its bound. */
  readonly thinned: number;
  /** Frames that could not be used; the first ones by name. */
  readonly skipped: {
    readonly count: number;
    readonly named: readonly { readonly file: string; readonly reason: string }[];
  };
  /** SHA-256 of pixels, boxes, weights and splits, in hexadecimal digits. */
  readonly contentHash: string;
}

/** Gives an archive's pixels. */
export interface PictureReader {
  /** @throws StudioError when they are damaged */
  read(picture: ArchivedPicture): RgbFrame;
}

/** Bytes of a picture's pixels. */
export function pictureBytes({ width, height }: Pick<ArchivedPicture, 'width' | 'height'>): number {
  return 3 * width * height;
}
