import { parseArgs, type ParseArgsConfig } from 'node:util';
import { StudioError } from '../../contract/errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>
>;

/** Reads a command's arguments. @throws StudioError bad-input for unknown options, missing values and stray words. */
export function readArguments<const T extends Options>(
  args: readonly string[],
  options: T,
  positionals: readonly string[],
  /** Words that may follow. */
  optional: readonly string[] = [],
): { readonly values: Parsed<T>['values']; readonly positionals: readonly string[] } {
  let parsed: Parsed<T>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage(error instanceof Error ? error.message.split('\n')[0]! : String(error));
  }
  const missing = positionals[parsed.positionals.length];
  if (missing !== undefined) throw usage(`<${missing}> is missing`);
  const stray = parsed.positionals[positionals.length + optional.length];
  if (stray !== undefined) throw usage(`unexpected argument "${stray}"`);
  return { values: parsed.values, positionals: parsed.positionals };
}

/** A whole number option within bounds. @throws StudioError bad-input. */
export function integerOption(
  name: string,
  text: string | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < min || value > max) {
    throw usage(`--${name} is "${text}", not a whole number from ${min} to ${max}`);
  }
  return value;
}

/** A positive number option. @throws StudioError bad-input. */
export function positiveOption(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || !Number.isFinite(value)) {
    throw usage(`--${name} is "${text}", not a positive number`);
  }
  return value;
}

/** One of a list of words. @throws StudioError bad-input naming them all. */
export function choiceOption<const T extends string>(
  name: string,
  text: string,
  choices: readonly T[],
): T {
  const choice = choices.find((word) => word === text);
  if (choice === undefined) {
    throw usage(`--${name} is "${text}"; it can be ${choices.join(', ')}`);
  }
  return choice;
}

/** A mistake in the words of a call. */
export function usage(message: string): StudioError {
  return new StudioError('bad-input', message);
}
