import { formatShape, type Shape } from './dims.ts';
import { GraphError } from './errors.ts';
import type { PrimitiveAttrs, PrimitiveName } from './primitive-attrs.ts';
import { primitives } from './primitives.ts';
import { constantName, type DType, type TensorData } from './tensor-data.ts';
import type {
  GraphBuilder,
  InitialiserValue,
  InputValue,
  OpValue,
  TensorType,
  Value,
} from './value.ts';

/**
 * A static tensor program: every shape is known but for the batch size.
 * Equal requests (same primitive, operands and attributes) give the same value.
 */
export class Graph implements GraphBuilder {
  readonly #values: Value[] = [];
  readonly #byKey = new Map<string, Value>();
  readonly #named = new Map<string, InputValue | InitialiserValue>();
  readonly #outputs = new Map<string, Value>();
  readonly #scopes: string[] = [];

  /** Every value in the order of creation, which is a topological order. */
  get values(): readonly Value[] {
    return this.#values;
  }

  /** Named results, in the order in which they were declared. */
  get outputs(): ReadonlyMap<string, Value> {
    return this.#outputs;
  }

  /** Declares a tensor that is fed when the graph runs. */
  input(name: string, shape: Shape, dtype: DType = 'float32'): InputValue {
    this.#claim(name);
    return this.#keep({ ...this.#next(), kind: 'input', name, shape, dtype });
  }

  /** Declares a stored tensor; float16 weights are widened to float32 where they are used. */
  initialiser(name: string, tensor: TensorData): InitialiserValue {
    this.#claim(name);
    const { shape } = tensor;
    const elements = shape.reduce((count, dim) => count * dim, 1);
    if (elements !== tensor.data.length) {
      throw new GraphError(
        `${name}: ${formatShape(shape)} needs ${elements} values, got ${tensor.data.length}`,
      );
    }
    const dtype = tensor.dtype === 'float16' ? 'float32' : tensor.dtype;
    return this.#keep({ ...this.#next(), kind: 'initialiser', name, shape, dtype, tensor });
  }

  /** A small fixed tensor, shared between equal requests and named after its content. */
  constant(tensor: TensorData): InitialiserValue {
    const name = constantName(tensor);
    const known = this.#named.get(name);
    return known?.kind === 'initialiser' ? known : this.initialiser(name, tensor);
  }

  /** Names a result of the graph. */
  output(name: string, value: Value): void {
    if (value.graph !== this) throw new GraphError(`output ${name} belongs to another graph`);
    if (this.#outputs.has(name) || this.#named.has(name)) {
      throw new GraphError(`the name ${name} is taken`);
    }
    this.#outputs.set(name, value);
  }

  /** Runs `build` with `name` added to the scope that names nodes and errors. */
  within<T>(name: string, build: () => T): T {
    this.#scopes.push(name);
    try {
      return build();
    } finally {
      this.#scopes.pop();
    }
  }

  /** Adds one primitive. @throws GraphError naming the scope, the operation and the operands' shapes. */
  apply<K extends PrimitiveName>(op: K, inputs: readonly Value[], attrs: PrimitiveAttrs[K]): Value {
    const scope = this.#scopes.join('/');
    if (inputs.some((input) => input.graph !== this)) {
      throw new GraphError(`${scope}/${op}: an operand belongs to another graph`);
    }
    const key = `${op}(${inputs.map(({ id }) => id).join(',')})${JSON.stringify(attrs)}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const { shape, dtype } = inferType(op, inputs, attrs, scope);
    const value = this.#keep<OpValue<K>>({
      ...this.#next(),
      kind: 'op',
      op,
      attrs,
      inputs,
      scope,
      shape,
      dtype,
    });
    this.#byKey.set(key, value);
    return value;
  }

  #claim(name: string): void {
    if (this.#named.has(name) || this.#outputs.has(name)) {
      throw new GraphError(`the name ${name} is taken`);
    }
  }

  #next(): Pick<Value, 'id' | 'graph'> {
    return { id: this.#values.length, graph: this };
  }

  #keep<T extends Value>(value: T): T {
    Object.freeze(value);
    this.#values.push(value);
    if (value.kind !== 'op') this.#named.set(value.name, value);
    return value;
  }
}
/** Result type of a primitive. @throws GraphError naming the scope, the operation and the operands' shapes. */
export function inferType<K extends PrimitiveName>(
  op: K,
  inputs: readonly TensorType[],
  attrs: PrimitiveAttrs[K],
  scope: string,
): TensorType {
  const operands = inputs.map(({ shape, dtype }) => `${dtype}${formatShape(shape)}`).join(', ');
  const fail = (reason: string): never => {
    throw new GraphError(`${scope === '' ? '' : `${scope}/`}${op}(${operands}): ${reason}`);
  };
  const { operandTypes = {}, infer } = primitives[op];
  for (const [index, { dtype }] of inputs.entries()) {
    const wanted = operandTypes[index];
    if (wanted !== undefined && dtype !== wanted) fail(`operand ${index} must be ${wanted}`);
  }
  const free = inputs.filter((_, index) => operandTypes[index] === undefined);
  if (new Set(free.map(({ dtype }) => dtype)).size > 1) fail('element types differ');
  try {
    return infer(inputs, attrs);
  } catch (error) {
    return fail(error instanceof GraphError ? error.message : String(error));
  }
}
