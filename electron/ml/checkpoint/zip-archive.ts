import type { ByteSource } from './byte-source.ts';
import { readExactly, viewOf } from './byte-source.ts';
import { badCheckpoint, quoted } from './bad-checkpoint.ts';
import { crc32 } from './crc32.ts';
import { readZipDirectory, type ZipRecord } from './zip-directory.ts';

/** A zip file whose records are stored uncompressed, as torch.save writes them. */
export interface ZipArchive {
  readonly records: ReadonlyMap<string, ZipRecord>;
  /** Bytes `start … start + length - 1` of a record; without them the whole record. */
  read(record: ZipRecord, start?: number, length?: number): Promise<Uint8Array>;
}

const localHeaderSize = 30;
const localSignature = 0x04034b50;

/**
 * Opens a zip (APPNOTE.TXT 6.3.10, zip64 included) by its central directory, because torch's local
 * headers hold no sizes (flag bit 3). Compressed and encrypted records are refused when read.
 * A record read whole is compared with its CRC-32, unless that is 0: torch can be told to omit it.
 * @throws StudioError `bad-checkpoint`
 */
export async function openZip(source: ByteSource): Promise<ZipArchive> {
  const { records, directoryOffset } = await readZipDirectory(source);

  async function dataOffset(record: ZipRecord): Promise<number> {
    const place = `record ${quoted(record.name)}`;
    const at = record.headerOffset;
    const header = viewOf(await readExactly(source, at, localHeaderSize, place));
    if (header.getUint32(0, true) !== localSignature) {
      throw badCheckpoint(source.name, `byte ${at}`, `${place} does not start here`);
    }
    const nameLength = header.getUint16(26, true);
    const data = at + localHeaderSize + nameLength + header.getUint16(28, true);
    if (data + record.size > directoryOffset) {
      throw badCheckpoint(source.name, `byte ${data}`, `${place} runs into the zip's directory`);
    }
    return data;
  }

  return {
    records,
    async read(record, start = 0, length = record.size) {
      const place = `record ${quoted(record.name)}`;
      if (record.method !== 0 || record.encrypted) {
        throw badCheckpoint(
          source.name,
          place,
          record.encrypted ? 'the zip is encrypted' : 'the zip is compressed',
          'Checkpoints are stored uncompressed: save it anew with torch.save.',
        );
      }
      if (start < 0 || length < 0 || start + length > record.size) {
        throw badCheckpoint(source.name, place, `the record has only ${record.size} bytes`);
      }
      const bytes = await readExactly(source, (await dataOffset(record)) + start, length, place);
      if (length === record.size && record.crc !== 0 && crc32(bytes) !== record.crc) {
        throw badCheckpoint(source.name, place, 'the checksum differs, so the file is damaged');
      }
      return bytes;
    },
  };
}
