/** A running child process, as its client sees it; `To` are the messages to it. */
export interface Child<To> {
  send(message: To): void;
  /** Ends it at once. */
  kill(): void;
}

/** What a client wants to hear from a child; `From` are the messages from it. */
export interface ChildListener<From> {
  readonly onMessage: (message: From) => void;
  /** Called once, when the process is gone or could not be started; `reason` says how, with its last words. */
  readonly onExit: (reason: string) => void;
}

/** Starts a child: a forked Node process, or Electron's utilityProcess. */
export type LaunchChild<To, From> = (listener: ChildListener<From>) => Child<To>;
