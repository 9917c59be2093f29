import { describe } from 'vitest';
import { startOnStandIn } from '../support/electron-stand-in/start.ts';
import { describeHostileWindow } from '../support/scenarios/desktop-hostile.ts';

describe('a hostile window on the stand-in for Electron', () =>
  describeHostileWindow(startOnStandIn));
