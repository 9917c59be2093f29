import path from 'node:path';
import { writeAtomically } from '../../../adapters/files/write-atomically.ts';
import type { EvaluationResult } from '../../../services/evaluation.ts';
import { DEVICES } from '../../../contract/device.ts';
import { choiceOption, integerOption, readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { table } from '../terminal.ts';

/** `loretrack eval`: measure a model on sequences with ground truth. */
export const evaluate: Command = {
  name: 'eval',
  summary: 'measure a model on sequences with ground truth',
  help: `
loretrack eval <folder of sequences> [--model id] [--json file]

One pass from frame 1, never reset; ground truth as written, boxes unrounded. Per sequence: mean IoU over
frames 2 to n, success AUC (21 thresholds), precision at 20 px; then their means.
  --model id      model id or path of an .onnx file (see "loretrack models list")
  --device name   ${DEVICES.join(', ')} (default auto)
  --threads n     threads on the CPU (default: the faster of one and all cores, measured)
  --json file     write the figures as JSON; "-" for standard output
  --boxes folder  write each sequence's boxes as <folder>/<sequence>.txt, x,y,w,h per line
`,
  async run(args, studio, { out, err, signal }) {
    const { values, positionals } = readArguments(
      args,
      {
        model: { type: 'string' },
        device: { type: 'string', default: 'auto' },
        threads: { type: 'string' },
        json: { type: 'string' },
        boxes: { type: 'string' },
      },
      ['folder of sequences'],
    );
    const device = choiceOption('device', values.device, DEVICES);
    const threads = integerOption('threads', values.threads, { min: 1, max: 256 });
    const model =
      values.model === undefined
        ? await studio.models.default()
        : await studio.models.find(values.model);
    const human = values.json === '-' ? err : out;
    const result = await studio.evaluation.evaluate(
      {
        folder: path.resolve(positionals[0]!),
        modelPath: model.path,
        device,
        ...(threads !== undefined && { threads }),
      },
      {
        signal,
        onSequence: ({ name, meanIou }, done, total) =>
          err.write(`${done}/${total} ${name} ${formatShare(meanIou)}\n`),
      },
    );
    human.write(`${report(model.id, result)}\n`);
    if (values.boxes !== undefined) await writeBoxes(values.boxes, result);
    if (values.json === undefined) return;
    const json = `${JSON.stringify(toJson(model.id, result), null, 2)}\n`;
    if (values.json === '-') out.write(json);
    else await writeAtomically(path.resolve(values.json), json);
  },
};

const formatShare = (share: number | null): string => share?.toFixed(3) ?? '-';

function report(model: string, { sequences, summary, fps, ...rest }: EvaluationResult): string {
  const rows: string[][] = [
    ['sequence', 'frames', 'mean IoU', 'success AUC', 'precision 20 px', 'fps'],
  ];
  for (const row of sequences) {
    rows.push([
      row.name,
      String(row.frames),
      formatShare(row.meanIou),
      formatShare(row.successAuc),
      formatShare(row.precisionAt20Px),
      row.fps.toFixed(1),
    ]);
  }
  rows.push([
    `mean of ${sequences.length}`,
    '',
    formatShare(summary.meanIou),
    formatShare(summary.successAuc),
    formatShare(summary.precisionAt20Px),
    fps.toFixed(1),
  ]);
  const where = `${model} on ${rest.provider}`;
  const why = rest.fallbackReason === undefined ? '' : ` (${rest.fallbackReason})`;
  return `${table(rows)}\n${where}${why}`;
}

function toJson(model: string, result: EvaluationResult): unknown {
  const { summary, sequences, fps, provider } = result;
  return {
    model,
    meanIoU: summary.meanIou,
    successAUC: summary.successAuc,
    precision20: summary.precisionAt20Px,
    fps,
    provider,
    sequences: sequences.map((row) => ({
      name: row.name,
      frames: row.frames,
      meanIoU: row.meanIou,
      successAUC: row.successAuc,
      precision20: row.precisionAt20Px,
      fps: row.fps,
    })),
  };
}

async function writeBoxes(folder: string, { sequences }: EvaluationResult): Promise<void> {
  for (const { name, boxes } of sequences) {
    const lines = boxes.map(({ x, y, w, h }) => `${x},${y},${w},${h}\n`).join('');
    await writeAtomically(path.resolve(folder, `${name}.txt`), lines);
  }
}
