import type { DistillationAblations } from '../../../electron/contract/distillation.ts';

/** Switches with few settings. */
type SwitchName = 'reading' | 'qkvKd' | 'discKd' | 'featureKd' | 'templateTokens' | 'studentInput';
/** Switches that are numbers. */
type NumberName = 'layers' | 'alpha' | 'beta' | 'learningRate' | 'batch' | 'seed';

const ON_OFF = [
  [true, 'on'],
  [false, 'off'],
] as const;

/** The ablations that are a choice, in the order of the form. */
export const SWITCHES: readonly {
  readonly name: SwitchName;
  readonly label: string;
  readonly about: string;
  readonly choices: readonly (readonly [DistillationAblations[SwitchName] & {}, string])[];
}[] = [
  {
    name: 'reading',
    label: 'Features compared by',
    about: 'KL as in the released code, mean squares as in the paper’s prose',
    choices: [
      ['kl', 'KL divergence'],
      ['mse', 'mean squares'],
    ],
  },
  {
    name: 'qkvKd',
    label: 'QKV-KD',
    about: 'Imitate queries, keys and values of the last blocks',
    choices: ON_OFF,
  },
  {
    name: 'discKd',
    label: 'Disc-KD',
    about: 'Imitate the last features, foreground more than background',
    choices: ON_OFF,
  },
  {
    name: 'featureKd',
    label: 'Plain feature KD',
    about: 'Imitate features as they are: what QKV-KD is held against',
    choices: ON_OFF,
  },
  {
    name: 'templateTokens',
    label: 'Template’s tokens too',
    about: 'Imitate the template’s tokens beside those of the search region',
    choices: ON_OFF,
  },
  {
    name: 'studentInput',
    label: 'Student sees',
    about: 'The frame as when it tracks, or the teacher’s crop made smaller',
    choices: [
      ['crop', 'its own crop'],
      ['resize', 'the teacher’s, shrunk'],
    ],
  },
];

/** The ablations that are a number, in the order of the form. */
export const NUMBERS: readonly {
  readonly name: NumberName;
  readonly label: string;
  readonly about: string;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}[] = [
  {
    name: 'layers',
    label: 'Blocks imitated, from the last',
    about: 'Blocks whose queries, keys and values are imitated',
    ...{ min: 1, max: 100, whole: true },
  },
  {
    name: 'alpha',
    label: 'α, weight of foreground',
    about: 'In Disc-KD',
    ...{ min: 0, max: 1000, whole: false },
  },
  {
    name: 'beta',
    label: 'β, weight of background',
    about: 'In Disc-KD',
    ...{ min: 0, max: 1000, whole: false },
  },
  {
    name: 'learningRate',
    label: 'Learning rate',
    about: 'Of AdamW',
    ...{ min: 1e-7, max: 1, whole: false },
  },
  {
    name: 'batch',
    label: 'Samples per step',
    about: 'Larger steps are steadier, and slower',
    ...{ min: 2, max: 512, whole: true },
  },
  {
    name: 'seed',
    label: 'Seed',
    about: 'The same seed gives the same samples and the same held-out frames',
    ...{ min: 0, max: 2 ** 31, whole: true },
  },
];
