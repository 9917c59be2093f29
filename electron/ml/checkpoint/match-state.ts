import type { StateDict, TensorData } from '../graph/tensor-data.ts';
import { StudioError } from '../../contract/errors.ts';
import { quoted } from './bad-checkpoint.ts';

/** One tensor that a network has. */
export interface ExpectedEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** May be absent, such as `backbone.cls_token`, which no forward pass uses. */
  readonly optional?: boolean;
}

const maxNamed = 6;

function listed(items: readonly string[]): string {
  const rest = items.length - maxNamed;
  return items.slice(0, maxNamed).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/**
 * The tensors of `state` in the order of `expected`, when they are exactly those; optional ones may
 * be absent. PyTorch's load_state_dict(strict=True).
 * @param file what messages call the file
 * @throws StudioError `bad-checkpoint` that names the missing, the surplus and the misshaped tensors
 */
export function matchState(
  state: StateDict,
  expected: Iterable<ExpectedEntry>,
  file: string,
): StateDict {
  const matched = new Map<string, TensorData>();
  const surplus = new Set(state.keys());
  const missing: string[] = [];
  const misshaped: string[] = [];
  for (const { name, shape, optional = false } of expected) {
    surplus.delete(name);
    const tensor = state.get(name);
    if (tensor === undefined) {
      if (!optional) missing.push(quoted(name));
    } else if (!sameShape(tensor.shape, shape)) {
      misshaped.push(`${quoted(name)} is [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`);
    } else {
      matched.set(name, tensor);
    }
  }
  const problems = [
    missing.length > 0 ? `${missing.length} tensors are missing: ${listed(missing)}` : '',
    surplus.size > 0
      ? `${surplus.size} tensors are not expected: ${listed([...surplus].map(quoted))}`
      : '',
    misshaped.length > 0
      ? `${misshaped.length} tensors have another shape: ${listed(misshaped)}`
      : '',
  ].filter((problem) => problem !== '');
  if (problems.length > 0) {
    throw new StudioError(
      'bad-checkpoint',
      `${file}: the weights do not fit the network. ${problems.join('; ')}. ` +
        'Choose the preset or the sizes that the checkpoint was trained with.',
    );
  }
  return matched;
}
