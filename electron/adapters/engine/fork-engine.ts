import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LaunchEngine } from './engine-process.ts';
import { listenForLastWords } from './last-words.ts';
import type { FromEngine } from './protocol.ts';

/** Starts engines as children of this Node process; `entry` is the engine's main file. */
export function forkEngine(entry: URL): LaunchEngine {
  return (listener) => {
    const child = fork(fileURLToPath(entry), [], {
      execArgv: [],
      serialization: 'advanced',
      // Libraries of graphics drivers print what they like: none of it belongs on the user's terminal.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // A Ctrl-C is the parent's to handle: in a process group of its own the engine can still finish its frame.
      detached: process.platform !== 'win32',
    });
    const lastWords = listenForLastWords(child.stderr!);
    let isGone = false;
    const gone = (reason: string): void => {
      if (isGone) return;
      isGone = true;
      const words = lastWords();
      listener.onExit(words === undefined ? reason : `${reason}: ${words}`);
    };
    child.on('message', (message) => {
      if (!isGone) listener.onMessage(message as FromEngine);
    });
    child.once('error', (error) => {
      if (child.pid === undefined) gone(`it could not be started: ${error.message}`);
    });
    child.once('close', (code, signal) => {
      gone(signal === null ? `it ended with code ${code ?? 0}` : `it was ended by ${signal}`);
    });
    return {
      send: (message) => {
        // A message that crosses with the engine's death is lost either way; `close` reports the death.
        if (child.connected) child.send(message, () => undefined);
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}
