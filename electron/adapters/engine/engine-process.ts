import type { FromEngine, ToEngine } from './protocol.ts';

/** A running engine, as its client sees it. */
export interface EngineProcess {
  send(message: ToEngine): void;
  /** Ends it at once. */
  kill(): void;
}

/** What a client wants to hear from an engine. */
export interface EngineListener {
  readonly onMessage: (message: FromEngine) => void;
  /** Called once, when the process is gone or could not be started; `reason` says how, with its last words. */
  readonly onExit: (reason: string) => void;
}

/** Starts an engine: a forked Node process, or Electron's utilityProcess. */
export type LaunchEngine = (listener: EngineListener) => EngineProcess;
