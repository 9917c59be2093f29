import path from 'node:path';
import type { MediaItem } from '../../domain/annotation.ts';
import type { Studio } from '../compose.ts';
import { usage } from './arguments.ts';

/** Opens a project, and finds the media item that `--media` names (by its name or id; may be left out when it is the only one). */
export async function openProjectMedia(
  { service }: Studio,
  project: string,
  wanted: string | undefined,
): Promise<MediaItem> {
  const { media } = await service.openProject({ path: path.resolve(project) });
  const listed = media.map(({ id, name }) => `${id} (${name})`).join(', ');
  if (media.length === 0) throw usage(`${project} has no videos`);
  if (wanted === undefined) {
    if (media.length === 1) return media[0]!;
    throw usage(`--media is missing; the project has ${listed}`);
  }
  const named = media.filter(({ name }) => name === wanted);
  const found = named.length > 0 ? named : media.filter(({ id }) => String(id) === wanted);
  if (found.length === 1) return found[0]!;
  throw usage(
    found.length === 0
      ? `the project has no video "${wanted}", but ${listed}`
      : `several videos are called "${wanted}": give the id, one of ${listed}`,
  );
}
