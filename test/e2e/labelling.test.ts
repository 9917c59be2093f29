import { describe } from 'vitest';
import { describeLabelling } from '../support/scenarios/labelling.ts';
import { WebStudio } from '../support/studio-hosts/web-studio.ts';

const host = new WebStudio();
describe(host.name, () => describeLabelling(host));
