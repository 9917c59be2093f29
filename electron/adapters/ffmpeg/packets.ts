import type { FrameTable, TimeBase } from '../../domain/frame-table.ts';

/** One packet of a video stream as ffprobe lists it; `pts` is null where the container has none. */
export interface Packet {
  readonly pts: number | null;
  readonly key: boolean;
  /** Decoded but not shown (it lies before an edit list's cut). */
  readonly discard: boolean;
  readonly corrupt: boolean;
}

/** ffprobe arguments that print one line `pts=..|flags=..` per packet, for {@link parsePacketLine}. */
export const packetListArgs: readonly string[] = [
  ...['-show_entries', 'packet=pts,flags', '-of', 'compact=p=0'],
];

/** Reads one line of ffprobe's compact packet list; null when it is anything else. */
export function parsePacketLine(line: string): Packet | null {
  const match = /^pts=(N\/A|-?\d{1,15})\|flags=([A-Z_]{2,8})(?:\||$)/.exec(line);
  if (match === null) return null;
  const [, pts, flags] = match;
  return {
    pts: pts === 'N/A' ? null : Number(pts),
    key: flags!.includes('K'),
    discard: flags!.includes('D'),
    corrupt: flags!.includes('C'),
  };
}

/** A table made of packets, or the reason why only decoding can tell the frames. */
export type PacketVerdict =
  | { readonly table: FrameTable; readonly distrust?: undefined }
  | { readonly table?: undefined; readonly distrust: string };

/** Gathers a stream's packets one by one and turns them into a frame table, index <-> pts in display order. */
export class PacketCollector {
  readonly #pts: number[] = [];
  readonly #keys: boolean[] = [];
  readonly #timeBase: TimeBase;
  #discardedSinceShown = false;
  #distrust: string | undefined;

  constructor(timeBase: TimeBase) {
    this.#timeBase = timeBase;
  }

  /** Takes the next line of ffprobe's list. */
  addLine(line: string): void {
    if (line.trim() === '') return;
    const packet = parsePacketLine(line);
    if (packet === null) this.#distrust ??= 'the packet list has lines of another form';
    else this.add(packet);
  }

  /** Takes the next packet in decoding order. */
  add(packet: Packet): void {
    if (packet.corrupt) this.#distrust ??= 'a packet is damaged';
    if (packet.discard) {
      this.#discardedSinceShown = true;
      return;
    }
    if (this.#discardedSinceShown && this.#pts.length > 0) {
      this.#distrust ??= 'an edit list cuts frames out of the middle';
    }
    this.#discardedSinceShown = false;
    if (packet.pts === null) {
      this.#distrust ??= 'packets have no time stamps';
      return;
    }
    this.#pts.push(packet.pts);
    this.#keys.push(packet.key);
  }

  /** The table of all packets so far. */
  finish(): PacketVerdict {
    if (this.#distrust !== undefined) return { distrust: this.#distrust };
    if (this.#pts.length === 0) return { distrust: 'the stream has no packets' };
    const order = Uint32Array.from(this.#pts.keys()).sort((a, b) => this.#pts[a]! - this.#pts[b]!);
    const pts = Float64Array.from(order, (i) => this.#pts[i]!);
    for (let i = 1; i < pts.length; i++) {
      if (pts[i] === pts[i - 1]) return { distrust: 'packets share a time stamp' };
    }
    const keyFrames = Uint8Array.from(order, (i) => (this.#keys[i] === true ? 1 : 0));
    return { table: { timeBase: this.#timeBase, pts, keyFrames } };
  }
}
