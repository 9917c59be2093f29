import path from 'node:path';
import { integerOption, readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { TRAINING_HELP, TRAINING_OPTIONS, runTraining, trainingRequest } from '../training-run.ts';

/** `loretrack pretrain`: train a network of the tiny family from boxes alone. */
export const pretrain: Command = {
  name: 'pretrain',
  summary: 'train a small tracker from photos, without a teacher',
  help: `
loretrack pretrain --data <folder> --size n --minutes n [--start model|checkpoint] [--id name]
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
    if (values.resume !== undefined) {
      return runTraining(path.resolve(values.resume), id, studio, terminal, values.json === true);
    }
    const size = integerOption('size', values.size, { min: 32, max: 1024 }) ?? 128;
    const request = await trainingRequest(values, size);
    await studio.training.preparePretraining({ ...request, start: values.start ?? null });
    return runTraining(request.folder, id, studio, terminal, values.json === true);
  },
};
