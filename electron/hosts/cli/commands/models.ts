import path from 'node:path';
import { PRESET_NAMES } from '../../../ml/nn/presets.ts';
import type { ImportConfig } from '../../../services/model-import.ts';
import type { ModelInfo } from '../../../services/models.ts';
import type { Studio } from '../../compose.ts';
import { integerOption, positiveOption, readArguments, usage } from '../arguments.ts';
import type { Command } from '../command.ts';
import { tryOnSample } from '../sample-run.ts';
import { pairs, table, type Terminal } from '../terminal.ts';

/** `loretrack models`: what there is, and bringing in more. */
export const models: Command = {
  name: 'models',
  summary: 'list, describe and import tracker models',
  help: `
loretrack models list [--json]
loretrack models info <id|file.onnx> [--json]
loretrack models import <checkpoint> --preset name [--id name] [--json]
loretrack models import <checkpoint> --template-factor n --search-factor n [--search-size n]

Checkpoints are .pth, .pth.tar, .safetensors and .onnx files; pickles are read, never executed. The weights do
not say how far the tracker looks around the box, so import needs a preset or the factors.
  --preset name       ${PRESET_NAMES.join(', ')}
  --search-size n     side of the search crop, a multiple of 32 (default: the checkpoint's)
  --template-factor n side of the template crop as a multiple of the box's size
  --search-factor n   side of the search crop as a multiple of the box's size
  --interpolate       resample the position embeddings when the checkpoint has another size
  --id name           name of the new model (default: from the file's name)
  --licence text      what the model's card says of its licence
  --no-test           do not try the model on the sample clip
`,
  async run(args, studio, terminal) {
    const [action, ...rest] = args;
    switch (action) {
      case 'list':
        return list(rest, studio, terminal);
      case 'info':
        return info(rest, studio, terminal);
      case 'import':
        return importModel(rest, studio, terminal);
      default:
        throw usage('say what to do: models list, models info or models import');
    }
  },
};

async function list(args: readonly string[], studio: Studio, { out }: Terminal): Promise<void> {
  const { values } = readArguments(args, { json: { type: 'boolean' } }, []);
  const all = await studio.models.list();
  if (values.json === true) {
    out.write(`${JSON.stringify(all.map(toJson))}\n`);
    return;
  }
  const rows = all.map((model) => [
    model.id,
    model.origin,
    model.config.searchSize,
    model.config.searchFactor,
    (model.parameters / 1e6).toFixed(1),
    (model.macs.layers / 1e9).toFixed(2),
    ((model.bytes ?? 0) / 1e6).toFixed(1),
  ]);
  const head = ['model', 'origin', 'search px', 'factor', 'M weights', 'GMACs', 'MB'];
  out.write(`${table([head, ...rows])}\n`);
}

async function info(args: readonly string[], studio: Studio, { out }: Terminal): Promise<void> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' } }, ['model']);
  show(await studio.models.find(positionals[0]!), values.json === true, out);
}

async function importModel(
  args: readonly string[],
  studio: Studio,
  terminal: Terminal,
): Promise<void> {
  const { out } = terminal;
  const { values, positionals } = readArguments(
    args,
    {
      preset: { type: 'string' },
      'search-size': { type: 'string' },
      'template-factor': { type: 'string' },
      'search-factor': { type: 'string' },
      interpolate: { type: 'boolean' },
      id: { type: 'string' },
      licence: { type: 'string' },
      'no-test': { type: 'boolean' },
      json: { type: 'boolean' },
    },
    ['checkpoint'],
  );
  const file = path.resolve(positionals[0]!);
  const config = readConfig(values);
  if (config === undefined) {
    const { weights, presets } = await studio.modelImport.suggest(file);
    const choice =
      presets.length === 0
        ? 'No preset fits; give --template-factor and --search-factor'
        : `It could be ${presets.map((name) => `--preset ${name}`).join(' or ')}`;
    throw usage(
      `${file} has search size ${weights.searchSize} and ${weights.architecture.depth} blocks of width ` +
        `${weights.architecture.embedDim}, but weights do not show the crop factors. ${choice}.`,
    );
  }
  const model = await studio.modelImport.import({
    path: file,
    config,
    id: values.id ?? idFrom(file),
    ...(values.interpolate === true && { interpolatePositions: true }),
    ...(values.licence !== undefined && { licence: values.licence }),
  });
  const imported = await studio.models.find(model.id);
  show(imported, values.json === true, out);
  if (values['no-test'] === true) return;
  const { frames, meanIou, inferenceMs } = await tryOnSample(studio, imported, terminal.signal);
  terminal.err.write(
    `tried on ${frames} frames of the sample clip: mean IoU ${meanIou.toFixed(2)}, ` +
      `${inferenceMs.toFixed(0)} ms per frame. Wrong crop factors show as a low overlap.\n`,
  );
}

function readConfig(values: {
  readonly preset?: string | undefined;
  readonly 'search-size'?: string | undefined;
  readonly 'template-factor'?: string | undefined;
  readonly 'search-factor'?: string | undefined;
}): ImportConfig | undefined {
  const searchSize = integerOption('search-size', values['search-size'], { min: 32, max: 1024 });
  const templateFactor = positiveOption('template-factor', values['template-factor']);
  const searchFactor = positiveOption('search-factor', values['search-factor']);
  const { preset } = values;
  const isExplicit = (searchSize ?? templateFactor ?? searchFactor) !== undefined;
  if (preset !== undefined) {
    if (isExplicit) throw usage('give either --preset or explicit sizes and factors, not both');
    return { preset };
  }
  if (!isExplicit) return undefined;
  if (templateFactor === undefined || searchFactor === undefined) {
    throw usage('explicit numbers need both --template-factor and --search-factor');
  }
  return { templateFactor, searchFactor, ...(searchSize !== undefined && { searchSize }) };
}

/** A file's name as a model id: `OSTrack_ep0300.pth.tar` becomes `ostrack-ep0300`. */
function idFrom(file: string): string {
  const stem = path.basename(file).replace(/\.(pth|pth\.tar|pt|tar|safetensors|onnx)$/i, '');
  return stem
    .replace(/\.pth$/i, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
}

function show(model: ModelInfo, asJson: boolean, out: NodeJS.WritableStream): void {
  if (asJson) {
    out.write(`${JSON.stringify(toJson(model))}\n`);
    return;
  }
  const { config, macs } = model;
  const { architecture: net } = config;
  const rows: [string, string | number][] = [
    ['model', model.id],
    ['file', model.path],
    ['origin', model.origin],
    [
      'network',
      `${net.stem} stem, ${net.depth} blocks of width ${net.embedDim}, ${net.heads} heads`,
    ],
    ['template', `${config.templateSize} px, factor ${config.templateFactor}`],
    ['search region', `${config.searchSize} px, factor ${config.searchFactor}`],
    ['weights', `${(model.parameters / 1e6).toFixed(2)} million`],
    [
      'GMACs',
      `${(macs.layers / 1e9).toFixed(2)}, and ${(macs.attention / 1e9).toFixed(2)} in attention`,
    ],
    ...Object.entries(model.lineage).map(([key, value]): [string, string] => [key, String(value)]),
  ];
  out.write(`${pairs(rows)}\n`);
}

const toJson = ({ macs, ...model }: ModelInfo): unknown => ({
  ...model,
  macs: macs.layers,
  attentionMacs: macs.attention,
});
