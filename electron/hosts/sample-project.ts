import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { dataFolder } from '../adapters/files/data-folder.ts';
import { PROJECT_EXTENSION } from '../contract/project-file.ts';
import { parseBoxLines } from '../domain/formats/box-lines.ts';
import { serialiseTrackJson } from '../domain/formats/track-json.ts';
import { timeSec } from '../domain/frame-table.ts';
import type { TrackFrame } from '../domain/track.ts';
import type { Studio } from './compose.ts';
import { sampleClip, sampleOcclusion, sampleTruth } from './folders.ts';

/** From this hidden share on, the object counts as occluded. */
const occludedShare = 0.05;

/** Where the sample project lies. */
export function samplePath(): string {
  return path.join(dataFolder(), `Sample${PROJECT_EXTENSION}`);
}

/**
 * Opens the sample project; makes it when it is not there: the sample clip, a label, and the ladybird's true track
 * as keyframes, to be looked at and spoiled.
 * @throws StudioError
 */
export async function openSampleProject({ service, media, version }: Studio): Promise<void> {
  const project = samplePath();
  await mkdir(path.dirname(project), { recursive: true });
  const exists = await stat(project).then(
    () => true,
    () => false,
  );
  if (exists) {
    await service.openProject({ path: project });
    return;
  }
  await service.createProject({ path: project });
  const tracks = path.join(dataFolder(), `sample-tracks-${process.pid}.json`);
  try {
    const [item] = await service.addMedia({ paths: [sampleClip] });
    await writeFile(tracks, await trueTrack(media, version));
    await service.importAnnotations({ mediaId: item!.id, path: tracks });
    const [columns] = await service.tracks({ mediaId: item!.id });
    const trackId = columns!.track.id;
    await service.edit({ command: { type: 'thinTrack', trackId, minIou: 0.85 } });
  } catch (error) {
    // Half a sample would be shown as the sample for ever.
    await service.closeProject();
    await rm(project, { force: true });
    throw error;
  } finally {
    await rm(tracks, { force: true });
  }
}

/** The sample's ground truth in the project's own format. */
async function trueTrack(media: Studio['media'], version: string): Promise<string> {
  const boxes = parseBoxLines(await readFile(sampleTruth, 'utf8'), sampleTruth);
  const hidden = (await readFile(sampleOcclusion, 'utf8')).trim().split('\n').map(Number);
  const source = await media.open(sampleClip);
  await source.close();
  const { info, table } = source;
  const frames = boxes.map((box, frameIndex): TrackFrame => ({
    ...{ frameIndex, pts: table.pts[frameIndex]!, timeSec: timeSec(table, frameIndex), box },
    ...{ source: 'imported', confirmed: false, score: null, absent: false, keyframe: false },
    occluded: (hidden[frameIndex] ?? 0) >= occludedShare,
  }));
  const { width, height, fps } = info;
  const name = path.basename(sampleClip);
  return serialiseTrackJson({
    media: {
      name,
      path: null,
      width,
      height,
      fps,
      frameCount: table.pts.length,
      timeBase: table.timeBase,
    },
    model: null,
    tracks: [{ id: 1, label: 'ladybird', color: null, attributes: {}, frames }],
    incompleteReason: null,
    createdBy: `loretrack-studio ${version}`,
    createdAt: null,
  });
}
