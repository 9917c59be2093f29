import path from 'node:path';
import { root } from '../entries.ts';
import { groupSizes, totalMb } from './budget.ts';
import { checkPackage } from './check-package.ts';
import { developmentPrograms } from './dev-programs.ts';
import { packageContents } from './package-contents.ts';
import type { Target } from './target.ts';

/** How a package is reported on. */
export interface ReportOptions {
  readonly target: Target;
  readonly needsFfmpeg: boolean;
  /** Lists every file, not only sizes by kind. */
  readonly showsFiles: boolean;
}

/** What ships, in lines to be read, and what must not. */
export interface PackageReport {
  readonly lines: readonly string[];
  readonly problems: readonly string[];
}

/** Reads and checks an archive with what lies beside it. @throws when it cannot be read */
export async function reportPackage(
  archive: string,
  { target, needsFfmpeg, showsFiles }: ReportOptions,
): Promise<PackageReport> {
  const files = await packageContents(archive);
  const sizes = groupSizes(files);
  const row = (title: string, count: number, mb: number, budgetMb: number): string =>
    `  ${title.padEnd(24)}${String(count).padStart(5)} files${mb.toFixed(1).padStart(8)} of ${budgetMb} MB`;
  const total = sizes.reduce((sum, { mb }) => sum + mb, 0);
  const lines = [
    `${archive}, for ${target.platform}-${target.arch}:`,
    ...sizes.map(({ title, count, mb, budgetMb }) => row(title, count, mb, budgetMb)),
    row('everything', files.length, total, totalMb),
    ...(showsFiles
      ? files.map(
          ({ name, size, place }) => `  ${String(size).padStart(10)}  ${place.padEnd(8)}${name}`,
        )
      : []),
  ];
  const problems = await checkPackage(files, {
    target,
    needsFfmpeg,
    builtIn: path.resolve(root),
    forbiddenPrograms: await developmentPrograms(root),
  });
  return { lines, problems };
}
