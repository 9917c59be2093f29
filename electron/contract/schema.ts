import { z } from 'zod';
import type { AttributeDefinition } from '../domain/annotation.ts';
import type { EditCommand } from '../domain/edit-command.ts';
import { IMPORT_RULES } from '../domain/editing/plan-import.ts';
import { FORMAT_IDS } from '../domain/formats/format-ids.ts';
import type { StudioApi, StudioMethod } from './api.ts';
import { comparisonArguments } from './comparison-schema.ts';
import { StudioError } from './errors.ts';
import { learningArguments } from './learning-schema.ts';
import {
  LIMITS,
  box,
  color,
  filePath,
  frameIndex,
  hotkey,
  id,
  list,
  name,
  nothing,
  range,
  text,
  tracker,
} from './schema-parts.ts';
import type { CallMessage } from './wire.ts';

export { LIMITS } from './schema-parts.ts';

const attribute = z.strictObject({
  name,
  scope: z.enum(['track', 'frame']),
  kind: z.enum(['text', 'number', 'flag', 'choice']),
  choices: list(text),
}) satisfies z.ZodType<AttributeDefinition>;

const onTrack = { trackId: id };
const atFrame = { trackId: id, frameIndex };
const overRange = { trackId: id, from: frameIndex, to: frameIndex };

const editCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('addTrack'), mediaId: id, labelId: id, frameIndex, box }),
  z.strictObject({ type: z.literal('setBox'), ...atFrame, box }),
  z.strictObject({ type: z.literal('deleteBox'), ...atFrame }),
  z.strictObject({ type: z.literal('deleteTracks'), trackIds: list(id) }),
  z.strictObject({ type: z.literal('toggleKeyframe'), ...atFrame }),
  z.strictObject({ type: z.literal('setAbsent'), ...overRange, absent: z.boolean() }),
  z.strictObject({ type: z.literal('setOccluded'), ...overRange, occluded: z.boolean() }),
  z.strictObject({ type: z.literal('confirm'), ...overRange, confirmed: z.boolean() }),
  z.strictObject({
    type: z.literal('setAttribute'),
    ...onTrack,
    frameIndex: frameIndex.nullable(),
    name,
    value: z.union([text, z.number(), z.boolean()]).nullable(),
  }),
  z.strictObject({
    type: z.literal('updateTrack'),
    ...onTrack,
    labelId: id.exactOptional(),
    color: color.nullable().exactOptional(),
    interpolate: z.boolean().exactOptional(),
    locked: z.boolean().exactOptional(),
    hidden: z.boolean().exactOptional(),
  }),
  z.strictObject({ type: z.literal('splitTrack'), ...atFrame }),
  z.strictObject({ type: z.literal('mergeTracks'), trackIds: list(id) }),
  z.strictObject({ type: z.literal('swapTracks'), trackIds: z.tuple([id, id]), frameIndex }),
  z.strictObject({ type: z.literal('interpolateSpans'), ...atFrame }),
  z.strictObject({ type: z.literal('thinTrack'), ...onTrack, minIou: z.number().min(0).max(1) }),
  z.strictObject({
    type: z.literal('addLabel'),
    name,
    color,
    hotkey: hotkey.nullable(),
    attributes: list(attribute),
  }),
  z.strictObject({
    type: z.literal('updateLabel'),
    labelId: id,
    name: name.exactOptional(),
    color: color.exactOptional(),
    hotkey: hotkey.nullable().exactOptional(),
    attributes: list(attribute).exactOptional(),
  }),
  z.strictObject({ type: z.literal('removeLabel'), labelId: id }),
]) satisfies z.ZodType<EditCommand>;

const onLayer = z.strictObject({ layerId: id });

const onMedia = { mediaId: id };
const format = z.enum(FORMAT_IDS);
const importing = z.strictObject({
  ...onMedia,
  path: filePath,
  format: format.exactOptional(),
  rule: z.enum(IMPORT_RULES).exactOptional(),
});

