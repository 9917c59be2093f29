import { describe } from 'vitest';
import { describeHostileWindow } from '../support/scenarios/desktop-hostile.ts';
import { startOnElectron } from './start-on-electron.ts';

describe('a hostile window on Electron', () => describeHostileWindow(startOnElectron));
