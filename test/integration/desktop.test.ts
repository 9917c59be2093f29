import { describe } from 'vitest';
import { startOnStandIn } from '../support/electron-stand-in/start.ts';
import { describeDesktop } from '../support/scenarios/desktop.ts';

describe('the desktop program on the stand-in for Electron', () => describeDesktop(startOnStandIn));
