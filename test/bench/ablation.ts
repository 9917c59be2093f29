import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { writeAtomically } from '../../electron/adapters/files/write-atomically.ts';
import { table } from '../../electron/hosts/cli/terminal.ts';
import { compose, type Studio } from '../../electron/hosts/compose.ts';
import type { DistillConfig } from '../../electron/ml/distill/distill-config.ts';
import { rounded } from './measure.ts';
import type { Bench } from './run.ts';
import { photosOrEnd } from './training-data.ts';

const TEACHER = 'tiny-384';
const STUDENT_SIZE = 128;
const SEEDS = [1, 2, 3];
const VARIANTS = ['none', 'qkv', 'disc', 'both'] as const;
const READINGS = ['kl', 'mse'] as const;
/** Different augmented pairs of each seed: the teacher looks at each once, before the first cell is timed. */
const POOL = 1024;
const CACHE_BYTES = 4e9;

const program = fileURLToPath(new URL('../../bin/loretrack.js', import.meta.url));
const sequences = fileURLToPath(new URL('../../../shared/sequences', import.meta.url));

type Variant = (typeof VARIANTS)[number];
type Reading = (typeof READINGS)[number];
interface Cell {
  readonly variant: Variant;
  readonly reading: Reading;
  readonly seed: number;
}

/**
 * The paper's ablation at 128: the teacher's weights, resampled, become a student without distillation, with QKV-KD,
 * with Disc-KD and with both, for the same time each, by either reading of the losses; mean IoU of one pass over the
 * benchmark sequences. No shipped student is a start, as those may have been distilled already.
 * Options: --minutes n per cell (5), --folder where finished cells are kept, so that it can be gone on with.
 */
export const bench: Bench = async () => {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { minutes: { type: 'string', default: '5' }, folder: { type: 'string' } },
  });
  const minutes = Number(values.minutes);
  const photos = photosOrEnd();
  const studio = compose();
  try {
    const teacher = await studio.models.find(TEACHER);
    const about = JSON.stringify([await studio.models.digest(teacher), minutes, POOL]);
    const name = `loretrack-ablation-${createHash('sha256').update(about).digest('hex').slice(0, 12)}`;
    const folder = path.resolve(values.folder ?? path.join(tmpdir(), name));
    await mkdir(folder, { recursive: true });
    console.error(`cells are kept in ${folder}`);
    const results = new Map<string, number>();
    for (const seed of SEEDS) {
      for (const cell of cellsOf(seed)) {
        const meanIou = await cellResult(cell, { folder, minutes, photos, studio });
        results.set(keyOf(cell), meanIou);
        console.error(`${keyOf(cell)} ${meanIou.toFixed(4)}`);
      }
    }
    const { tau } = studio.training.defaultLoss(teacher.config).discKd!;
    console.log(
      `teacher ${TEACHER}, its weights at ${STUDENT_SIZE} px trained for ${minutes} min per cell, tau: ${JSON.stringify(tau)}`,
    );
    const rows = VARIANTS.flatMap((variant) =>
      READINGS.filter((reading) => variant !== 'none' || reading === 'kl').map((reading) => {
        const ious = SEEDS.map((seed) => results.get(keyOf({ variant, reading, seed }))!);
        const mean = ious.reduce((sum, value) => sum + value, 0) / ious.length;
        const spread = Math.max(...ious) - Math.min(...ious);
        const shown = variant === 'none' ? '-' : reading;
        return [variant, shown, ...[...ious, mean, spread].map((value) => value.toFixed(4))];
      }),
    );
    const head = ['modules', 'reading', ...SEEDS.map((seed) => `seed ${seed}`), 'mean', 'spread'];
    console.log(table([head, ...rows]));
    return Object.fromEntries(
      VARIANTS.map((variant) => [
        variant,
        SEEDS.map((seed) => rounded(results.get(keyOf({ variant, reading: 'kl', seed }))!, 4)),
      ]),
    );
  } finally {
    await studio.dispose();
  }
};

/** All cells of a seed; without modules the two readings are the same. */
function cellsOf(seed: number): readonly Cell[] {
  return VARIANTS.flatMap((variant) =>
    READINGS.filter((reading) => variant !== 'none' || reading === 'kl').map((reading) => ({
      ...{ variant, reading, seed },
    })),
  );
}

const keyOf = ({ variant, reading, seed }: Cell): string => `${variant}-${reading}-${seed}`;

async function cellResult(
  cell: Cell,
  options: {
    readonly folder: string;
    readonly minutes: number;
    readonly photos: string;
    readonly studio: Studio;
  },
): Promise<number> {
  const file = path.join(options.folder, `${keyOf(cell)}.json`);
  const known = await readFile(file, 'utf8').catch(() => null);
  if (known !== null) return (JSON.parse(known) as { meanIou: number }).meanIou;
  const run = path.join(options.folder, keyOf(cell));
  await train(run, cell, options);
  const meanIou = await meanIouOf(path.join(run, 'model.onnx'));
  await writeAtomically(file, JSON.stringify({ ...cell, meanIou }));
  await rm(run, { recursive: true, force: true });
  return meanIou;
}

async function train(
  run: string,
  { variant, reading, seed }: Cell,
  {
    folder,
    minutes,
    photos,
    studio,
  }: { folder: string; minutes: number; photos: string; studio: Studio },
): Promise<void> {
  const { qkvKd, discKd } = studio.training.defaultLoss((await studio.models.find(TEACHER)).config);
  const loss: Partial<DistillConfig> = {
    reading,
    qkvKd: variant === 'qkv' || variant === 'both' ? qkvKd : null,
    discKd: variant === 'disc' || variant === 'both' ? discKd : null,
  };
  // The teacher's outputs of a seed's pool: every variant finds those that it needs.
  const cache = path.join(folder, `teacher-${seed}`);
  const common = {
    ...{ photos: [photos], teacher: TEACHER, start: TEACHER, studentSize: STUDENT_SIZE },
    ...{ seed, loss, poolSize: POOL, cacheBytes: CACHE_BYTES },
  };
  const go = async (
    target: string,
    budget: { steps: number | null; minutes: number | null },
    change: Partial<typeof common> = {},
  ) => {
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    await mkdir(cache, { recursive: true });
    await symlink(cache, path.join(target, 'teacher'));
    await studio.training.prepareDistillation({
      ...{ ...common, ...change, folder: target },
      budget: { ...budget, patience: null },
    });
    for await (const event of studio.training.run(target)) {
      if (event.type === 'warning') console.error(event.message);
    }
  };
  const isWarm = path.join(folder, `teacher-${seed}.whole`);
  if (variant !== 'none' && !existsSync(isWarm)) {
    // One round through the pool asks the teacher about every pair, for all modules.
    const warm = `${run}-cache`;
    await go(warm, { steps: POOL / 32, minutes: null }, { loss: { reading, qkvKd, discKd } });
    await rm(warm, { recursive: true, force: true });
    await writeAtomically(isWarm, '');
  }
  await go(run, { steps: null, minutes });
  await studio.training.finish(run, null, {
    steps: 0,
    elapsedSec: 60 * minutes,
    iou: null,
    data: 'photos',
  });
}

/** Mean IoU of the benchmark sequences, as `loretrack eval` measures it. */
async function meanIouOf(model: string): Promise<number> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, 'eval', sequences, '--model', model, '--device', 'cpu', '--json', '-'],
    { maxBuffer: 2 ** 26 },
  );
  return (JSON.parse(stdout) as { readonly meanIoU: number }).meanIoU;
}
