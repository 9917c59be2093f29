import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { LaunchEngine } from '../../adapters/engine/engine-process.ts';
import { listenForLastWords } from '../../adapters/engine/last-words.ts';
import type { FromEngine } from '../../adapters/engine/protocol.ts';

/** The last words of a process come at most so long after its end, in milliseconds. */
const lastWordsMs = 500;

/** Starts engines as utility processes of this application; `entry` is the engine's main file. */
export function utilityEngine(entry: URL): LaunchEngine {
  return (listener) => {
    const child = utilityProcess.fork(fileURLToPath(entry), [], {
      serviceName: 'LoReTrack engine',
      // Libraries of graphics drivers print what they like: none of it belongs on the user's terminal.
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const lastWords = child.stderr === null ? () => undefined : listenForLastWords(child.stderr);
    let isGone = false;
    child.on('message', (message) => {
      if (!isGone) listener.onMessage(message as FromEngine);
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
