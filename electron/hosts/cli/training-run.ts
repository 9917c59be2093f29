import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import { dataFolder } from '../../adapters/files/data-folder.ts';
import { DEVICES } from '../../contract/device.ts';
import type { TrainingEvent } from '../../contract/training.ts';
import { assertModelId } from '../../services/model-id.ts';
import type { TrainingRequest } from '../../services/training/training-request.ts';
import type { Studio } from '../compose.ts';
import { choiceOption, integerOption, positiveOption, usage } from './arguments.ts';
import { formatSeconds, type Terminal } from './terminal.ts';

/** Options that pretraining and distillation share, for `parseArgs`. */
export const TRAINING_OPTIONS = {
  data: { type: 'string', multiple: true },
  minutes: { type: 'string' },
  steps: { type: 'string' },
  patience: { type: 'string' },
  batch: { type: 'string' },
  'learning-rate': { type: 'string' },
  seed: { type: 'string' },
  pool: { type: 'string' },
  'cache-mb': { type: 'string' },
  workers: { type: 'string' },
  threads: { type: 'string' },
  device: { type: 'string' },
  id: { type: 'string' },
  run: { type: 'string' },
  resume: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** What these options do, for a command's help. */
export const TRAINING_HELP = `
  --data path        what to learn from; may be given several times:
                     a folder of photos, which are moved synthetically; with photos/, boxes.json and cutouts/
                     it gives annotated objects and cut-outs as well;
                     a sequence with groundtruth.txt, or a folder of them; a COCO file (.json) with its pictures;
                     a project, of which frames count that a person drew or confirmed.
                     Annotated frames are kept in the run's folder, and a tenth of them is held out
  --minutes n        how long to train, pauses left out
  --steps n          how many steps to train; a run that is to be repeated to the bit needs this
  --patience n       end after n validations without an improvement
  --batch n          samples per step (default 16 from size 256 up, else 32)
  --learning-rate x  base rate (default by the family)
  --seed n           of data and weights (default 1)
  --pool n           use n different augmented pairs again and again (default: always new ones)
  --cache-mb n       keep the teacher's outputs of a pool on disk, at most so many megabytes
  --workers n        threads that augment (default 1)
  --threads n        threads of the networks on the CPU
  --device name      ${DEVICES.filter((name) => name !== 'auto').join(', ')} (default cpu)
  --id name          name of the new model; without it the model stays in the run's folder
  --run folder       where checkpoints, figures and the model go (default: a new folder in the studio's own)
  --resume folder    go on with a run that was stopped; no other option is needed but --id
  --json             the last line is the result as one JSON object
Ctrl-C ends a run after the present step; --resume goes on with it.`;

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** Reads the shared options but for the data. @throws StudioError bad-input. */
export async function trainingRequest(
  values: Values,
  studentSize: number,
): Promise<TrainingRequest> {
  const text = (name: string): string | undefined => values[name] as string | undefined;
  const whole = (name: string, max: number): number | undefined =>
    integerOption(name, text(name), { min: 1, max });
  const device = text('device');
  const optional = {
    batch: whole('batch', 512),
    learningRate: positiveOption('learning-rate', text('learning-rate')),
    seed: integerOption('seed', text('seed'), { min: 0, max: 2 ** 31 - 1 }),
    poolSize: whole('pool', 2 ** 30),
    cacheBytes: megabytes(whole('cache-mb', 1e7)),
    workers: whole('workers', 64),
    threads: whole('threads', 256),
    device: device === undefined ? undefined : choiceOption('device', device, trainingDevices),
  };
  return {
    folder: await runFolder(text('run')),
    photos: [],
    studentSize,
    budget: {
      steps: whole('steps', 1e9) ?? null,
      minutes: positiveOption('minutes', text('minutes')) ?? null,
      patience: whole('patience', 1e6) ?? null,
    },
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<TrainingRequest>),
  };
}

