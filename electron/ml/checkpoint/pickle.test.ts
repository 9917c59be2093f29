import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStudioError } from '../../contract/errors.ts';
import * as p from '../../../test/support/checkpoints/pickle-bytes.ts';
import { memorySource } from './byte-source.ts';
import { unpickle, unpickleAt } from './pickle.ts';
import { defaultPickleLimits, type PickleLimits } from './pickle-machine.ts';
import {
  GlobalName,
  InertRecord,
  PickleSet,
  PickleTuple,
  type PickleValue,
} from './pickle-values.ts';
import { torchMeaning } from './torch-rebuild.ts';

const place = { file: 'x.pth', record: 'data.pkl', offset: 0 };

/**
 * `pickle.dumps({'a': [1, -2, 300, 70000, 2**40, -2**70, 1.5], 'b': (True, None, b'\x00\xff'),
 * 'c': {1, 2}, 'd': frozenset('x'), 'e': 'ä€😀', 3: ()}, protocol).hex()` of CPython 3.11.
 */
const dumps = {
  2: '80027d71002858010000006171015d7102284b014afeffffff4d2c014a701101008a060000000000018a090000000000000000c0473ff8000000000000655801000000627103884e635f636f646563730a656e636f64650a7104580300000000c3bf710558060000006c6174696e317106867107527108877109580100000063710a635f5f6275696c74696e5f5f0a7365740a710b5d710c284b014b026585710d52710e580100000064710f635f5f6275696c74696e5f5f0a66726f7a656e7365740a71105d711158010000007871126185711352711458010000006571155809000000c3a4e282acf09f988071164b0329752e',
  3: '80037d71002858010000006171015d7102284b014afeffffff4d2c014a701101008a060000000000018a090000000000000000c0473ff8000000000000655801000000627103884e430200ff71048771055801000000637106636275696c74696e730a7365740a71075d7108284b014b026585710952710a580100000064710b636275696c74696e730a66726f7a656e7365740a710c5d710d580100000078710e6185710f52711058010000006571115809000000c3a4e282acf09f988071124b0329752e',
  4: '8004956f000000000000007d94288c0161945d94284b014afeffffff4d2c014a701101008a060000000000018a090000000000000000c0473ff8000000000000658c016294884e430200ff9487948c0163948f94284b014b02908c016494288c01789491948c0165948c09c3a4e282acf09f9880944b0329752e',
  5: '8005956f000000000000007d94288c0161945d94284b014afeffffff4d2c014a701101008a060000000000018a090000000000000000c0473ff8000000000000658c016294884e430200ff9487948c0163948f94284b014b02908c016494288c01789491948c0165948c09c3a4e282acf09f9880944b0329752e',
} as const;

function read(bytes: Uint8Array, limits: Partial<PickleLimits> = {}) {
  return unpickle(bytes, torchMeaning, place, { ...defaultPickleLimits, ...limits });
}
const valueOf = (...code: p.Code[]): PickleValue => read(p.pickle(...code)).value;

function refusal(bytes: Uint8Array, limits?: Partial<PickleLimits>): string {
  try {
    read(bytes, limits);
  } catch (error) {
    if (isStudioError(error, 'bad-checkpoint')) return error.message;
    throw error;
  }
  throw new Error('the pickle was accepted');
}

