import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import type {
  ForkOptions,
  utilityProcess as ElectronUtilityProcess,
  UtilityProcess,
} from 'electron';
import { app } from './app.ts';

const parentPort = fileURLToPath(new URL('parent-port.ts', import.meta.url));

/** A utility process: a real child, which finds its parent at `process.parentPort`. */
class StandInUtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  readonly #name: string;

  constructor(file: string, args: readonly string[], options: ForkOptions) {
    super();
    if (!app.isReady()) throw new Error('utilityProcess cannot be created before app is ready');
    const { stdio = 'inherit', serviceName = 'Node Utility Process', execArgv = [] } = options;
    const streams = Array.isArray(stdio) ? stdio : [stdio, stdio, stdio];
    this.#name = serviceName;
    this.#child = fork(file, [...args], {
      execArgv: [...execArgv, '--import', parentPort],
      serialization: 'advanced',
      stdio: [...(streams as 'pipe'[]), 'ipc'],
    });
    this.#child.on('spawn', () => this.emit('spawn'));
    app.utilities.add(this);
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.on('exit', (code, signal) =>
      this.#end(code ?? constants.signals[signal ?? 'SIGKILL']),
    );
  }

  get name(): string {
    return this.#name;
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null ? this.#child.pid : undefined;
  }

  get stderr(): NodeJS.ReadableStream | null {
    return this.#child.stderr;
  }

  readonly postMessage: UtilityProcess['postMessage'] = (message) => {
    if (this.#child.connected) this.#child.send(message as object, () => undefined);
  };
  readonly kill: UtilityProcess['kill'] = () => this.#child.kill('SIGTERM');

  #end(exitCode: number): void {
    app.utilities.delete(this);
    this.emit('exit', exitCode);
    if (exitCode === 0) return;
    const reason = exitCode === constants.signals.SIGKILL ? 'killed' : 'abnormal-exit';
    const details = { type: 'Utility', serviceName: 'node.mojom.NodeService', name: this.#name };
    app.emit('child-process-gone', {}, { ...details, reason, exitCode });
  }
}

/** Electron's `utilityProcess`. */
export const utilityProcess = {
  fork: (file: string, args: string[] = [], options: ForkOptions = {}) =>
    new StandInUtilityProcess(file, args, options),
};

utilityProcess satisfies {
  fork(
    ...args: Parameters<(typeof ElectronUtilityProcess)['fork']>
  ): Pick<UtilityProcess, 'postMessage' | 'kill' | 'pid'>;
};
