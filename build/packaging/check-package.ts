import { createHash } from 'node:crypto';
import { binaryKind, headBytes, runsOn } from './binary-kind.ts';
import { overBudget } from './budget.ts';
import { checkNames } from './check-names.ts';
import { checkText, isText } from './check-text.ts';
import type { PackagedFile } from './package-contents.ts';
import type { Target } from './target.ts';

/** What a package is checked against. */
export interface PackageRules {
  readonly target: Target;
  /** Absolute path of the product's folder on this machine, without a slash at its end. */
  readonly builtIn: string;
  /** SHA-256 of programs that must not ship under any name. */
  readonly forbiddenPrograms: ReadonlySet<string>;
  /** Whether ffmpeg and ffprobe must be among what ships. */
  readonly needsFfmpeg: boolean;
}

/** Without these the program does not start, or may not be given away. */
const needed: readonly RegExp[] = [
  /^package\.json$/,
  /^dist\/electron\/hosts\/app\/main\.js$/,
  /^dist\/electron\/hosts\/app\/preload\.cjs$/,
  /^dist\/electron\/hosts\/engine\/main\.js$/,
  /^dist\/electron\/hosts\/engine\/session-worker\.js$/,
  /^dist\/electron\/hosts\/distiller\/main\.js$/,
  /^dist\/electron\/hosts\/distiller\/batch-worker\.js$/,
  /^dist\/electron\/adapters\/images\/picture-worker\.js$/,
  /^dist\/renderer\/index\.html$/,
  /^native-models\/manifest\.json$/,
  /^native-models\/[^/]+\/model\.onnx$/,
  /^node_modules\/onnxruntime-node\/bin\/.*\/onnxruntime_binding\.node$/,
  /^node_modules\/@cwasm\/jpeg-turbo\/jpeg-turbo\.wasm$/,
  /^node_modules\/@jsquash\/jpeg\/codec\/enc\/mozjpeg_enc\.wasm$/,
  /^node_modules\/@jsquash\/webp\/codec\/dec\/webp_dec\.wasm$/,
  /^LICENSE$/,
  /^THIRD_PARTY_NOTICES\.md$/,
];

const program = /^node_modules\/ffmpeg-static\/(ffmpeg|ffprobe)(\.exe)?$/;

function checkBinary(
  file: PackagedFile,
  content: Uint8Array,
  { target, forbiddenPrograms }: PackageRules,
): readonly string[] {
  const kind = binaryKind(content.subarray(0, headBytes));
  if (kind === undefined) return [];
  const found: string[] = [];
  if (!runsOn(kind, target)) found.push(`made for ${kind.platform}-${kind.arch}`);
  if (file.place === 'archive') found.push('native code cannot be loaded from within the archive');
  if (forbiddenPrograms.has(createHash('sha256').update(content).digest('hex'))) {
    found.push('the ffmpeg of 2018 is for development only');
  }
  return found.map((what) => `${file.name}: ${what}`);
}

/** Both programs or none, each one that can be started: one of another build beside it would read files differently. */
function checkPrograms(
  files: readonly PackagedFile[],
  { target, needsFfmpeg }: PackageRules,
): readonly string[] {
  const programs = files.filter(({ name }) => program.test(name));
  const found = programs
    .filter(({ isExecutable }) => target.platform !== 'win32' && !isExecutable)
    .map(({ name }) => `${name}: cannot be started`);
  if (programs.length === 1) found.push(`${programs[0]!.name}: ffmpeg and ffprobe ship together`);
  if (programs.length === 0 && needsFfmpeg) {
    found.push('ffmpeg and ffprobe are missing: install ffmpeg-static with its downloads');
  }
  return found;
}

/** The packages that files lie in, or were bundled from as their maps say. */
async function packagesOf(files: readonly PackagedFile[]): Promise<ReadonlySet<string>> {
  const maps = files.filter(({ name }) => name.endsWith('.map'));
  const sources = await Promise.all(
    maps.map(async (map) => {
      const text = Buffer.from(await map.read()).toString('utf8');
      return (JSON.parse(text) as { readonly sources: readonly string[] }).sources;
    }),
  );
  const places = [...files.map(({ name }) => name), ...sources.flat()];
  const names = places.map(
    (place) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(place)?.[1],
  );
  return new Set(names.filter((name) => name !== undefined));
}

/** Packages that ship and that the notices do not name. */
async function checkNotices(files: readonly PackagedFile[]): Promise<readonly string[]> {
  const notices = files.find(({ name }) => name === 'THIRD_PARTY_NOTICES.md');
  if (notices === undefined) return [];
  const text = Buffer.from(await notices.read()).toString('utf8');
  return [...(await packagesOf(files))]
    .filter((name) => !text.includes(`\`${name}\``))
    .map((name) => `${name}: THIRD_PARTY_NOTICES.md does not name it`);
}

/** Says everything that is wrong with what would ship; nothing when it may. */
export async function checkPackage(
  files: readonly PackagedFile[],
  rules: PackageRules,
): Promise<readonly string[]> {
  const names = files.map(({ name }) => name);
  const found = [
    ...needed
      .filter((pattern) => !names.some((name) => pattern.test(name)))
      .map((pattern) => `nothing is like ${pattern.source}, which is needed`),
    ...checkNames(names),
    ...checkPrograms(files, rules),
    ...(await checkNotices(files)),
    ...overBudget(files),
  ];
  // One after the other: some are large.
  for (const file of files) {
    const content = await file.read();
    found.push(...checkBinary(file, content, rules));
    if (isText(file.name)) {
      const text = Buffer.from(content).toString('utf8');
      found.push(...checkText(file.name, text, rules.builtIn));
    }
  }
  return found;
}
