/** What every bench module exports: prints a table, then returns the object of its last line. */
export type Bench = () => Promise<Readonly<Record<string, unknown>>>;

const benches: Readonly<Record<string, () => Promise<{ readonly bench: Bench }>>> = {
  inference: () => import('./inference.ts'),
  track: () => import('./track.ts'),
  train: () => import('./train.ts'),
  studio: () => import('./studio.ts'),
  annotator: () => import('./annotator.ts'),
  live: () => import('./live.ts'),
  'live-learning': () => import('./live-learning.ts'),
  convert: () => import('./convert.ts'),
  evaluation: () => import('./evaluation.ts'),
  distill: () => import('./distill.ts'),
  ablation: () => import('./ablation.ts'),
  loop: () => import('./loop.ts'),
};

const [name = ''] = process.argv.slice(2);
const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (load === undefined) {
  console.error(`bench: "${name}" is not one of ${Object.keys(benches).join(', ')}`);
  process.exitCode = 2;
} else {
  const { bench } = await load();
  console.log(JSON.stringify(await bench()));
}
