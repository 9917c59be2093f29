import type { ByteSource } from './byte-source.ts';
import { readExactly } from './byte-source.ts';
import { badCheckpoint } from './bad-checkpoint.ts';
import { PickleEndError } from './pickle-cursor.ts';
import {
  defaultPickleLimits,
  PickleMachine,
  type PickleLimits,
  type PickleMeaning,
} from './pickle-machine.ts';
import { opcodes } from './pickle-opcodes.ts';
import type { PickleValue } from './pickle-values.ts';

/** A value read out of a pickle, and what reading it took. */
export interface Unpickled {
  readonly value: PickleValue;
  /** Length of the pickle in bytes, its STOP included. */
  readonly length: number;
  /** Dotted paths of the classes and functions that the pickle names, in order of appearance. */
  readonly names: ReadonlySet<string>;
  readonly spent: { readonly opcodes: number; readonly items: number };
}

/** Where a pickle lies, for messages. */
export interface PicklePlace {
  readonly file: string;
  /** Record of the zip, or what the pickle holds. */
  readonly record: string;
  /** Offset of its first byte in the file or record. */
  readonly offset: number;
}

/** Pickles describe tensors, they do not hold them: longer ones are refused. */
const maxPickleBytes = 64 * 2 ** 20;
const firstWindowBytes = 256 * 1024;

/** Runs the machine; throws PickleEndError when the bytes end before the pickle does. */
function run(
  bytes: Uint8Array,
  meaning: PickleMeaning,
  limits: PickleLimits,
  place: PicklePlace,
): Unpickled {
  const machine: PickleMachine = new PickleMachine(bytes, meaning, limits, (problem, remedy) => {
    const at = place.offset + machine.cursor.position;
    throw badCheckpoint(place.file, `${place.record}, byte ${at}`, problem, remedy);
  });
  for (;;) {
    const code = machine.nextOpcode();
    const opcode = opcodes.get(code);
    if (opcode === undefined) {
      return machine.refuse(
        `the pickle holds the opcode 0x${code.toString(16)}, which is not allowed`,
      );
    }
    if (opcode === 'stop') break;
    opcode(machine);
  }
  const value = machine.pop();
  return { value, length: machine.cursor.position, names: machine.names, spent: machine.spent };
}

function unfinished(place: PicklePlace, length: number): Error {
  return badCheckpoint(
    place.file,
    `${place.record}, byte ${place.offset + length}`,
    'the pickle ends in the middle',
  );
}

/**
 * Reads the pickle at the start of `bytes` without executing anything.
 * @throws StudioError `bad-checkpoint`
 */
export function unpickle(
  bytes: Uint8Array,
  meaning: PickleMeaning,
  place: PicklePlace,
  limits: PickleLimits = defaultPickleLimits,
): Unpickled {
  try {
    return run(bytes, meaning, limits, place);
  } catch (error) {
    throw error instanceof PickleEndError ? unfinished(place, bytes.length) : error;
  }
}

/**
 * Reads a pickle of unknown length at an offset of a file. A pickle that does not end within the
 * bytes fetched so far is run again over four times as many, which costs a third more in all.
 * @throws StudioError `bad-checkpoint`
 */
export async function unpickleAt(
  source: ByteSource,
  offset: number,
  meaning: PickleMeaning,
  record: string,
): Promise<Unpickled> {
  const place = { file: source.name, record, offset };
  const available = Math.max(0, Math.min(source.size - offset, maxPickleBytes));
  for (let window = firstWindowBytes; ; window *= 4) {
    const length = Math.min(window, available);
    const bytes = await readExactly(source, offset, length, record);
    try {
      return run(bytes, meaning, defaultPickleLimits, place);
    } catch (error) {
      if (!(error instanceof PickleEndError)) throw error;
      if (length === available) throw unfinished(place, length);
    }
  }
}

/** The length of a record that holds a pickle, refused when it is beyond every real one. */
export function checkPickleLength(length: number, place: PicklePlace): void {
  if (length > maxPickleBytes) {
    throw badCheckpoint(
      place.file,
      place.record,
      `the pickle has ${length} bytes, which is too many`,
    );
  }
}
