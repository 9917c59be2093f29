import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The extension of this program's own files: `.ts` from the sources, `.js` once built. */
const extension = path.extname(fileURLToPath(import.meta.url));

/** Entry file of the engine process. */
export const engineEntry = new URL(`./engine/main${extension}`, import.meta.url);

/** Entry file of the distiller process. */
export const distillerEntry = new URL(`./distiller/main${extension}`, import.meta.url);

/** The folder of the product: two levels above `hosts`, one more when built into `dist`. */
const root = fileURLToPath(new URL(extension === '.js' ? '../../../' : '../../', import.meta.url));

/** The same folder for native libraries and other programs: they cannot read inside an Electron archive. */
const unpacked = root.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');

/** Where shipped models lie. */
export const shippedModels = path.join(unpacked, 'native-models');

/** The built window. */
export const rendererFolder = path.join(root, 'dist', 'renderer');

/** The script that runs in desktop windows before their page; it exists built only. */
export const preloadFile = path.join(root, 'dist', 'electron', 'hosts', 'app', 'preload.cjs');

/** The sample clip and its ground truth. */
export const sampleClip = path.join(unpacked, 'build', 'sample-clip', 'sample.mp4');
export const sampleTruth = path.join(unpacked, 'build', 'sample-clip', 'groundtruth.txt');

/** The product's package.json. */
export const packageFile = path.join(root, 'package.json');
