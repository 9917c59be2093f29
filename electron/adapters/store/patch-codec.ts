import { deflateSync, inflateSync } from 'node:zlib';
import type { Change, FrameRow } from '../../domain/annotation.ts';
import type { BoxSource } from '../../domain/track.ts';
import { packFlags, unpackFlags } from './frame-flags.ts';
import { overlapsFromCells } from './overlaps.ts';

/** Longest text of one step's changes, in bytes; below the longest string that the JavaScript engine can hold. */
const MAX_BYTES = 500_000_000;

/** Changes that are made into text at once. */
const PIECE = 10_000;

type EncodedRow =
  | readonly [
      ...[box: readonly [number, number, number, number] | null, source: BoxSource],
      ...[score: number | null, flags: number, attributes?: FrameRow['attributes'] | null],
      ...[passIou?: number | null, modelIou?: number | null],
    ]
  | null;

type EncodedChange =
  | readonly [trackId: number, frameIndex: number, before: EncodedRow, after: EncodedRow]
  | Exclude<Change, { readonly kind: 'row' }>;

/**
 * The changes of a step as the journal keeps them: deflated JSON, rows as lists that end with the last thing
 * there is to say, as they did before there were overlaps. The checksum of zlib guards it.
 */
export function encodeChanges(changes: readonly Change[]): Uint8Array {
  // In pieces: the lists of all rows of a large import would take several times the memory of their text.
  const pieces: Buffer[] = [];
  for (let from = 0; from < changes.length; from += PIECE) {
    const text = JSON.stringify(changes.slice(from, from + PIECE).map(encodeChange));
    pieces.push(Buffer.from(`${from === 0 ? '[' : ','}${text.slice(1, -1)}`));
  }
  pieces.push(Buffer.from(changes.length === 0 ? '[]' : ']'));
  return deflateSync(Buffer.concat(pieces), { level: 1 });
}

function encodeChange(change: Change): EncodedChange {
  return change.kind === 'row'
    ? [change.trackId, change.frameIndex, encodeRow(change.before), encodeRow(change.after)]
    : change;
}

/** The inverse of {@link encodeChanges}. @throws Error when the bytes are not what it wrote. */
export function decodeChanges(bytes: Uint8Array): Change[] {
  const text = inflateSync(bytes, { maxOutputLength: MAX_BYTES }).toString('utf8');
  return (JSON.parse(text) as EncodedChange[]).map((change) => {
    if (!('length' in change)) return change;
    const [trackId, frameIndex, before, after] = change;
    return { kind: 'row', trackId, frameIndex, before: decodeRow(before), after: decodeRow(after) };
  });
}

function encodeRow(row: FrameRow | null): EncodedRow {
  if (row === null) return null;
  const { box, source, score, attributes, passIou = null, modelIou = null } = row;
  const numbers = box && ([box.x, box.y, box.w, box.h] as const);
  const cells = [numbers, source, score, packFlags(row)] as const;
  const named = Object.keys(attributes).length === 0 ? null : attributes;
  if (modelIou !== null) return [...cells, named, passIou, modelIou];
  if (passIou !== null) return [...cells, named, passIou];
  return named === null ? cells : [...cells, named];
}

function decodeRow(row: EncodedRow): FrameRow | null {
  if (row === null) return null;
  const [box, source, score, flags, attributes, ...overlaps] = row;
  return {
    box: box && { x: box[0], y: box[1], w: box[2], h: box[3] },
    source,
    score,
    ...unpackFlags(flags),
    attributes: attributes ?? {},
    ...overlapsFromCells(overlaps),
  };
}
