import type { StudioApi, StudioMethod } from '../contract/api.ts';
import { isStudioError, StudioError } from '../contract/errors.ts';
import { parseCall } from '../contract/schema.ts';
import type { EventMessage, StudioEndpoint } from '../contract/wire.ts';

/** What hosts offer to windows: the API and its events. */
export interface StudioSource extends StudioApi {
  subscribe(listener: (message: EventMessage) => void): () => void;
}

/**
 * The border between windows and services: calls are checked against the schema here and nowhere else, and every
 * failure leaves as a StudioError. Unforeseen ones are also given to `onFault`, with their stack.
 */
export function studioEndpoint(
  studio: StudioSource,
  onFault: (method: StudioMethod, error: unknown) => void = () => undefined,
): StudioEndpoint {
  return {
    subscribe: (listener) => studio.subscribe(listener),
    async call(name, given) {
      const { method, args } = parseCall(name, given);
      // The schema has made sure that these arguments are this method's.
      const run = studio[method].bind(studio) as (args: unknown) => Promise<unknown>;
      try {
        return await run(args);
      } catch (error) {
        if (isStudioError(error)) throw error;
        onFault(method, error);
        const reason = error instanceof Error ? error.message : String(error);
        throw new StudioError(
          'internal',
          `The studio failed at "${method}" (${reason}); what was shown as done is kept. Please report this.`,
          { cause: error },
        );
      }
    },
  };
}
