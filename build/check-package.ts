// `npm run check:package [-- folder] [--files] [--without-ffmpeg]`: lists what would ship and says what must not.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './entries.ts';
import { reportPackage } from './packaging/report-package.ts';
import { findArchives } from './packaging/package-contents.ts';
import { presentTarget } from './packaging/target.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'boolean' }, 'without-ffmpeg': { type: 'boolean' } },
});
const folder = path.resolve(positionals[0] ?? path.join(root, 'out', 'installers'));
const archives = findArchives(folder);
if (archives.length === 0) {
  console.error(`There is no app.asar below ${folder}: make one with "npm run package".`);
  process.exitCode = 1;
}
for (const archive of archives) {
  const { lines, problems } = await reportPackage(archive, {
    target: presentTarget(),
    needsFfmpeg: values['without-ffmpeg'] !== true,
    showsFiles: values.files === true,
  });
  console.log(lines.join('\n'));
  for (const problem of problems) console.error(`  ✗ ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
