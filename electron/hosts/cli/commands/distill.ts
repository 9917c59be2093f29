import path from 'node:path';
import type { DistillConfig } from '../../../ml/distill/distill-config.ts';
import { planDistillation } from '../../../services/training/plan-job.ts';
import { choiceOption, integerOption, positiveOption, readArguments, usage } from '../arguments.ts';
import type { Command } from '../command.ts';
import { prepareWithData } from '../training-data.ts';
import {
  TRAINING_HELP,
  TRAINING_OPTIONS,
  assertFreeId,
  dataPlaces,
  runTraining,
  trainingRequest,
} from '../training-run.ts';

const MODULES = ['both', 'qkv', 'disc', 'none'] as const;

/** `loretrack distill`: train a student that imitates a teacher. */
export const distill: Command = {
  name: 'distill',
  summary: 'train a low-resolution student that imitates a teacher',
  help: `
loretrack distill --teacher <model> --student-size n --data <path> --minutes n [--id name]
loretrack distill --resume <run folder> [--id name]

QKV-KD and Disc-KD as in LoReTrack, on top of the tracking losses.
  --teacher model    model id, or path of a model file
  --student-size n   side of the student's search crop: a multiple of 32, at most the teacher's
  --start model      model whose weights the student starts from (default: the teacher's own)
  --modules name     ${MODULES.join(', ')}: which modules distil (default both); none is the undistilled twin
  --reading name     kl, the released code's loss (default), or mse, the paper's prose
  --tau x            Disc-KD takes tokens for foreground whose mean of squares is at least x
  --tau-share x      or the share x of each crop's strongest tokens (tiny family: 0.2)${TRAINING_HELP}
`,
  async run(args, studio, terminal) {
    const { values } = readArguments(
      args,
      {
        ...TRAINING_OPTIONS,
        teacher: { type: 'string' },
        'student-size': { type: 'string' },
        start: { type: 'string' },
        modules: { type: 'string', default: 'both' },
        reading: { type: 'string' },
        tau: { type: 'string' },
        'tau-share': { type: 'string' },
      },
      [],
    );
    const id = values.id ?? null;
    await assertFreeId(id, studio);
    if (values.resume !== undefined) {
      return runTraining(path.resolve(values.resume), id, studio, terminal, values.json === true);
    }
    if (values.teacher === undefined) throw usage('--teacher is missing');
    const size = integerOption('student-size', values['student-size'], { min: 32, max: 1024 });
    if (size === undefined) throw usage('--student-size is missing');
    const request = await trainingRequest(values, size);
    const teacher = await studio.models.find(values.teacher);
    const start = values.start === undefined ? teacher : await studio.models.find(values.start);
    const loss = switches(values, studio.training.defaultLoss(teacher.config));
    // Refuses a size, a switch or a budget before any data is gathered.
    planDistillation({ ...request, photos: [''], teacher: teacher.id, loss }, teacher, start);
    await prepareWithData(request, dataPlaces(values), teacher.config, terminal, (whole) =>
      studio.training.prepareDistillation({
        ...{ ...whole, teacher: values.teacher!, loss },
        ...(values.start !== undefined && { start: values.start }),
      }),
    );
    return runTraining(request.folder, id, studio, terminal, values.json === true);
  },
};

/** The switches of the call that differ from the default. */
function switches(
  values: Readonly<Record<string, unknown>>,
  normal: DistillConfig,
): Partial<DistillConfig> {
  const text = (name: string): string | undefined => values[name] as string | undefined;
  const modules = choiceOption('modules', text('modules')!, MODULES);
  const reading = text('reading');
  const value = positiveOption('tau', text('tau'));
  const share = positiveOption('tau-share', text('tau-share'));
  const tau =
    value !== undefined
      ? ({ kind: 'absolute', value } as const)
      : share !== undefined
        ? ({ kind: 'quantile', share } as const)
        : normal.discKd!.tau;
  return {
    ...(reading !== undefined && { reading: choiceOption('reading', reading, ['kl', 'mse']) }),
    qkvKd: modules === 'both' || modules === 'qkv' ? normal.qkvKd : null,
    discKd: modules === 'both' || modules === 'disc' ? { ...normal.discKd!, tau } : null,
  };
}
