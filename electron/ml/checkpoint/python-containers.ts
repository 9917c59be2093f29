import type { PickleMachine } from './pickle-machine.ts';
import { type GlobalName, PickleSet, PickleTuple, type PickleValue } from './pickle-values.ts';

/** Paths of Python's own containers that are pickled as calls. */
export const containerNames: ReadonlySet<string> = new Set([
  'collections.OrderedDict',
  'builtins.set',
  'builtins.frozenset',
  '__builtin__.set',
  '__builtin__.frozenset',
]);

/** The container that such a call makes, or undefined when `maker` is none of them. */
export function callContainer(
  maker: GlobalName,
  args: readonly PickleValue[],
  machine: PickleMachine,
): PickleValue | undefined {
  if (!containerNames.has(maker.path)) return undefined;
  const items = args[0] ?? [];
  if (args.length > 1 || !Array.isArray(items)) {
    return machine.refuse(`the pickle makes a ${maker.name} out of something that is not a list`);
  }
  // Copying is what a memoised list could be abused for: it is counted like any other element.
  machine.charge(items.length);
  if (maker.name !== 'OrderedDict') return new PickleSet(items);
  const dict = new Map<PickleValue, PickleValue>();
  for (const item of items) {
    const pair = item instanceof PickleTuple ? item.items : item;
    if (!Array.isArray(pair) || pair.length !== 2 || dict.has(pair[0] as PickleValue)) {
      return machine.refuse(
        'the pickle makes an OrderedDict out of something that is no list of pairs',
      );
    }
    dict.set(pair[0] as PickleValue, pair[1] as PickleValue);
  }
  return dict;
}
