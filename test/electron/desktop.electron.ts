import { describe } from 'vitest';
import { describeDesktop } from '../support/scenarios/desktop.ts';
import { startOnElectron } from './start-on-electron.ts';

describe('the desktop program on Electron', () => describeDesktop(startOnElectron));
