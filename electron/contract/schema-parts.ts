import { z } from 'zod';
import type { Box } from '../domain/boxes.ts';
import { DEVICES } from './device.ts';

/** The most that one call may carry; far above any use, far below what could hurt. */
export const LIMITS = {
  textChars: 10_000,
  nameChars: 1_000,
  pathChars: 4_096,
  listItems: 100_000,
  /** Pixels from the picture's corner, in any direction. */
  pixels: 1e7,
} as const;

/** Free text. */
export const text = z.string().max(LIMITS.textChars);
/** What something is called. */
export const name = z
  .string()
  .trim()
  .min(1)
  .max(LIMITS.nameChars)
  // The one key that means something else to objects made of text.
  .refine((value) => value !== '__proto__', 'this name is reserved');
/** An absolute path; whether it is one is checked where it is used. */
export const filePath = z
  .string()
  .min(1)
  .max(LIMITS.pathChars)
  .refine((value) => !value.includes('\0'), 'a path has no NUL characters');
/** Number of a label, media item, track or layer. */
export const id = z.int().min(1);
/** Place in a frame table. */
export const frameIndex = z.int().min(0);
/** `#rrggbb`. */
export const color = z.string().regex(/^#[0-9a-f]{6}$/i, 'a colour is written like #00bcd4');
/** A digit. */
export const hotkey = z.string().regex(/^[0-9]$/, 'a hot-key is one digit');
const pixels = z.number().min(-LIMITS.pixels).max(LIMITS.pixels);
const side = z.number().min(0).max(LIMITS.pixels);
/** A list of anything. */
export const list = <T extends z.ZodType>(item: T): z.ZodArray<T> =>
  z.array(item).max(LIMITS.listItems);

/** Image pixels. */
export const box = z.strictObject({
  x: pixels,
  y: pixels,
  w: side,
  h: side,
}) satisfies z.ZodType<Box>;
/** Id of a model. */
export const modelId = z.string().min(1).max(LIMITS.nameChars);
/** Model and device of a tracker. */
export const tracker = z.strictObject({ modelId, device: z.enum(DEVICES) });
/** A span of frames. */
export const range = z.strictObject({ from: frameIndex, to: frameIndex });
/** A method without arguments may be called with none, or with null from a transport that knows no undefined. */
export const nothing = z.union([z.undefined(), z.null()]).transform(() => undefined);
