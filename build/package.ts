// `npm run package [-- --dir] [--without-ffmpeg] [--electron folder]`: installers for the present system, checked before they are made.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildEverything } from './build-everything.ts';
import { root } from './entries.ts';
import { builderConfig, publisherOf } from './packaging/builder-config.ts';
import { makeInstallers } from './packaging/make-installers.ts';
import { findArchives } from './packaging/package-contents.ts';
import { reportPackage } from './packaging/report-package.ts';
import { presentTarget } from './packaging/target.ts';

const { values } = parseArgs({
  options: {
    dir: { type: 'boolean' },
    'without-ffmpeg': { type: 'boolean' },
    electron: { type: 'string' },
  },
});
const needsFfmpeg = values['without-ffmpeg'] !== true;
const target = presentTarget();
const built = path.join(root, 'dist');
const output = path.join(root, 'out', 'installers');
const publisher = publisherOf(process.env);
if (target.platform === 'linux' && publisher === undefined) {
  console.error(
    'No Debian package: it names its publisher, so set LORETRACK_HOMEPAGE and LORETRACK_MAINTAINER ("Name <address>").',
  );
}

await buildEverything(built);
const config = builderConfig({ target, built, output, publisher });

/** Stops before anything is made out of a folder that must not ship. */
async function checkFolder({ appOutDir }: { readonly appOutDir: string }): Promise<void> {
  const [archive] = findArchives(appOutDir);
  if (archive === undefined) throw new Error(`There is no app.asar below ${appOutDir}.`);
  const { lines, problems } = await reportPackage(archive, {
    ...{ target, needsFfmpeg, showsFiles: false },
  });
  console.log(lines.join('\n'));
  if (problems.length > 0) throw new Error(`This must not ship:\n  ${problems.join('\n  ')}`);
}

const kinds = values.dir === true ? ['dir'] : [];
// Without a folder electron-builder downloads the release of Electron that package-lock.json names.
const electron =
  values.electron === undefined ? {} : { electronDist: path.resolve(values.electron) };
const whole = { ...config, ...electron, afterPack: checkFolder };
const made = await makeInstallers(whole, target, kinds);
for (const installer of made) console.log(installer);
