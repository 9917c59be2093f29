import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { evaluateOnePass } from '../../../domain/metrics/one-pass.ts';
import { sampleClip } from '../../folders.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readSampleTruth } from '../sample-run.ts';
import { trackAndWrite } from './track.ts';

/** `loretrack demo`: the main job on the sample clip. */
export const demo: Command = {
  name: 'demo',
  summary: 'follow the ladybird of the sample clip, write tracks and a preview',
  help: `
loretrack demo [--folder out]

Follows the object of the sample clip with the shipped model, compares with the clip's ground truth, and writes
tracks.json, coco.json and preview.mp4 into a folder (default out/demo). Its last line is one JSON object.
`,
  async run(args, studio, terminal) {
    const options = { folder: { type: 'string', default: path.join('out', 'demo') } } as const;
    const { values } = readArguments(args, options, []);
    const folder = path.resolve(values.folder);
    await mkdir(folder, { recursive: true });
    const truth = await readSampleTruth();
    const files = {
      out: path.join(folder, 'tracks.json'),
      coco: path.join(folder, 'coco.json'),
      preview: path.join(folder, 'preview.mp4'),
    };
    const { document, provider, fps } = await trackAndWrite(
      {
        media: sampleClip,
        seeds: [{ box: truth[0]!, label: 'ladybird' }],
        seedFrame: 0,
        device: 'auto',
        ...files,
      },
      studio,
      terminal,
    );
    const boxes = document.tracks[0]!.frames.map(({ box }) => box!);
    const { frames, meanIou } = evaluateOnePass(boxes, truth);
    terminal.out.write(
      `${JSON.stringify({
        frames,
        meanIoU: meanIou,
        fps,
        provider,
        tracks: files.out,
        coco: files.coco,
        preview: files.preview,
      })}\n`,
    );
  },
};
