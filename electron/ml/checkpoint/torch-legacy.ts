import type { ByteSource } from './byte-source.ts';
import { readExactly, viewOf } from './byte-source.ts';
import { badCheckpoint, fetchAgain, quoted, type Refuse, refuser } from './bad-checkpoint.ts';
import type { CheckpointIndex } from './checkpoint.ts';
import { unpickleAt } from './pickle.ts';
import type { PickleMeaning } from './pickle-machine.ts';
import { indexTorch } from './torch-index.ts';
import { torchMeaning } from './torch-rebuild.ts';
import { StorageRef } from './torch-storage.ts';

const magic = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;

/** {@link torchMeaning}, keeping the storages: the file gives their lengths but not their types. */
function collecting(storages: Map<string, StorageRef>): PickleMeaning {
  return {
    call: (maker, args, machine) => torchMeaning.call(maker, args, machine),
    resolve(id, machine) {
      const storage = torchMeaning.resolve(id, machine);
      if (storage instanceof StorageRef) {
        const { itemSize = storage.itemSize } = storages.get(storage.key) ?? {};
        if (itemSize !== storage.itemSize) machine.refuse('the pickle gives one storage two types');
        storages.set(storage.key, storage);
      }
      return storage;
    },
  };
}

/** Where each storage's bytes lie: they follow each other, each behind its length as an int64. */
async function locateStorages(
  source: ByteSource,
  offset: number,
  keys: unknown,
  storages: ReadonlyMap<string, StorageRef>,
): Promise<ReadonlyMap<string, number>> {
  const refuseKeys: Refuse = refuser(source.name, 'list of storages');
  if (!Array.isArray(keys)) return refuseKeys('the list of storages is missing');
  const places = new Map<string, number>();
  let at = offset;
  for (const key of keys) {
    if (typeof key !== 'string' || places.has(key)) return refuseKeys('a storage is listed twice');
    const storage = storages.get(key);
    if (storage === undefined) return refuseKeys(`the storage ${quoted(key)} belongs to no tensor`);
    const place = `storage ${quoted(key)}`;
    const refuse: Refuse = refuser(source.name, `${place}, byte ${at}`);
    const count = viewOf(await readExactly(source, at, 8, place)).getBigInt64(0, true);
    if (count !== BigInt(storage.rootLength)) {
      return refuse(`it has ${count.toString()} elements instead of ${storage.rootLength}`);
    }
    places.set(key, at + 8);
    at += 8 + storage.rootLength * storage.itemSize;
    if (at > source.size) {
      return refuse('the file ends inside it', fetchAgain);
    }
  }
  return places;
}

/**
 * The table of contents of a file in torch.save's format before PyTorch 1.6: the magic number, the
 * protocol version, facts about the machine, the object, the list of storages (five pickles), then
 * the storages' bytes.
 * @throws StudioError `bad-checkpoint`
 */
export async function indexTorchLegacy(source: ByteSource): Promise<CheckpointIndex> {
  let offset = 0;
  const storages = new Map<string, StorageRef>();
  const meaning = collecting(storages);
  const next = async (record: string) => {
    const unpickled = await unpickleAt(source, offset, meaning, record);
    offset += unpickled.length;
    return unpickled;
  };

  if ((await next('magic number')).value !== magic) {
    throw badCheckpoint(
      source.name,
      'byte 0',
      'this is a pickle, but not a PyTorch checkpoint',
      'Choose a file written by torch.save.',
    );
  }
  const version = (await next('protocol version')).value;
  if (version !== protocolVersion) {
    throw badCheckpoint(source.name, 'protocol version', 'the protocol version is not 1001');
  }
  const system = (await next('system facts')).value;
  if (!(system instanceof Map) || system.get('little_endian') !== true) {
    throw badCheckpoint(
      source.name,
      'system facts',
      'the file was not written on a little-endian machine',
      'Save it anew on one.',
    );
  }
  const main = await next('main pickle');
  const keys = (await next('list of storages')).value;
  const places = await locateStorages(source, offset, keys, storages);

  return indexTorch('torch-legacy', source, main, (storage, first, count) => {
    const place = `storage ${quoted(storage.key)}`;
    const at = places.get(storage.key);
    if (at === undefined) throw badCheckpoint(source.name, place, 'its bytes are missing');
    const { itemSize } = storage;
    return readExactly(source, at + first * itemSize, count * itemSize, place);
  });
}
