import { StudioError, type ErrorCode } from '../../contract/errors.ts';
import type { MapRequest, SearchMaps } from '../../services/ports/map-engine.ts';
import type { TrackEvent, TrackRequest } from '../../services/ports/tracking-engine.ts';

/** Raised whenever a message changes: a client and an engine of different builds must not talk. */
export const PROTOCOL_VERSION = 2;

/** Events of one run of a job; only the client knows of restarts. */
export type JobEvent = Exclude<TrackEvent, { type: 'restarted' }>;

/** An error as plain data. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What the client tells the engine. */
export type ToEngine =
  | { readonly type: 'start'; readonly job: number; readonly request: TrackRequest }
  /** Asks for the maps of one frame; `maps` or `failed` answers. */
  | { readonly type: 'look'; readonly job: number; readonly request: MapRequest }
  | { readonly type: 'cancel'; readonly job: number }
  | { readonly type: 'shutdown' };

/** What the engine tells the client; `ready` comes first, `done` or `failed` ends a job. */
export type FromEngine =
  | { readonly type: 'ready'; readonly version: number }
  | { readonly type: 'event'; readonly job: number; readonly event: JobEvent }
  | { readonly type: 'maps'; readonly job: number; readonly maps: SearchMaps }
  | { readonly type: 'failed'; readonly job: number; readonly error: WireError };

/** An error on its way to another process or thread; what is no StudioError becomes `internal`. */
export function toWire(error: unknown): WireError {
  if (error instanceof StudioError) return { code: error.code, message: error.message };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'internal', message };
}

/** The error as it was thrown on the other side. */
export function fromWire({ code, message }: WireError): StudioError {
  return new StudioError(code, message);
}