/** Where the data lies, as it was given. */
export function dataPlaces(values: Values): readonly string[] {
  return (values['data'] as readonly string[] | undefined) ?? [];
}

/**
 * Refuses a name that a model cannot get, before anything is trained.
 * @throws StudioError bad-input
 */
export async function assertFreeId(id: string | null, studio: Studio): Promise<void> {
  if (id === null) return;
  assertModelId(id);
  const models = await studio.models.list();
  if (models.every((model) => model.id !== id)) return;
  throw usage(`there is a model "${id}" already; choose another --id`);
}

/** Trains in `folder` until the end, tells how it goes, and writes the model. */
export async function runTraining(
  folder: string,
  id: string | null,
  studio: Studio,
  { out, err, signal }: Terminal,
  isJson: boolean,
): Promise<void> {
  let data = '';
  let finished: Extract<TrainingEvent, { type: 'finished' }> | undefined;
  err.write(`run ${folder}\n`);
  for await (const event of studio.training.run(folder, { signal })) {
    if (event.type === 'started') ({ data } = event);
    if (event.type === 'finished') finished = event;
    const line = lineOf(event);
    if (line !== null) err.write(`${line}\n`);
  }
  if (finished === undefined) throw usage(`the run in ${folder} ended without a word`);
  const { step, iou, elapsedSec, end } = finished;
  if (end === 'stopped') {
    err.write(`stopped; go on with --resume ${folder}\n`);
    return;
  }
  const summary = { steps: step, elapsedSec, iou, data };
  const model = await studio.training.finish(folder, id, summary);
  const where = model?.path ?? path.join(folder, 'model.onnx');
  if (isJson) out.write(`${JSON.stringify({ model: where, ...summary, end })}\n`);
  else out.write(`${where}\n`);
}

const trainingDevices = DEVICES.filter((name) => name !== 'auto');

const megabytes = (count: number | undefined): number | undefined =>
  count === undefined ? undefined : count * 1e6;

async function runFolder(chosen: string | undefined): Promise<string> {
  if (chosen !== undefined) return path.resolve(chosen);
  const runs = path.join(dataFolder(), 'runs');
  await mkdir(runs, { recursive: true });
  return path.join(runs, new Date().toISOString().replaceAll(/[:.]/g, '-'));
}

function lineOf(event: TrainingEvent): string | null {
  switch (event.type) {
    case 'started': {
      const from = event.step === 0 ? '' : `, going on from step ${event.step}`;
      const skipped = event.skipped.map(({ file, reason }) => `\nskipped ${file}: ${reason}`);
      return `learning from ${event.data}${from}${skipped.slice(0, 20).join('')}${
        skipped.length > 20 ? `\nand ${skipped.length - 20} more` : ''
      }`;
    }
    case 'progress':
      return progressLine(event);
    case 'validated':
      return `step ${event.step}: held-out IoU ${event.iou.toFixed(4)}`;
    case 'warning':
      return `step ${event.step}: ${event.message}`;
    case 'restarted':
      return `the distiller died (${event.reason}); going on from the last checkpoint`;
    default:
      return null;
  }
}

function progressLine(event: Extract<TrainingEvent, { type: 'progress' }>): string {
  const losses = Object.entries(event.losses).map(
    ([name, value]) => `${name} ${value.toPrecision(4)}`,
  );
  const mask = event.maskShare === null ? '' : ` mask ${event.maskShare.toFixed(2)}`;
  const left = event.remainingSec === null ? '' : `, ${formatSeconds(event.remainingSec)} left`;
  return (
    `${(100 * event.done).toFixed(1).padStart(5)} % step ${event.step} ${losses.join(' ')} iou ${event.iou.toFixed(3)}${mask} ` +
    `lr ${event.learningRate.toExponential(1)} ${event.samplesPerSec.toFixed(1)} samples/s ` +
    `wait ${(100 * event.dataWaitShare).toFixed(0)} %${left}`
  );
}
