import { it } from 'vitest';
import { expectNothingOfKills } from '../support/engine-runs.ts';

it('an engine that is killed at random moments gives the same boxes backward, each frame once', async () => {
  await expectNothingOfKills(249, 0);
});
