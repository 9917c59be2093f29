import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';

/** One of the two programs that read and write media. */
export type Program = 'ffmpeg' | 'ffprobe';
/** The part of a process's environment that says where programs lie. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that name a program of a person's own choice. */
export const programVariables = {
  ffmpeg: 'LORETRACK_FFMPEG',
  ffprobe: 'LORETRACK_FFPROBE',
} as const;

function isProgram(candidate: string): boolean {
  try {
    accessSync(candidate, constants.X_OK);
    return statSync(candidate).isFile();
  } catch {
    return false;
  }
}

/** The path that an npm package exports, or undefined when the package is not there. */
async function exportedPath(packageName: string): Promise<string | undefined> {
  try {
    const loaded = (await import(/* @vite-ignore */ packageName)) as { default?: unknown };
    const value = loaded.default;
    const found =
      typeof value === 'object' && value !== null && 'path' in value ? value.path : value;
    if (typeof found !== 'string') return undefined;
    // A program cannot be started from inside an Electron archive.
    return found.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
  } catch {
    return undefined;
  }
}

/** Where packages of static builds may have put a program, the likeliest place first. */
async function staticPaths(
  program: Program,
  fileName: string,
  exported: typeof exportedPath,
): Promise<readonly string[]> {
  const ffmpeg = await exported('ffmpeg-static');
  if (program === 'ffmpeg') return ffmpeg === undefined ? [] : [ffmpeg];
  // Installed programs have both in one folder.
  const beside = ffmpeg === undefined ? [] : [path.join(path.dirname(ffmpeg), fileName)];
  const ffprobe = await exported('@derhuerst/ffprobe-static');
  return ffprobe === undefined ? beside : [...beside, ffprobe];
}

/**
 * The absolute path of a program: the one that its variable names, a static build out of a package, the first in PATH,
 * else the build that development falls back to.
 * @param exported tells the path that a package exports
 * @throws StudioError not-found when there is none, bad-input when the variable names something else
 */
export async function findProgram(
  program: Program,
  env: Environment,
  exported: typeof exportedPath = exportedPath,
): Promise<string> {
  const variable = programVariables[program];
  const wanted = env[variable];
  if (wanted !== undefined && wanted !== '') {
    if (isProgram(wanted)) return path.resolve(wanted);
    throw new StudioError(
      'bad-input',
      `${variable} names ${wanted}, which is not an executable file: correct or unset it.`,
    );
  }
  const fileName = process.platform === 'win32' ? `${program}.exe` : program;
  const bundled = (await staticPaths(program, fileName, exported)).find(isProgram);
  if (bundled !== undefined) return bundled;
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(path.delimiter)) {
    // A relative entry of PATH would run whatever lies in the current folder.
    if (path.isAbsolute(folder) && isProgram(path.join(folder, fileName)))
      return path.join(folder, fileName);
  }
  const fallback = await exported(`@${program}-installer/${program}`);
  if (fallback !== undefined && isProgram(fallback)) return fallback;
  throw new StudioError(
    'not-found',
    `${program} was not found: install ffmpeg, or set ${variable} to the path of ${program}.`,
  );
}
