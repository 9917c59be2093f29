import { readFile } from 'node:fs/promises';
import { parseBoxLines } from '../../electron/domain/formats/box-lines.ts';
import { compose, type Studio } from '../../electron/hosts/compose.ts';
import { openSampleProject } from '../../electron/hosts/sample-project.ts';
import { sampleClip, sampleTruth } from '../../electron/hosts/folders.ts';

/** The ladybird of the sample clip's first frame, image pixels. */
export const LADYBIRD = { x: 92, y: 228, w: 88, h: 47 };

/** Does something with studio services whose personal data lies in a folder. */
async function withHome(home: string, work: (studio: Studio) => Promise<unknown>): Promise<void> {
  const before = process.env['LORETRACK_HOME'];
  process.env['LORETRACK_HOME'] = home;
  const studio = compose();
  try {
    await work(studio);
  } finally {
    await studio.dispose();
    if (before === undefined) delete process.env['LORETRACK_HOME'];
    else process.env['LORETRACK_HOME'] = before;
  }
}

/** Makes a project of the sample clip with one track: keyframes in frames 0 and 20, interpolated between them. */
export function makeLabelledProject(home: string, path: string): Promise<void> {
  return withHome(home, async ({ service }) => {
    await service.createProject({ path });
    const [media] = await service.addMedia({ paths: [sampleClip] });
    const mediaId = media!.id;
    const label = { name: 'ladybird', color: '#e69f00', hotkey: '1', attributes: [] };
    await service.edit({ command: { type: 'addLabel', ...label } });
    const labelId = (await service.status()).project!.labels[0]!.id;
    const first = { mediaId, labelId, frameIndex: 0, box: LADYBIRD };
    await service.edit({ command: { type: 'addTrack', ...first } });
    const [columns] = await service.tracks({ mediaId });
    const last = { trackId: columns!.track.id, frameIndex: 20, box: { ...LADYBIRD, x: 132 } };
    await service.edit({ command: { type: 'setBox', ...last } });
  });
}

/**
 * Makes a project of the sample clip in which a person has drawn the ladybird frame by frame from `from` on, as the
 * clip's truth has it: as three tracks, one after the other.
 */
export function makeDrawnProject(home: string, path: string, from: number): Promise<void> {
  return withHome(home, async ({ service }) => {
    const truth = parseBoxLines(await readFile(sampleTruth, 'utf8'), sampleTruth);
    await service.createProject({ path });
    const [media] = await service.addMedia({ paths: [sampleClip] });
    const mediaId = media!.id;
    const label = { name: 'ladybird', color: '#e69f00', hotkey: '1', attributes: [] };
    await service.edit({ command: { type: 'addLabel', ...label } });
    const labelId = (await service.status()).project!.labels[0]!.id;
    const length = Math.ceil((truth.length - from) / 3);
    for (const [i, start] of [from, from + length, from + 2 * length].entries()) {
      const first = { mediaId, labelId, frameIndex: start, box: truth[start]! };
      await service.edit({ command: { type: 'addTrack', ...first } });
      const trackId = (await service.tracks({ mediaId }))[i]!.track.id;
      const end = Math.min(start + length, truth.length);
      for (let frameIndex = start + 1; frameIndex < end; frameIndex++) {
        const box = truth[frameIndex]!;
        await service.edit({ command: { type: 'setBox', trackId, frameIndex, box } });
      }
    }
  });
}

/** Makes the sample project in a folder of personal data. */
export function makeSampleProject(home: string): Promise<void> {
  return withHome(home, (studio) => openSampleProject(studio));
}

/** Imports model files of the studio, by the id that each gets, into a folder of personal data. */
export function importModels(home: string, files: Readonly<Record<string, string>>): Promise<void> {
  return withHome(home, async ({ service }) => {
    for (const [id, path] of Object.entries(files)) {
      await service.importModel({ path, id, preset: null, licence: null });
    }
  });
}
