import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { dataFolder } from '../adapters/files/data-folder.ts';
import { PROJECT_EXTENSION, SAMPLE_NAME } from '../contract/project-file.ts';
import { paletteHex } from '../domain/palette.ts';
import { compose } from './compose.ts';
import type { Studio } from './compose.ts';
import { sampleClip } from './folders.ts';

/** Where the sample project lies. */
export function samplePath(): string {
  return path.join(dataFolder(), `${SAMPLE_NAME}${PROJECT_EXTENSION}`);
}

/**
 * Opens the sample project; makes it when it is not there: the sample clip and a label for its ladybird, which is
 * left to be drawn, tracked and corrected.
 * @throws StudioError
 */
export async function openSampleProject({ service }: Studio): Promise<void> {
  const project = samplePath();
  const exists = await stat(project).then(
    () => true,
    () => false,
  );
  if (!exists) await makeSampleProject(project);
  await service.openProject({ path: project });
}

/** Made by services of its own: what a person opens meanwhile stays as it is. */
async function makeSampleProject(project: string): Promise<void> {
  await mkdir(path.dirname(project), { recursive: true });
  const studio = compose();
  const { service } = studio;
  try {
    await service.createProject({ path: project });
    // A copy: where the program itself lies may be another place after every start or update.
    const clip = path.join(dataFolder(), path.basename(sampleClip));
    await copyFile(sampleClip, clip);
    await service.addMedia({ paths: [clip] });
    const label = { name: 'ladybird', color: paletteHex(0), hotkey: '1', attributes: [] };
    await service.edit({ command: { type: 'addLabel', ...label } });
  } catch (error) {
    // Half a sample would be shown as the sample for ever.
    await service.closeProject();
    await rm(project, { force: true });
    throw error;
  } finally {
    await studio.dispose();
  }
}
