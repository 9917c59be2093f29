import { crc32 } from 'node:zlib';

/** One record of a zip to be written; the fields after `bytes` overrule what would be right. */
export interface ZipPart {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly claimedSize?: number;
}

const allOnes = 0xffffffff;

/** A zip with stored records and, if wished, zip64 sizes, offsets and end record. */
export function zipFile(parts: readonly ZipPart[], zip64 = false, comment = ''): Uint8Array {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const write = (piece: Buffer): void => {
    pieces.push(piece);
    at += piece.length;
  };
  for (const { name, bytes, method = 0, flags = 8, crc = crc32(bytes), claimedSize } of parts) {
    const nameBytes = Buffer.from(name);
    const size = BigInt(claimedSize ?? bytes.length);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(nameBytes.length, 26);
    local.writeUInt16LE(5, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(zip64 ? allOnes : Number(size), 20);
    entry.writeUInt32LE(zip64 ? allOnes : Number(size), 24);
    entry.writeUInt16LE(nameBytes.length, 28);
    entry.writeUInt32LE(zip64 ? allOnes : at, 42);
    const extra = Buffer.alloc(zip64 ? 34 : 0);
    if (zip64) {
      entry.writeUInt16LE(34, 30);
      // Another field first: the zip64 one has to be searched for.
      extra.writeUInt16LE(0x4246, 0);
      extra.writeUInt16LE(2, 2);
      extra.writeUInt16LE(1, 6);
      extra.writeUInt16LE(24, 8);
      extra.writeBigUInt64LE(size, 10);
      extra.writeBigUInt64LE(size, 18);
      extra.writeBigUInt64LE(BigInt(at), 26);
    }
    directory.push(Buffer.concat([entry, nameBytes, extra]));
    // Five bytes of padding stand for the alignment that torch writes.
    write(Buffer.concat([local, nameBytes, Buffer.alloc(5), bytes]));
  }
  const directoryAt = at;
  for (const entry of directory) write(entry);
  const directorySize = at - directoryAt;
  if (zip64) {
    const end64 = Buffer.alloc(56);
    end64.writeUInt32LE(0x06064b50, 0);
    end64.writeBigUInt64LE(BigInt(parts.length), 32);
    end64.writeBigUInt64LE(BigInt(directorySize), 40);
    end64.writeBigUInt64LE(BigInt(directoryAt), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(at), 8);
    write(end64);
    write(locator);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(zip64 ? 0xffff : parts.length, 10);
  end.writeUInt32LE(zip64 ? allOnes : directorySize, 12);
  end.writeUInt32LE(zip64 ? allOnes : directoryAt, 16);
  end.writeUInt16LE(comment.length, 20);
  write(Buffer.concat([end, Buffer.from(comment)]));
  return new Uint8Array(Buffer.concat(pieces));
}

/** A file in torch.save's zip format around a main pickle and storages. */
export function torchZip(
  main: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>>,
  more: readonly ZipPart[] = [],
): Uint8Array {
  return zipFile([
    { name: 'stem/data.pkl', bytes: main },
    ...Object.entries(storages).map(([key, bytes]) => ({ name: `stem/data/${key}`, bytes })),
    { name: 'stem/version', bytes: Buffer.from('3\n') },
    ...more,
  ]);
}
