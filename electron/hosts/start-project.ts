import type { Studio } from './compose.ts';
import { openSampleProject } from './sample-project.ts';

/**
 * Opens what a start without files opens: the project of last time; the sample project at the very first start of a
 * person; nothing when all projects of this person are gone.
 * @throws StudioError
 */
export async function openStartProject(studio: Studio): Promise<void> {
  const { recent } = await studio.service.status();
  const last = recent.find(({ exists }) => exists);
  if (last !== undefined) await studio.service.openProject({ path: last.path });
  else if (recent.length === 0) await openSampleProject(studio);
}
