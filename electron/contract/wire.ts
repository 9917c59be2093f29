import type { ErrorCode } from './errors.ts';
import type { StudioEventName, StudioEvents } from './events.ts';

/** What a window sends: one call of an API method. */
export interface CallMessage {
  /** Chosen by the window, unique among its calls that are not answered yet. */
  readonly id: number;
  readonly method: string;
  /** The method's one argument; absent for methods without any. */
  readonly args?: unknown;
}

/** An error as it travels: revived as a StudioError with the same code and message. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** An event as it travels. */
export type EventMessage = {
  [Name in StudioEventName]: { readonly event: Name; readonly data: StudioEvents[Name] };
}[StudioEventName];

/**
 * What a host sends: answers, in the order in which calls end, and events. The events that a call causes come before
 * its answer. An answer with id null belongs to a message that could not be read.
 */
export type HostMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number | null; readonly error: WireError }
  | EventMessage;

/** The studio as a host offers it to a transport; calls are checked against the schema before anything is done. */
export interface StudioEndpoint {
  /** @throws StudioError for every failure, foreseen or not. */
  call(method: string, args: unknown): Promise<unknown>;
  /** Hears every event in order; returns the way to stop. */
  subscribe(listener: (message: EventMessage) => void): () => void;
}
