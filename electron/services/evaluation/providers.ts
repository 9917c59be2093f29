import { DEVICES } from '../../contract/device.ts';
import type { Provider } from '../../contract/device.ts';

/** What networks can run on, by name. */
export const PROVIDERS_BY_NAME: ReadonlyMap<string, Provider> = new Map(
  DEVICES.filter((device) => device !== 'auto').map((provider) => [provider, provider]),
);
