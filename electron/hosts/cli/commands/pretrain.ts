import path from 'node:path';
import { planPretraining } from '../../../services/training/plan-job.ts';
import { integerOption, readArguments } from '../arguments.ts';
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

/** `loretrack pretrain`: train a network of the tiny family from boxes alone. */
export const pretrain: Command = {
  name: 'pretrain',
  summary: 'train a small tracker from photos or annotated video, without a teacher',
  help: `
loretrack pretrain --data <path> --size n --minutes n [--start model|checkpoint] [--id name]
loretrack pretrain --resume <run folder> [--id name]

  --size n           side of the search crop: a multiple of 32 (default 128)
  --start name       model id, or path of a model or checkpoint, whose weights training starts from
                     (default: random weights)${TRAINING_HELP}
`,
  async run(args, studio, terminal) {
    const { values } = readArguments(
      args,
      { ...TRAINING_OPTIONS, size: { type: 'string' }, start: { type: 'string' } },
      [],
    );
    const id = values.id ?? null;
    await assertFreeId(id, studio);
    if (values.resume !== undefined) {
      return runTraining(path.resolve(values.resume), id, studio, terminal, values.json === true);
    }
    const size = integerOption('size', values.size, { min: 32, max: 1024 }) ?? 128;
    const request = await trainingRequest(values, size);
    const start = values.start ?? null;
    // Refuses a size or a budget before any data is gathered.
    const { student } = planPretraining({ ...request, photos: [''], start }, null);
    await prepareWithData(request, dataPlaces(values), student, terminal, (whole) =>
      studio.training.preparePretraining({ ...whole, start }),
    );
    return runTraining(request.folder, id, studio, terminal, values.json === true);
  },
};
