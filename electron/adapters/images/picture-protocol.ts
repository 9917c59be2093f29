import type { WireError } from '../engine/protocol.ts';
import type { Channels, Picture } from './picture.ts';

/** What a picture thread is asked: a picture file, as RGB or, where it has alpha, as RGBA. */
export interface PictureRequest {
  readonly id: number;
  readonly file: string;
  readonly channels: Channels;
}

/** What it answers: the picture, null without alpha, or why it does not decode. */
export type PictureReply =
  | { readonly id: number; readonly picture: Picture | null }
  | { readonly id: number; readonly error: WireError };