describe('unpickle', () => {
  it.each(Object.entries(dumps))('reads what CPython dumps by protocol %s', (protocol, dump) => {
    const { value, length, spent } = read(new Uint8Array(Buffer.from(dump, 'hex')));
    // Protocol 2 has no bytes: they are a call of a foreign function, which stays a record.
    const bytes =
      protocol === '2'
        ? new InertRecord(new GlobalName('_codecs', 'encode'), ['\0ÿ', 'latin1'])
        : Uint8Array.of(0, 255);
    expect([...(value as Map<PickleValue, PickleValue>)]).toEqual([
      ['a', [1, -2, 300, 70000, 2 ** 40, -(2n ** 70n), 1.5]],
      ['b', new PickleTuple([true, null, bytes])],
      ['c', new PickleSet([1, 2])],
      ['d', new PickleSet(['x'])],
      ['e', 'ä€😀'],
      [3, new PickleTuple([])],
    ]);
    expect(length).toBe(dump.length / 2);
    expect(spent.opcodes).toBeLessThan(length);
  });

  it.each([
    ['LONG1 -1', [0x8a, 1, 0xff], -1],
    ['LONG1 empty', [0x8a, 0], 0],
    ['LONG1 128', [0x8a, 2, 0x80, 0], 128],
    ['LONG4 2^64', [0x8b, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 2n ** 64n],
    ['BINFLOAT', [0x47, 0xbf, 0xe0, 0, 0, 0, 0, 0, 0], -0.5],
    ['SHORT_BINSTRING', [0x55, 3, 0x61, 0xc3, 0xa4], 'aä'],
    ['BINUNICODE8', [0x8d, 1, 0, 0, 0, 0, 0, 0, 0, 0x61], 'a'],
    ['POP of a mark', [0x4b, 5, 0x28, 0x30], 5],
    ['POP_MARK', [0x4b, 5, 0x28, 0x4b, 6, 0x31], 5],
    ['DUP', [0x4b, 5, 0x32, 0x30], 5],
  ])('reads %s', (_, code, value) => expect(valueOf(code)).toEqual(value));

  it('reads the containers that are pickled as calls', () => {
    const pair = p.tuple(p.text('k'), p.integer(1));
    const ordered = [...p.emptyList, ...pair, ...p.append, ...p.tuple1, ...p.reduce];
    expect(valueOf(p.global('collections', 'OrderedDict'), ordered)).toEqual(new Map([['k', 1]]));
    const list = [...p.emptyList, ...p.integer(1), ...p.append, ...p.tuple1, ...p.reduce];
    expect(valueOf(p.global('__builtin__', 'set'), list)).toEqual(new PickleSet([1]));
  });

  it('keeps prototype names as plain data', () => {
    const value = valueOf(p.dict(['__proto__', p.dict(['polluted', p.yes])]));
    expect(value).toEqual(new Map([['__proto__', new Map([['polluted', true]])]]));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('turns foreign objects into inert records, whatever is done to them', () => {
    const { value, names } = read(
      p.pickle(
        p.global('lib.stats', 'Meter'),
        p.tuple(p.integer(4)),
        p.newObject,
        p.dict(['x', p.yes]),
        p.build,
        [...p.text('key'), ...p.integer(1), ...p.setItem],
        [...p.integer(2), ...p.append],
        [...p.mark, ...p.integer(3), ...p.addItems],
      ),
    );
    const record = new InertRecord(new GlobalName('lib.stats', 'Meter'), [4]);
    record.state = new Map([['x', true]]);
    record.entries.set('key', 1);
    record.items.push(2, 3);
    expect(value).toEqual(record);
    expect([...names]).toEqual(['lib.stats.Meter']);
  });

  it.each([
    ['protocol 0 text integers', [0x49, 0x31, 0x0a]],
    ['INST', [0x28, 0x69, 0x6f, 0x73, 0x0a, 0x73, 0x0a]],
    ['extension codes', [0x82, 1]],
    ['text persistent ids', [0x50, 0x31, 0x0a]],
    ['out-of-band buffers', [0x97]],
    ['an unknown protocol', [0x80, 6]],
    ['an empty stack', [0x30]],
    ['an empty stack below a mark', [0x4e, 0x28, 0x85]],
    ['a mark that is not there', [0x74]],
    ['a memo slot that is not there', [0x68, 9]],
    ['a key without value', [...p.emptyDict, ...p.mark, ...p.none, ...p.setItems]],
    ['a list as key', [...p.emptyDict, ...p.emptyList, ...p.none, ...p.setItem]],
    ['a key of a list', [...p.emptyList, ...p.none, ...p.none, ...p.setItem]],
    ['append to a dict', [...p.emptyDict, ...p.none, ...p.append]],
    ['add to a list', [...p.emptyList, ...p.mark, ...p.addItems]],
    ['a call of a string', [...p.text('os.system'), ...p.tuple(), ...p.reduce]],
    ['a call with a list', [...p.global('a', 'b'), ...p.emptyList, ...p.reduce]],
    ['attributes of a number', [...p.integer(1), ...p.emptyDict, ...p.build]],
    ['a name made of numbers', [...p.integer(1), ...p.integer(1), ...p.stackGlobal]],
    ['an endless name', [0x63, ...new Array<number>(5000).fill(0x61), 0x0a]],
    ['a negative LONG4', [0x8b, 0xff, 0xff, 0xff, 0xff]],
    ['a huge LONG4', [0x8b, 0xff, 0xff, 0xff, 0x7f, 1]],
    ['a huge string', [0x8d, 0, 0, 0, 0, 0, 0, 0, 0x10]],
    ['a string longer than the file', [0x58, 0, 0, 0x10, 0]],
    ['a wrong persistent id', [...p.text('storage'), ...p.persistent]],
    [
      'an OrderedDict of no pairs',
      [
        ...p.global('collections', 'OrderedDict'),
        ...[...p.emptyList, ...p.integer(1), ...p.append, ...p.tuple1, ...p.reduce],
      ],
    ],
  ])('refuses %s', (_, code) => {
    expect(refusal(p.pickle(code))).toMatch(/^x\.pth: .+ \(data\.pkl, byte \d+\)\. /);
  });

  it('refuses a key that is set twice, and names it', () => {
    expect(refusal(p.pickle(p.dict(['a.b', p.none], ['a.b', p.none])))).toContain('"a.b" twice');
  });
});

describe('limits of unpickle', () => {
  it('ends a long program', () => {
    const program = p.pickle(new Array<number>(1000).fill(0x4e));
    expect(refusal(program, { opcodes: 500 })).toContain('too long');
  });

  it('ends deep nesting at once and without recursion', () => {
    expect(refusal(p.pickle(new Array<number>(2000).fill(0x28)))).toContain('nested too deeply');
    const nested = p.pickle(p.none, new Array<number>(200_000).fill(0x85));
    expect(read(nested).spent).toEqual({ opcodes: 200_003, items: 200_000 });
  });

  it('ends a memo bomb: copying one memoised list again and again', () => {
    const list = [...p.emptyList, ...p.mark, ...new Array<number>(1000).fill(0x4e), ...p.appends];
    const copy = [...p.global('builtins', 'set'), ...p.get(0), ...p.tuple1, ...p.reduce];
    const copies = Array.from({ length: 10_000 }, () => copy).flat();
    expect(refusal(p.pickle(list, p.put(0), copies))).toContain('too many elements');
  });

  it('ends doubling: each level holds the one before twice, sharing it', () => {
    const level = (slot: number): p.Code => [
      ...[...p.get(slot), ...p.get(slot), 0x86],
      ...p.put(slot + 1),
    ];
    const levels = Array.from({ length: 1000 }, (_, slot) => level(slot)).flat();
    const { spent } = read(p.pickle(p.integer(1), p.put(0), levels));
    expect(spent.items).toBe(2000);
  });

  it('survives lists that hold themselves', () => {
    const value = valueOf(p.emptyList, p.put(0), p.get(0), p.append) as PickleValue[];
    expect(value[0]).toBe(value);
  });

  it('ends any bytes in a value or a typed refusal', () => {
    const codes = Object.values(p).filter((code): code is p.Code => Array.isArray(code));
    const piece = fc.oneof(
      fc.constantFrom(...codes).map((code) => [...code]),
      fc.integer({ min: 0, max: 3 }).map((slot) => [...p.get(slot)]),
      fc.integer({ min: 0, max: 3 }).map((slot) => [...p.put(slot)]),
      fc.constantFrom('storage', '__proto__', 'a').map((text) => [...p.text(text)]),
      fc.constantFrom('OrderedDict', 'FloatStorage').map((name) => [...p.global('torch', name)]),
      fc.array(fc.nat(255), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const bytes = p.pickle(pieces.flat());
        try {
          const { spent } = read(bytes);
          expect(spent.opcodes).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          if (!isStudioError(error, 'bad-checkpoint')) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('unpickleAt', () => {
  it('finds the end of a pickle that is longer than the first window', async () => {
    const long = p.pickle(p.text('x'.repeat(700_000)));
    const bytes = new Uint8Array([1, 2, 3, ...long, 9, 9]);
    const source = memorySource('x', bytes);
    const { value, length } = await unpickleAt(source, 3, torchMeaning, 'main pickle');
    expect(value).toHaveLength(700_000);
    expect(length).toBe(long.length);
  });

  it('names the place where an unfinished one ends', async () => {
    const source = memorySource('x.pth', p.pickle(p.emptyList).subarray(0, 3));
    await expect(unpickleAt(source, 0, torchMeaning, 'main pickle')).rejects.toThrow(
      'x.pth: the pickle ends in the middle (main pickle, byte 3)',
    );
  });
});
