/**
 * Uncompressed video with time stamps as a Matroska stream (RFC 9559, EBML RFC 8794): the simplest container that ffmpeg
 * reads from a pipe and that carries a time for every picture.
 */

/** Layout of the raw pictures: planar 4:2:0 or interleaved RGB. */
export type RawLayout = 'i420' | 'rgb';

const fourCc: Readonly<Record<RawLayout, readonly number[]>> = {
  i420: [...Buffer.from('I420')],
  rgb: [...Buffer.from('RGB'), 24],
};

function idBytes(id: number): number[] {
  const bytes = [(id >>> 24) & 0xff, (id >>> 16) & 0xff, (id >>> 8) & 0xff, id & 0xff];
  return bytes.slice(bytes.findIndex((byte) => byte !== 0));
}

/** An element's size in the 8-byte form, which holds any. */
function sizeBytes(size: number): number[] {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(size) | (1n << 56n));
  return [...bytes];
}

function element(id: number, content: readonly number[]): number[] {
  return [...idBytes(id), ...sizeBytes(content.length), ...content];
}

function unsigned(id: number, value: number): number[] {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return element(id, [...bytes]);
}

function string(id: number, value: string): number[] {
  return element(id, [...Buffer.from(value, 'utf8')]);
}

/** The stream's beginning: one track of raw pictures of `width` x `height`; times count microseconds. */
export function matroskaHeader(layout: RawLayout, width: number, height: number): Uint8Array {
  const ebml = element(0x1a45dfa3, [
    ...[...unsigned(0x4286, 1), ...unsigned(0x42f7, 1), ...unsigned(0x42f2, 4)],
    ...[...unsigned(0x42f3, 8), ...string(0x4282, 'matroska')],
    ...[...unsigned(0x4287, 4), ...unsigned(0x4285, 2)],
  ]);
  const segmentOfUnknownSize = [...idBytes(0x18538067), 0x01, ...Array<number>(7).fill(0xff)];
  const nanosecondsPerTick = 1000;
  const info = element(0x1549a966, [
    ...unsigned(0x2ad7b1, nanosecondsPerTick),
    ...[...string(0x4d80, 'LoReTrack Studio'), ...string(0x5741, 'LoReTrack Studio')],
  ]);
  const video = element(0xe0, [
    ...[...unsigned(0xb0, width), ...unsigned(0xba, height)],
    ...element(0x2eb524, fourCc[layout]),
  ]);
  const [trackNumber, trackUid, videoType, noLacing] = [1, 1, 1, 0];
  const entry = element(0xae, [
    ...[
      ...unsigned(0xd7, trackNumber),
      ...unsigned(0x73c5, trackUid),
      ...unsigned(0x83, videoType),
    ],
    ...[...unsigned(0x9c, noLacing), ...string(0x86, 'V_UNCOMPRESSED'), ...video],
  ]);
  return Uint8Array.from([
    ...ebml,
    ...segmentOfUnknownSize,
    ...info,
    ...element(0x1654ae6b, entry),
  ]);
}

/** What stands before one picture's bytes: a cluster of its own, shown at `timeUs` microseconds. */
export function matroskaFrameHeader(timeUs: number, frameBytes: number): Uint8Array {
  const trackOneKeyFrame = [0x81, 0, 0, 0x80];
  const block = [
    ...idBytes(0xa3),
    ...sizeBytes(trackOneKeyFrame.length + frameBytes),
    ...trackOneKeyFrame,
  ];
  const time = unsigned(0xe7, timeUs);
  const cluster = [...idBytes(0x1f43b675), ...sizeBytes(time.length + block.length + frameBytes)];
  return Uint8Array.from([...cluster, ...time, ...block]);
}
