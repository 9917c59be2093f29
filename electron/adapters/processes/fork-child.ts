import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { listenForLastWords } from './last-words.ts';
import type { LaunchChild } from './child.ts';

/** Starts children of this Node process; `entry` is their main file. */
export function forkChild<To extends object, From>(entry: URL): LaunchChild<To, From> {
  return (listener) => {
    const child = fork(fileURLToPath(entry), [], {
      execArgv: [],
      serialization: 'advanced',
      // Libraries of graphics drivers print what they like: none of it belongs on the user's terminal.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // A Ctrl-C is the parent's to handle: in a process group of its own the child can still finish what it does.
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
      if (!isGone) listener.onMessage(message as From);
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
