// `npm run build`: every program and the window, into dist.
import { bundlePrograms } from './bundle.ts';
import { buildRenderer } from './renderer.ts';

await bundlePrograms();
await buildRenderer();
