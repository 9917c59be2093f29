import { installChromium } from './chromium.ts';

// What `npm test` runs first: on a bare Debian as root it brings the browser that the tests drive.
installChromium();
