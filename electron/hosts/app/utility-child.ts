import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { LaunchChild } from '../../adapters/processes/child.ts';
import { listenForLastWords } from '../../adapters/processes/last-words.ts';

/** The last words of a process come at most so long after its end, in milliseconds. */
const lastWordsMs = 500;

/**
 * Starts children as utility processes of this application.
 * @param entry the child's main file
 * @param serviceName how the system's list of processes calls it
 */
export function utilityChild<To, From>(entry: URL, serviceName: string): LaunchChild<To, From> {
  return (listener) => {
    const child = utilityProcess.fork(fileURLToPath(entry), [], {
      serviceName,
      // Libraries of graphics drivers print what they like: none of it belongs on the user's terminal.
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const lastWords = child.stderr === null ? () => undefined : listenForLastWords(child.stderr);
    let isGone = false;
    child.on('message', (message) => {
      if (!isGone) listener.onMessage(message as From);
    });
    child.once('exit', (code) => {
      isGone = true;
      void restOf(child.stderr).then(() => {
        const words = lastWords();
        const reason = `it ended with code ${code}`;
        listener.onExit(words === undefined ? reason : `${reason}: ${words}`);
      });
    });
    return {
      send: (message) => {
        if (!isGone) child.postMessage(message);
      },
      kill: () => void child.kill(),
    };
  };
}

/** Waits for what a process printed at its end. */
async function restOf(output: NodeJS.ReadableStream | null): Promise<void> {
  if (output === null) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), lastWordsMs);
  finished(output).then(
    () => resolve(undefined),
    () => resolve(undefined),
  );
  await promise;
  clearTimeout(timer);
}
