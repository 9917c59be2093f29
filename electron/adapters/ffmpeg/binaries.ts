import { StudioError } from '../../contract/errors.ts';
import { runToEnd } from './child.ts';
import { findProgram, programVariables, type Environment } from './find-program.ts';

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
 * The ffmpeg and ffprobe to use, found once per environment: LORETRACK_FFMPEG / LORETRACK_FFPROBE, the packages
 * ffmpeg-static (with an ffprobe beside it in installed programs) and @derhuerst/ffprobe-static, PATH, then the
 * development packages of @ffmpeg-installer.
 * @throws StudioError not-found when there is none, bad-input when one does not run
 */
export function mediaBinaries(env: Environment = process.env): Promise<MediaBinaries> {
  const key = JSON.stringify([
    env[programVariables.ffmpeg],
    env[programVariables.ffprobe],
    env['PATH'] ?? env['Path'],
  ]);
  let found = known.get(key);
  if (found === undefined) {
    found = (async () => {
      const [ffmpeg, ffprobe] = await Promise.all([
        findProgram('ffmpeg', env),
        findProgram('ffprobe', env),
      ]);
      return { ffmpeg, ffprobe, capabilities: await probeCapabilities(ffmpeg, ffprobe) };
    })();
    // A failure is not remembered: the person may install ffmpeg and try again.
    found.catch(() => known.delete(key));
    known.set(key, found);
  }
  return found;
}
