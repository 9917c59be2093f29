import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** SHA-256 of the installed programs that serve development only, so that they are known under any name. */
export async function developmentPrograms(root: string): Promise<ReadonlySet<string>> {
  const files = globSync('node_modules/@{ffmpeg,ffprobe}-installer/*/{ffmpeg,ffprobe}{,.exe}', {
    cwd: root,
    withFileTypes: true,
  }).filter((entry) => entry.isFile());
  const sums = await Promise.all(
    files.map(async ({ parentPath, name }) =>
      createHash('sha256')
        .update(await readFile(path.join(parentPath, name)))
        .digest('hex'),
    ),
  );
  return new Set(sums);
}
