import type { Architecture, ModelConfig } from './model-config.ts';

const VERSION = '1';
const KEYS = {
  version: 'loretrack.version',
  architecture: 'loretrack.architecture',
  tracker: 'loretrack.tracker',
  lineage: 'loretrack.lineage',
} as const;

/** Where a model comes from; free-form facts that its card shows. */
export type Lineage = Readonly<Record<string, string | number | boolean | null>>;

/** A config as the metadata_props of a model file. */
export function configToMetadata(
  config: ModelConfig,
  lineage: Lineage,
): Readonly<Record<string, string>> {
  const { architecture, ...tracker } = config;
  return {
    [KEYS.version]: VERSION,
    [KEYS.architecture]: JSON.stringify(architecture),
    [KEYS.tracker]: JSON.stringify(tracker),
    [KEYS.lineage]: JSON.stringify(lineage),
  };
}

/** Reads the config back. @throws RangeError naming the key that is missing or wrong. */
export function configFromMetadata(metadata: Readonly<Record<string, string>>): {
  readonly config: ModelConfig;
  readonly lineage: Lineage;
} {
  if (metadata[KEYS.version] !== VERSION) {
    throw new RangeError(
      `${KEYS.version} is ${metadata[KEYS.version] ?? 'missing'}, not ${VERSION}`,
    );
  }
  const architecture = section(metadata, KEYS.architecture);
  const tracker = section(metadata, KEYS.tracker);
  const stem = architecture['stem'];
  if (stem !== 'patch16' && stem !== 'conv') throw new RangeError(`${KEYS.architecture}: stem`);
  const width = (name: keyof Architecture): number =>
    positive(architecture, name, KEYS.architecture);
  const number = (name: keyof ModelConfig): number => positive(tracker, name, KEYS.tracker);
  return {
    config: {
      architecture: {
        stem,
        embedDim: width('embedDim'),
        depth: width('depth'),
        heads: width('heads'),
        mlpRatio: width('mlpRatio'),
        headChannels: width('headChannels'),
      },
      templateSize: number('templateSize'),
      searchSize: number('searchSize'),
      templateFactor: number('templateFactor'),
      searchFactor: number('searchFactor'),
      stride: number('stride'),
      mean: triple(tracker, 'mean'),
      std: triple(tracker, 'std'),
      ...shapeMemory(tracker),
    },
    lineage: section(metadata, KEYS.lineage) as Lineage,
  };
}

function section(
  metadata: Readonly<Record<string, string>>,
  key: string,
): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(metadata[key] ?? '');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Falls through to the one error below.
  }
  throw new RangeError(`${key} is not a JSON object`);
}

function positive(from: Readonly<Record<string, unknown>>, name: string, key: string): number {
  const value = from[name];
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new RangeError(`${key}: ${name} is not a positive number`);
}

function shapeMemory(from: Readonly<Record<string, unknown>>): { readonly shapeMemory?: number } {
  const value = from['shapeMemory'];
  if (value === undefined) return {};
  if (typeof value === 'number' && value >= 0 && value <= 1) return { shapeMemory: value };
  throw new RangeError(`${KEYS.tracker}: shapeMemory is not a number from 0 to 1`);
}

function triple(from: Readonly<Record<string, unknown>>, name: string): [number, number, number] {
  const value = from[name];
  if (Array.isArray(value) && value.length === 3 && value.every((v) => typeof v === 'number')) {
    return value as [number, number, number];
  }
  throw new RangeError(`${KEYS.tracker}: ${name} is not three numbers`);
}
