import type { ByteSource } from './byte-source.ts';
import { badCheckpoint, quoted } from './bad-checkpoint.ts';
import type { CheckpointIndex } from './checkpoint.ts';
import { checkPickleLength, unpickle } from './pickle.ts';
import { indexTorch } from './torch-index.ts';
import { torchMeaning } from './torch-rebuild.ts';
import { openZip, type ZipArchive } from './zip-archive.ts';

const pickleName = /^([^/]+)\/data\.pkl$/;

/** The folder inside the zip that holds everything: the stem under which the file was first saved. */
function stemOf(archive: ZipArchive, file: string): string {
  const stems = [...archive.records.keys()].flatMap((name) => pickleName.exec(name)?.[1] ?? []);
  if (stems.length !== 1) {
    throw badCheckpoint(
      file,
      'zip directory',
      `a PyTorch file has one data.pkl, this zip has ${stems.length}`,
      'Choose a checkpoint written by torch.save.',
    );
  }
  return stems[0]!;
}

/**
 * The table of contents of a file in torch.save's zip format (PyTorch 1.6 and later): data.pkl,
 * data/<key> per storage, version, and from PyTorch 2.1 on byteorder.
 * @throws StudioError `bad-checkpoint`
 */
export async function indexTorchZip(source: ByteSource): Promise<CheckpointIndex> {
  const archive = await openZip(source);
  const stem = stemOf(archive, source.name);
  if (archive.records.has(`${stem}/constants.pkl`)) {
    throw badCheckpoint(
      source.name,
      'zip directory',
      'this is a TorchScript program, not a checkpoint',
      'Save model.state_dict() with torch.save.',
    );
  }
  const byteOrder = archive.records.get(`${stem}/byteorder`);
  if (byteOrder !== undefined) {
    const order = new TextDecoder().decode(
      await archive.read(byteOrder, 0, Math.min(byteOrder.size, 16)),
    );
    if (order !== 'little') {
      throw badCheckpoint(
        source.name,
        `record ${quoted(byteOrder.name)}`,
        `the byte order is ${quoted(order)}`,
        'Save it anew on a little-endian machine.',
      );
    }
  }
  const pickle = archive.records.get(`${stem}/data.pkl`)!;
  const place = { file: source.name, record: 'data.pkl', offset: 0 };
  checkPickleLength(pickle.size, place);
  const unpickled = unpickle(await archive.read(pickle), torchMeaning, place);

  return indexTorch('torch-zip', source, unpickled, (storage, first, count) => {
    const name = `${stem}/data/${storage.key}`;
    const record = archive.records.get(name);
    if (record === undefined) {
      throw badCheckpoint(source.name, 'zip directory', `the record ${quoted(name)} is missing`);
    }
    if (storage.rootLength * storage.itemSize > record.size) {
      throw badCheckpoint(
        source.name,
        `record ${quoted(name)}`,
        `it has ${record.size} bytes instead of ${storage.rootLength * storage.itemSize}`,
      );
    }
    return archive.read(record, first * storage.itemSize, count * storage.itemSize);
  });
}
