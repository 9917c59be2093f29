// `npm run build [-- folder]`: every program, the window and the icons, into dist.
import path from 'node:path';
import { buildEverything } from './build-everything.ts';
import { root } from './entries.ts';

await buildEverything(path.resolve(process.argv[2] ?? path.join(root, 'dist')));