type Arguments = {
  readonly [M in StudioMethod]: z.ZodType<Parameters<StudioApi[M]>[0]>;
};

const methodArguments: Arguments = {
  status: nothing,
  createProject: z.strictObject({ path: filePath }),
  openProject: z.strictObject({ path: filePath }),
  closeProject: nothing,
  saveCopy: z.strictObject({ path: filePath }),
  addMedia: z.strictObject({ paths: z.array(filePath).min(1).max(1_000) }),
  relinkMedia: z.strictObject({ ...onMedia, path: filePath }),
  removeMedia: z.strictObject(onMedia),
  frameTable: z.strictObject(onMedia),
  tracks: z.strictObject(onMedia),
  edit: z.strictObject({ command: editCommand, amends: z.int().min(0).exactOptional() }),
  undo: nothing,
  redo: nothing,
  exportAnnotations: z.strictObject({
    ...onMedia,
    format,
    path: filePath,
    overwrite: z.boolean(),
    pictures: z.enum(['jpg', 'png']).exactOptional(),
  }),
  annotationFormats: nothing,
  previewExport: z.strictObject({ ...onMedia, format }),
  importAnnotations: importing,
  previewImport: importing,
  trackers: nothing,
  startTracking: z.strictObject({
    ...onMedia,
    trackIds: z.array(id).min(1).max(1_000),
    frameIndex,
    direction: z.union([z.literal(1), z.literal(-1)]),
    until: z.union([z.enum(['protected', 'end']), frameIndex]),
    tracker,
  }),
  repairTrack: z.strictObject({
    ...onTrack,
    revision: z.int().min(0),
    frameIndexes: z.array(frameIndex).min(1).max(LIMITS.listItems),
    range: range.nullable(),
    accept: z.enum(['ask', 'auto']),
    tracker,
  }),
  checkTrack: z.strictObject({
    ...onTrack,
    range: range.nullable(),
    how: z.enum(['backward', 'model']),
    tracker,
  }),
  stopLayer: onLayer,
  acceptLayer: onLayer,
  discardLayer: onLayer,
  layers: z.strictObject(onMedia),
  proposeBox: z.strictObject({ ...atFrame, box, tracker }),
  listFolder: z.strictObject({ path: filePath.nullable() }),
  ...learningArguments,
  ...comparisonArguments,
};

/** A checked call: calling `method` with `args` keeps to the API's types. */
export interface StudioCall {
  readonly method: StudioMethod;
  readonly args: unknown;
}

/**
 * Checks what a transport brought before anything is done with it.
 * @throws StudioError bad-input naming the method and the first thing that is wrong
 */
export function parseCall(method: string, args: unknown): StudioCall {
  if (!Object.hasOwn(methodArguments, method)) {
    throw new StudioError('bad-input', `The studio has no method ${quote(method)}.`);
  }
  const known = method as StudioMethod;
  const parsed = methodArguments[known].safeParse(args);
  if (parsed.success) return { method: known, args: parsed.data };
  throw new StudioError('bad-input', `${known}: ${describe(parsed.error)}.`);
}

const callMessage = z.strictObject({
  id: z.int().min(0),
  method: z.string().max(LIMITS.nameChars),
  args: z.unknown().optional(),
}) satisfies z.ZodType<CallMessage>;

/** Reads one message of a window. @throws StudioError bad-input when it is no call. */
export function parseCallMessage(json: string): CallMessage {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new StudioError('bad-input', 'A message to the studio is not JSON.', { cause });
  }
  const parsed = callMessage.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StudioError(
    'bad-input',
    `A message to the studio is no call: ${describe(parsed.error)}.`,
  );
}

function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

/** The first thing that is wrong, and where. */
function describe(error: z.ZodError): string {
  const [issue] = error.issues;
  const place = issue?.path.map(String).join('.').slice(0, 100) ?? '';
  const message = issue?.message.slice(0, 200) ?? 'it does not fit';
  return place === '' ? message : `${place}: ${message}`;
}
