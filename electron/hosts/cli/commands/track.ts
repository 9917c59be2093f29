import path from 'node:path';
import { writeAtomically } from '../../../adapters/files/write-atomically.ts';
import { parseBox } from '../../../domain/boxes.ts';
import { serialiseCoco } from '../../../domain/formats/coco.ts';
import { serialiseTrackJson } from '../../../domain/formats/track-json.ts';
import { DEVICES } from '../../../contract/device.ts';
import type { TrackOutcome } from '../../../services/tracking.ts';
import type { Studio } from '../../compose.ts';
import { choiceOption, integerOption, readArguments, usage } from '../arguments.ts';
import type { Command } from '../command.ts';
import { ProgressLine, pairs, type Terminal } from '../terminal.ts';

/** `loretrack track`: follow objects through a video. */
export const track: Command = {
  name: 'track',
  summary: 'follow objects through a video, and write their tracks',
  help: `
loretrack track <video|folder> --box x,y,w,h [--frame n] [--model id] [--device d] [--out f.json] …

Follows the object in the box from frame n to the end. Boxes are in pixels from the top left corner of the
picture as shown; several --box follow several objects at once. Ctrl-C keeps what was found so far.
  --box x,y,w,h    the object in frame n; may be repeated
  --label name     what the objects are (default object); once, or once per box
  --frame n        frame of the box, from 0 (default 0)
  --to n           last frame (default the last one); before --frame to track backward
  --model id       model id or path of an .onnx file (see "loretrack models list")
  --device name    ${DEVICES.join(', ')} (default auto)
  --threads n      threads on the CPU (default: the faster of one and all cores, measured)
  --out file       tracks as JSON (docs/track.schema.json)
  --coco file      tracks as COCO with video keys
  --preview file   the video with the boxes drawn in, as MP4
  --json           print a summary as one JSON line
`,
  async run(args, studio, terminal) {
    const { values, positionals } = readArguments(
      args,
      {
        box: { type: 'string', multiple: true },
        label: { type: 'string', multiple: true },
        frame: { type: 'string', default: '0' },
        to: { type: 'string' },
        model: { type: 'string' },
        device: { type: 'string', default: 'auto' },
        threads: { type: 'string' },
        out: { type: 'string' },
        coco: { type: 'string' },
        preview: { type: 'string' },
        json: { type: 'boolean' },
      },
      ['video'],
    );
    const frame = { min: 0, max: Number.MAX_SAFE_INTEGER };
    const toFrame = integerOption('to', values.to, frame);
    const threads = integerOption('threads', values.threads, { min: 1, max: 256 });
    const request: TrackCall = {
      media: path.resolve(positionals[0]!),
      seeds: readSeeds(values.box ?? [], values.label ?? ['object']),
      seedFrame: integerOption('frame', values.frame, frame)!,
      ...(toFrame !== undefined && { toFrame }),
      ...(values.model !== undefined && { model: values.model }),
      device: choiceOption('device', values.device, DEVICES),
      ...(threads !== undefined && { threads }),
      ...(values.out !== undefined && { out: path.resolve(values.out) }),
      ...(values.coco !== undefined && { coco: path.resolve(values.coco) }),
      ...(values.preview !== undefined && { preview: path.resolve(values.preview) }),
    };
    const outcome = await trackAndWrite(request, studio, terminal);
    const summary = summarise(request, outcome);
    if (values.json === true) terminal.out.write(`${JSON.stringify(summary)}\n`);
    else terminal.out.write(`${pairs(Object.entries(summary).map(([k, v]) => [k, String(v)]))}\n`);
    if (!summary.complete) process.exitCode = 1;
  },
};

/** What to track, and which files to write (absolute paths). */
export interface TrackCall {
  readonly media: string;
  readonly seeds: readonly { readonly box: ReturnType<typeof parseBox>; readonly label: string }[];
  readonly seedFrame: number;
  readonly toFrame?: number;
  readonly model?: string;
  readonly device: (typeof DEVICES)[number];
  readonly threads?: number;
  readonly out?: string;
  readonly coco?: string;
  readonly preview?: string;
}

/** Tracks with progress on the terminal, then writes every file that was asked for. */
export async function trackAndWrite(
  call: TrackCall,
  studio: Studio,
  terminal: Terminal,
): Promise<TrackOutcome> {
  const { model: wanted, out, coco, preview, ...job } = call;
  const model =
    wanted === undefined ? await studio.models.default() : await studio.models.find(wanted);
  const progress = new ProgressLine(terminal);
  const startedMs = performance.now();
  const { sha256, path: modelPath, id } = { ...model, sha256: await studio.models.digest(model) };
  const outcome = await studio.tracking
    .track(
      { ...job, model: { id, sha256, path: modelPath } },
      {
        signal: terminal.signal,
        onFrame: ({ done, total }) => progress.update('tracking', done, total, startedMs),
        onNotice: (message) => terminal.err.write(`loretrack: ${message}\n`),
      },
    )
    .finally(() => progress.clear());
  const { document, fallbackReason, info } = outcome;
  for (const warning of info.warnings) terminal.err.write(`loretrack: ${info.path}: ${warning}\n`);
  if (fallbackReason !== undefined && call.device !== 'auto') {
    terminal.err.write(`loretrack: ${fallbackReason}\n`);
  }
  if (document.incompleteReason !== null) {
    terminal.err.write(`loretrack: not complete: ${document.incompleteReason}\n`);
  }
  if (out !== undefined) await writeAtomically(out, serialiseTrackJson(document));
  if (coco !== undefined) await writeAtomically(coco, serialiseCoco(document));
  if (preview !== undefined && !terminal.signal.aborted) {
    const previewMs = performance.now();
    await studio.preview
      .write(document, preview, {
        signal: terminal.signal,
        onFrame: (done, total) => progress.update('preview', done, total, previewMs),
      })
      .finally(() => progress.clear());
  }
  return outcome;
}

function readSeeds(boxes: readonly string[], labels: readonly string[]): TrackCall['seeds'] {
  if (boxes.length === 0) throw usage('--box x,y,w,h is missing: the object to follow');
  if (labels.length !== 1 && labels.length !== boxes.length) {
    throw usage(`give --label once, or once for each of the ${boxes.length} boxes`);
  }
  return boxes.map((text, index) => ({ box: parseBox(text), label: labels[index] ?? labels[0]! }));
}

function summarise(call: TrackCall, outcome: TrackOutcome) {
  const { document, info, provider, fallbackReason, threads, fps, timing } = outcome;
  const frames = document.tracks[0]?.frames ?? [];
  const scores = frames.flatMap(({ score }) => (score === null ? [] : [score]));
  const round = (value: number): number => Number(value.toFixed(2));
  return {
    frames: frames.length,
    complete: document.incompleteReason === null,
    objects: document.tracks.length,
    model: document.model?.id,
    ...(info.warnings.length > 0 && { warnings: info.warnings }),
    provider,
    ...(fallbackReason !== undefined && { fallbackReason }),
    threads,
    fps: round(fps),
    inferenceMs: round(timing.inferenceMs),
    cropMs: round(timing.cropMs),
    decodeWaitMs: round(timing.decodeMs),
    meanScore:
      scores.length === 0 ? null : round(scores.reduce((a, b) => a + b, 0) / scores.length),
    ...(call.out !== undefined && { out: call.out }),
    ...(call.coco !== undefined && { coco: call.coco }),
    ...(call.preview !== undefined && { preview: call.preview }),
  };
}
