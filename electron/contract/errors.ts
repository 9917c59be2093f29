/** What went wrong, as a machine-readable word; the command line maps every code but `internal` to one line. */
export type ErrorCode =
  | 'not-found'
  | 'bad-input'
  | 'bad-media'
  | 'bad-checkpoint'
  | 'bad-model'
  | 'unknown-model'
  | 'device-unavailable'
  | 'write-failed'
  | 'cancelled'
  | 'engine-died'
  | 'disconnected'
  | 'internal';

/** An error whose message a person can act on: what happened, to which file, what to do. */
export class StudioError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StudioError';
    this.code = code;
  }
}

/** True when `error` is a {@link StudioError}, optionally of one code. */
export function isStudioError(error: unknown, code?: ErrorCode): error is StudioError {
  return error instanceof StudioError && (code === undefined || error.code === code);
}
