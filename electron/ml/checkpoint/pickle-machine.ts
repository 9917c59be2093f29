import type { Refuse } from './bad-checkpoint.ts';
import { PickleCursor } from './pickle-cursor.ts';
import { type GlobalName, InertRecord, type PickleValue } from './pickle-values.ts';

/** What a pickle may cost; each limit is far above real checkpoints (a ViT-B: 40,000 opcodes). */
export interface PickleLimits {
  /** Instructions; each takes at least one byte of the file. */
  readonly opcodes: number;
  /** Elements moved into lists, tuples, dicts and sets; the whole memory is a multiple of this. */
  readonly items: number;
  /** Marks that are open at once. */
  readonly depth: number;
  /** Bytes of one string or byte string. */
  readonly stringBytes: number;
  /** Bytes of one integer. */
  readonly integerBytes: number;
}

/** Limits used unless told otherwise. */
export const defaultPickleLimits: PickleLimits = {
  opcodes: 4_000_000,
  items: 4_000_000,
  depth: 1_000,
  stringBytes: 16 * 2 ** 20,
  integerBytes: 256,
};

/** What the format around a pickle knows: which names have a meaning, and what its references are. */
export interface PickleMeaning {
  /** The object that calling `maker` gives, or undefined to keep it as an inert record. */
  call(
    maker: GlobalName,
    args: readonly PickleValue[],
    machine: PickleMachine,
  ): PickleValue | undefined;
  /** The object of a persistent id. */
  resolve(id: PickleValue, machine: PickleMachine): PickleValue;
}

/**
 * The stack and memo of a machine for pickles. It builds data and cannot do anything else: names stay names, and calls give inert records unless
 * {@link PickleMeaning} knows the name. Work is counted in `spent`, so hostile input ends early.
 */
export class PickleMachine {
  readonly cursor: PickleCursor;
  readonly limits: PickleLimits;
  readonly meaning: PickleMeaning;
  readonly memo = new Map<number, PickleValue>();
  /** Every class and function that the pickle names. */
  readonly names = new Set<string>();
  readonly spent = { opcodes: 0, items: 0 };
  readonly refuse: Refuse;
  private readonly stack: PickleValue[] = [];
  private readonly marks: number[] = [];

  constructor(bytes: Uint8Array, meaning: PickleMeaning, limits: PickleLimits, refuse: Refuse) {
    this.cursor = new PickleCursor(bytes);
    this.meaning = meaning;
    this.limits = limits;
    this.refuse = refuse;
  }

  /** The next instruction's opcode, counted. */
  nextOpcode(): number {
    if (++this.spent.opcodes > this.limits.opcodes) this.refuse('the pickle is too long');
    return this.cursor.uint8();
  }

  /** Counts `count` elements against the limit. */
  charge(count: number): void {
    this.spent.items += count;
    if (this.spent.items > this.limits.items) this.refuse('the pickle holds too many elements');
  }

  push(value: PickleValue): void {
    this.stack.push(value);
  }

  pop(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0))
      this.refuse('the pickle takes from an empty stack');
    return this.stack.pop()!;
  }

  /** The value on top, which stays there. */
  top(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0))
      this.refuse('the pickle takes from an empty stack');
    return this.stack.at(-1)!;
  }

  /** POP also removes a mark that lies on top. */
  drop(): void {
    if (this.marks.length > 0 && this.marks.at(-1) === this.stack.length) this.marks.pop();
    else this.pop();
  }

  mark(): void {
    if (this.marks.length >= this.limits.depth) this.refuse('the pickle is nested too deeply');
    this.marks.push(this.stack.length);
  }

  /** Removes and returns everything above the last mark. */
  popToMark(): PickleValue[] {
    const from = this.marks.pop();
    if (from === undefined) return this.refuse('the pickle closes a list that it never opened');
    this.charge(this.stack.length - from);
    return this.stack.splice(from);
  }

  /** Calls a name by its meaning; what has none becomes an inert record. */
  call(maker: PickleValue, args: readonly PickleValue[]): PickleValue {
    if (maker instanceof InertRecord) return new InertRecord(maker, args);
    if (maker === null || typeof maker !== 'object' || !('path' in maker)) {
      return this.refuse('the pickle calls something that is not a class or function');
    }
    return this.meaning.call(maker, args, this) ?? new InertRecord(maker, args);
  }
}
