import type { PackagedFile } from './package-contents.ts';

/** Bytes of a megabyte as systems show sizes of files. */
const megabyte = 1e6;

/** Kinds of files by their names, in the order in which they are tried, and what each may take in megabytes. */
const groups: readonly { readonly title: string; readonly names: RegExp; readonly mb: number }[] = [
  { title: 'programs and window', names: /^dist\//, mb: 10 },
  { title: 'models and sample clip', names: /^(native-models|build\/sample-clip)\//, mb: 60 },
  { title: 'ffmpeg and ffprobe', names: /^node_modules\/ffmpeg-static\//, mb: 200 },
  { title: 'ONNX Runtime', names: /^node_modules\/onnxruntime-/, mb: 75 },
  { title: 'picture decoders', names: /^node_modules\/(@cwasm|@jsquash)\//, mb: 2 },
  { title: 'other packages', names: /^node_modules\//, mb: 2 },
  { title: 'notices and the rest', names: /(?:)/, mb: 1 },
];

/** What the studio may add to Electron, in megabytes, before the installer compresses it. */
export const totalMb = 300;

/** How much one kind of files takes. */
export interface GroupSize {
  readonly title: string;
  readonly count: number;
  /** Sizes in megabytes: what the files take, and what they may. */
  readonly mb: number;
  readonly budgetMb: number;
}

/** Adds files up by kind; kinds without files are there with none. */
export function groupSizes(files: readonly PackagedFile[]): readonly GroupSize[] {
  const kindOf = ({ name }: PackagedFile): string =>
    groups.find(({ names }) => names.test(name))!.title;
  return groups.map(({ title, mb }) => {
    const own = files.filter((file) => kindOf(file) === title);
    const bytes = own.reduce((sum, { size }) => sum + size, 0);
    return { title, count: own.length, mb: bytes / megabyte, budgetMb: mb };
  });
}

/** Says which kinds of files take more than they may, and whether all of them do. */
export function overBudget(files: readonly PackagedFile[]): readonly string[] {
  const sizes = groupSizes(files);
  const total = sizes.reduce((sum, { mb }) => sum + mb, 0);
  const rows = [...sizes, { title: 'everything', mb: total, budgetMb: totalMb }];
  return rows
    .filter(({ mb, budgetMb }) => mb > budgetMb)
    .map(({ title, mb, budgetMb }) => `${title}: ${mb.toFixed(1)} MB, more than ${budgetMb} MB`);
}
