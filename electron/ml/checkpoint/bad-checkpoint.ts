import { StudioError } from '../../contract/errors.ts';

const defaultRemedy = 'Download or export the file again.';

/** What to do about a file that ends too early. */
export const fetchAgain = 'It was probably not downloaded or copied completely: fetch it again.';

/** The error for an unreadable checkpoint: file, what is wrong, where in the file, what to do. */
export function badCheckpoint(
  file: string,
  place: string,
  problem: string,
  remedy: string = defaultRemedy,
  options?: ErrorOptions,
): StudioError {
  return new StudioError('bad-checkpoint', `${file}: ${problem} (${place}). ${remedy}`, options);
}

/** A name out of a foreign file made fit for a message: escaped, and cut after 80 characters. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

/** Ends the reading of one place of a file by throwing the error that names it. */
export type Refuse = (problem: string, remedy?: string) => never;

/** A {@link Refuse} for one place of one file. */
export function refuser(file: string, place: string): Refuse {
  return (problem, remedy) => {
    throw badCheckpoint(file, place, problem, remedy);
  };
}
