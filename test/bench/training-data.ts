import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Photos beside the repository that networks are trained on; ends the bench where there are none. */
export function photosOrEnd(): string {
  const folder = fileURLToPath(new URL('../../../shared/images', import.meta.url));
  if (existsSync(folder)) return folder;
  console.error('bench: this needs the training photos, which are not beside the repository');
  process.exit(2);
}
