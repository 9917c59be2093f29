import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { runToEnd } from './child.ts';

/** What the installed ffmpeg build can do, asked of the build itself because version strings of builds vary. */
export interface Capabilities {
  readonly ffmpegVersion: string;
  readonly ffprobeVersion: string;
  /** Arguments that pass every decoded frame through unchanged: `-fps_mode passthrough`, or `-vsync 0` before ffmpeg 5.1. */
  readonly passthrough: readonly string[];
  /** The showinfo filter, without its costly checksums where the build can leave them out. */
  readonly showinfo: string;
  readonly hasLibx264: boolean;
}

/** The pair of programs that reads and writes media. */
export interface MediaBinaries {
  readonly ffmpeg: string;
  readonly ffprobe: string;
  readonly capabilities: Capabilities;
}

type Program = 'ffmpeg' | 'ffprobe';
type Environment = Readonly<Record<string, string | undefined>>;

const variables = { ffmpeg: 'LORETRACK_FFMPEG', ffprobe: 'LORETRACK_FFPROBE' } as const;

function fileName(program: Program): string {
  return process.platform === 'win32' ? `${program}.exe` : program;
}

function isProgram(candidate: string): boolean {
  try {
    accessSync(candidate, constants.X_OK);
    return statSync(candidate).isFile();
  } catch {
    return false;
  }
}

/** The path that an npm package exports, or undefined when the package or its binary is not there. */
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

async function resolveProgram(program: Program, env: Environment): Promise<string> {
  const name = fileName(program);
  const wanted = env[variables[program]];
  if (wanted !== undefined && wanted !== '') {
    if (isProgram(wanted)) return path.resolve(wanted);
    throw new StudioError(
      'bad-input',
      `${variables[program]} names ${wanted}, which is not an executable file: correct or unset it.`,
    );
  }
  const bundled = await exportedPath('ffmpeg-static');
  if (bundled !== undefined) {
    const candidate = path.join(
      path.dirname(bundled),
      program === 'ffmpeg' ? path.basename(bundled) : name,
    );
    if (isProgram(candidate)) return candidate;
  }
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(path.delimiter)) {
    // A relative entry of PATH would run whatever lies in the current folder.
    if (path.isAbsolute(folder) && isProgram(path.join(folder, name)))
      return path.join(folder, name);
  }
  const fallback = await exportedPath(`@${program}-installer/${program}`);
  if (fallback !== undefined && isProgram(fallback)) return fallback;
  throw new StudioError(
    'not-found',
    `${program} was not found: install ffmpeg, or set ${variables[program]} to the path of ${program}.`,
  );
}

async function ask(program: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runToEnd(program, args);
  if (code === 0) return stdout;
  throw new StudioError(
    'bad-input',
    `${program} cannot be used (${stderr.trim().split('\n').at(-1) ?? `exit code ${code ?? 'none'}`}): install a working build.`,
  );
}

function version(text: string): string {
  return /version (\S+)/.exec(text)?.[1] ?? 'unknown';
}

async function probeCapabilities(ffmpeg: string, ffprobe: string): Promise<Capabilities> {
  const [ffmpegText, ffprobeText, help, showinfo, encoders] = await Promise.all([
    ask(ffmpeg, ['-version']),
    ask(ffprobe, ['-version']),
    ask(ffmpeg, ['-hide_banner', '-h', 'long']),
    ask(ffmpeg, ['-hide_banner', '-h', 'filter=showinfo']),
    ask(ffmpeg, ['-hide_banner', '-encoders']),
  ]);
  return {
    ffmpegVersion: version(ffmpegText),
    ffprobeVersion: version(ffprobeText),
    passthrough: /^-fps_mode\b/m.test(help) ? ['-fps_mode', 'passthrough'] : ['-vsync', '0'],
    showinfo: /^\s+checksum\b/m.test(showinfo) ? 'showinfo=checksum=0' : 'showinfo',
    hasLibx264: /^ V\S+ libx264 /m.test(encoders),
  };
}

const known = new Map<string, Promise<MediaBinaries>>();

/**
 * The ffmpeg and ffprobe to use, resolved once per environment: LORETRACK_FFMPEG / LORETRACK_FFPROBE, the package
 * ffmpeg-static (and an ffprobe beside it), PATH, then the development packages of @ffmpeg-installer.
 * @throws StudioError not-found when there is none, bad-input when one does not run
 */
export function mediaBinaries(env: Environment = process.env): Promise<MediaBinaries> {
  const key = JSON.stringify([
    env[variables.ffmpeg],
    env[variables.ffprobe],
    env['PATH'] ?? env['Path'],
  ]);
  let found = known.get(key);
  if (found === undefined) {
    found = (async () => {
      const [ffmpeg, ffprobe] = await Promise.all([
        resolveProgram('ffmpeg', env),
        resolveProgram('ffprobe', env),
      ]);
      return { ffmpeg, ffprobe, capabilities: await probeCapabilities(ffmpeg, ffprobe) };
    })();
    // A failure is not remembered: the person may install ffmpeg and try again.
    found.catch(() => known.delete(key));
    known.set(key, found);
  }
  return found;
}
