import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zipFile } from '../../../test/support/checkpoints/zip-bytes.ts';
import { memorySource } from './byte-source.ts';
import { crc32 } from './crc32.ts';
import { openZip } from './zip-archive.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function read(zip: Uint8Array, name: string): Promise<string> {
  const archive = await openZip(memorySource('x.zip', zip));
  return new TextDecoder().decode(await archive.read(archive.records.get(name)!));
}

describe('openZip', () => {
  it('reads stored records, with and without zip64, behind a comment, torch-like headers', async () => {
    const records = fc.uniqueArray(
      fc.record({ name: fc.string({ unit: 'binary' }), bytes: fc.uint8Array({ maxLength: 50 }) }),
      { selector: ({ name }) => name, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(
        records,
        fc.boolean(),
        fc.constantFrom('', 'a comment', 'PK\u0005\u0006'.padEnd(30, 'x')),
        async (parts, zip64, comment) => {
          const archive = await openZip(memorySource('x', zipFile(parts, zip64, comment)));
          expect([...archive.records.keys()]).toEqual(parts.map(({ name }) => name));
          for (const { name, bytes: wanted } of parts) {
            const record = archive.records.get(name)!;
            expect(await archive.read(record)).toEqual(wanted);
            const tail = Math.min(2, wanted.length);
            expect(await archive.read(record, tail, wanted.length - tail)).toEqual(
              wanted.slice(tail),
            );
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('accepts a checksum of 0, which means that none was computed', async () => {
    expect(await read(zipFile([{ name: 'a', bytes: bytes('hello'), crc: 0 }]), 'a')).toBe('hello');
  });

  it('refuses a record whose bytes changed', async () => {
    const zip = zipFile([{ name: 'a', bytes: bytes('hello') }]);
    zip[zip.indexOf(0x68)]! ^= 1;
    await expect(read(zip, 'a')).rejects.toThrow('x.zip: the checksum differs');
  });

  it.each([
    ['compressed records', { method: 8 }, 'compressed'],
    ['encrypted records', { flags: 1 }, 'encrypted'],
    ['a record of terabytes', { claimedSize: 0xfffffff0 }, 'more than the file has'],
    ['a record that runs into the directory', { claimedSize: 6 }, 'runs into'],
  ])('refuses %s', async (_, wrong, message) => {
    const part = { name: 'a', bytes: bytes('hello'), crc: 0 };
    await expect(read(zipFile([{ ...part, ...wrong }]), 'a')).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringContaining(message) as string,
    });
  });

  it('refuses zip64 records of exabytes', async () => {
    const part = { name: 'a', bytes: bytes('hello'), claimedSize: Number.MAX_SAFE_INTEGER };
    await expect(read(zipFile([part], true), 'a')).rejects.toThrow('more than the file has');
  });

  it('refuses a name that is listed twice', async () => {
    const part = { name: 'a', bytes: bytes('hello') };
    await expect(read(zipFile([part, part]), 'a')).rejects.toThrow('lists "a" twice');
  });

  it('refuses a directory that claims more records than it can hold', async () => {
    const zip = zipFile([{ name: 'a', bytes: bytes('hello') }]);
    zip.set([0xff, 0xff], zip.length - 12);
    await expect(read(zip, 'a')).rejects.toThrow('claims 65535 records');
  });
});

describe('crc32', () => {
  it('gives the check value of the catalogue', () => {
    expect(crc32(bytes('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });
});
