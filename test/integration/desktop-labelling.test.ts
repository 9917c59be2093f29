import { describe } from 'vitest';
import { startOnStandIn } from '../support/electron-stand-in/start.ts';
import { describeLabelling } from '../support/scenarios/labelling.ts';
import { DesktopStudio } from '../support/studio-hosts/desktop-studio.ts';

const host = new DesktopStudio('on the stand-in for Electron', startOnStandIn);
describe(host.name, () => describeLabelling(host));
