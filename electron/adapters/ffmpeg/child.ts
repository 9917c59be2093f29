import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Longest line of a child's text output that is kept; the rest of such a line is dropped (SEI dumps can be huge). */
const maxLineChars = 16_384;

/** A running ffmpeg or ffprobe process. */
export interface Child {
  readonly stdout: Readable;
  /** Null unless the child was started with an open stdin. */
  readonly stdin: Writable | null;
  /** Settles once the process is gone, whether or not its output has been read. Never rejects. */
  readonly gone: Promise<void>;
  /** Settles once the process is gone and its output read: its exit code, null when a signal ended it. Never rejects. */
  readonly exited: Promise<number | null>;
  /** Why the process could not be started at all. */
  readonly startError: () => Error | undefined;
  /** Ends the process at once and waits until it is gone. */
  kill(): Promise<void>;
}

const living = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** Calls `onLine` for every line of a text stream, each cut to 16384 characters. */
export function forEachLine(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!.slice(0, maxLineChars);
    for (const line of lines) onLine(line.slice(0, maxLineChars).replace(/\r$/, ''));
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
    rest = '';
  });
}

/**
 * Variables that ffmpeg's programs run with besides ours. Statically linked builds crash when they load the system's
 * character-set modules (to read a transport stream's service name): a folder without such modules is named instead.
 */
export function childVariables(program: string): Readonly<Record<string, string>> {
  return { AV_LOG_FORCE_NOCOLOR: '1', GCONV_PATH: path.dirname(program) };
}

/**
 * Starts a program without a shell; stdin is closed unless asked for, and the process dies with `signal` and with us.
 * A process that cannot write its output any more ends by itself, so even a killed host leaves none behind.
 */
export function startChild(
  program: string,
  args: readonly string[],
  options: {
    readonly onStderrLine: (line: string) => void;
    readonly signal?: AbortSignal | undefined;
    readonly openStdin?: boolean;
  },
): Child {
  const child = spawn(program, args, {
    stdio: [options.openStdin === true ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
    shell: false,
    env: { ...process.env, ...childVariables(program) },
  });
  living.add(child);
  let startError: Error | undefined;
  const kill = (): void => void child.kill('SIGKILL');
  if (options.signal?.aborted === true) kill();
  else options.signal?.addEventListener('abort', kill, { once: true });

  const exited = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    // A process that never started closes nothing.
    child.once('error', () => child.pid === undefined && resolve(null));
  });
  const gone = new Promise<void>((resolve) => {
    const leave = (): void => {
      living.delete(child);
      options.signal?.removeEventListener('abort', kill);
      resolve();
    };
    child.once('exit', leave);
    child.on('error', (error) => {
      startError ??= error;
      if (child.pid === undefined) leave();
    });
  });
  forEachLine(child.stderr!, options.onStderrLine);
  return {
    stdout: child.stdout!,
    stdin: child.stdin,
    gone,
    exited,
    startError: () => startError,
    kill: async () => {
      kill();
      child.stdout!.destroy();
      await gone;
    },
  };
}

/** Number of ffmpeg and ffprobe processes that this process has running now. */
export function livingChildren(): number {
  return living.size;
}

/** Runs a program to its end and returns what it printed (for short outputs such as `-version`). */
export async function runToEnd(
  program: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const errors: string[] = [];
  const output: string[] = [];
  const child = startChild(program, args, { onStderrLine: (line) => void errors.push(line) });
  forEachLine(child.stdout, (line) => void output.push(line));
  const code = await child.exited;
  const failure = child.startError();
  if (failure) errors.push(failure.message);
  return { code, stdout: output.join('\n'), stderr: errors.join('\n') };
}
