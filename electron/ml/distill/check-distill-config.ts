import { modelConfig, STRIDE, type ModelConfig } from '../nn/model-config.ts';
import { sameArchitecture } from '../nn/presets.ts';
import type { DistillConfig } from './distill-config.ts';

type Section = Readonly<Record<string, unknown>>;

/**
 * Checks a run's settings before its first step.
 * @param studentSize side of the student's search crop in pixels
 * @param start config of the network whose weights the student starts from; without it the teacher's own
 * @returns the student's config: the teacher's architecture, factors and statistics at its own size
 * @throws RangeError naming the switch, its value and what is allowed
 */
export function checkDistillConfig(
  config: DistillConfig,
  teacher: ModelConfig,
  studentSize: number,
  start: ModelConfig = teacher,
): ModelConfig {
  checkSwitches(config, teacher.architecture.depth);
  const { templateFactor: template, searchFactor: search, mean, std } = teacher;
  const sized = (size: number): ModelConfig => ({
    ...modelConfig(teacher.architecture, size, { template, search }),
    mean,
    std,
  });
  const { templateSize, stride } = sized(teacher.searchSize);
  if (teacher.templateSize !== templateSize || teacher.stride !== stride) {
    refuse(
      `the teacher's template is ${teacher.templateSize} pixels at stride ${teacher.stride}; ` +
        `half of its search size ${teacher.searchSize} and ${STRIDE} are needed`,
    );
  }
  const student = sized(studentSize);
  if (studentSize > teacher.searchSize) {
    refuse(`the student (${studentSize}) is larger than its teacher (${teacher.searchSize})`);
  }
  checkStart(start, teacher);
  return student;
}

function checkStart(start: ModelConfig, teacher: ModelConfig): void {
  if (!sameArchitecture(start.architecture, teacher.architecture)) {
    refuse('teacher and student are of different families: their features do not compare');
  }
  for (const factor of ['templateFactor', 'searchFactor'] as const) {
    if (start[factor] === teacher[factor]) continue;
    refuse(
      `${factor} is ${start[factor]} in the student and ${teacher[factor]} in its teacher: ` +
        'they would not see the same part of the frame',
    );
  }
  if (start.mean.join() !== teacher.mean.join() || start.std.join() !== teacher.std.join()) {
    refuse('teacher and student normalise their inputs differently');
  }
}

/** Switches may come from a file or a command line, so that nothing is taken on trust. */
function checkSwitches(config: DistillConfig, depth: number): void {
  const { weights, qkvKd, featureKd, discKd, ...choices } = config;
  const values = {
    reading: ['kl', 'mse'],
    cell: ['round', 'floor'],
    heat: ['cornernet', 'box'],
    boxAt: ['predicted', 'target'],
    studentInput: ['crop', 'resize'],
  };
  knownKeys('', choices, Object.keys(values));
  for (const [name, allowed] of Object.entries(values)) oneOf(name, choices, name, allowed);

  const heads = ['giou', 'l1', 'focal'];
  section('weights', weights, heads);
  for (const name of heads) atLeastZero(`weights.${name}`, weights, name);
  if (heads.every((name) => read(weights, name) === 0)) refuse('all weights are 0');

  if (qkvKd !== null) {
    imitation('qkvKd', qkvKd, ['weight', 'layers', 'tokens']);
    oneOf('qkvKd.tokens', qkvKd, 'tokens', ['search', 'all']);
    const { layers } = qkvKd;
    if (!Number.isInteger(layers) || layers < 1 || layers > depth) {
      refuse(`qkvKd.layers is ${layers}, the networks have 1 to ${depth}`);
    }
  }
  if (featureKd !== null) {
    imitation('featureKd', featureKd, ['weight', 'tokens']);
    oneOf('featureKd.tokens', featureKd, 'tokens', ['search', 'all']);
    if (qkvKd !== null) refuse('featureKd takes the place of qkvKd: switch one of them off');
  }
  if (discKd !== null) checkDisc(discKd);
}

function checkDisc(discKd: NonNullable<DistillConfig['discKd']>): void {
  imitation('discKd', discKd, ['weight', 'alpha', 'beta', 'tau']);
  for (const name of ['alpha', 'beta']) atLeastZero(`discKd.${name}`, discKd, name);
  if (discKd.alpha + discKd.beta === 0) refuse('discKd.alpha and discKd.beta are both 0');
  const { tau } = discKd;
  section('discKd.tau', tau, ['kind', 'value', 'share']);
  oneOf('discKd.tau.kind', tau, 'kind', ['absolute', 'quantile']);
  if (tau.kind === 'absolute') {
    section('discKd.tau', tau, ['kind', 'value']);
    // A mean of squares is never negative: at 0 every token would be discriminative.
    positive('discKd.tau.value', tau.value);
  } else {
    section('discKd.tau', tau, ['kind', 'share']);
    if (!(tau.share > 0 && tau.share < 1)) {
      refuse(`discKd.tau.share is ${tau.share}, it must lie between 0 and 1`);
    }
  }
}

function imitation(
  name: string,
  module: { readonly weight: number },
  keys: readonly string[],
): void {
  section(name, module, keys);
  if (module.weight === 0) refuse(`${name}.weight is 0: set ${name} to null to leave it out`);
  positive(`${name}.weight`, module.weight);
}

function section(name: string, value: unknown, keys: readonly string[]): void {
  if (typeof value !== 'object' || value === null) refuse(`${name} is missing`);
  knownKeys(`${name}.`, value, keys);
}

function knownKeys(prefix: string, value: object, keys: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined) refuse(`there is no switch ${prefix}${unknown}`);
}

function oneOf(name: string, from: object, key: string, allowed: readonly string[]): void {
  const value = read(from, key);
  if (typeof value === 'string' && allowed.includes(value)) return;
  refuse(`${name} is ${String(value)}, not ${allowed.join(' or ')}`);
}

function atLeastZero(name: string, from: object, key: string): void {
  const value = read(from, key);
  if (typeof value === 'number' && value >= 0 && value < Infinity) return;
  refuse(`${name} is ${String(value)}, it must be a number of at least 0`);
}

function positive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) refuse(`${name} is ${value}, it must be a number above 0`);
}

function read(from: object, key: string): unknown {
  return (from as Section)[key];
}

function refuse(reason: string): never {
  throw new RangeError(`distillation: ${reason}`);
}
