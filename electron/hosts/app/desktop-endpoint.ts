import type { DesktopApi } from '../../contract/desktop.ts';
import { isDesktopMethod, parseDesktopCall } from '../../contract/desktop-schema.ts';
import type { StudioEndpoint } from '../../contract/wire.ts';

/** The studio's endpoint with the methods that only a desktop host has; their calls are checked here. */
export function desktopEndpoint(studio: StudioEndpoint, desktop: DesktopApi): StudioEndpoint {
  return {
    subscribe: (listener) => studio.subscribe(listener),
    async call(name, given) {
      if (!isDesktopMethod(name)) return studio.call(name, given);
      const { method, args } = parseDesktopCall(name, given);
      // The schema has made sure that these arguments are this method's.
      const run = desktop[method].bind(desktop) as (args: unknown) => Promise<unknown>;
      return run(args);
    },
  };
}
