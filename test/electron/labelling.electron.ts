import { describe } from 'vitest';
import { describeLabelling } from '../support/scenarios/labelling.ts';
import { DesktopStudio } from '../support/studio-hosts/desktop-studio.ts';
import { startOnElectron } from './start-on-electron.ts';

const host = new DesktopStudio('on Electron', startOnElectron);
describe(host.name, () => describeLabelling(host));
