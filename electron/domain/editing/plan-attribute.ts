import type { AttributeDefinition, AttributeValue, Label, Patch } from '../annotation.ts';
import type { EditCommand } from '../edit-command.ts';
import type { AnnotationModel } from './annotation-model.ts';
import {
  refuse,
  requireEditable,
  requireFrame,
  requireLabel,
  requireMedia,
} from './edit-checks.ts';
import { PatchBuilder } from './patch-builder.ts';
import { rowFrom } from './shown-row.ts';

/** True when a value is of the kind that an attribute has. */
export function fitsAttribute(
  { kind, choices }: AttributeDefinition,
  value: AttributeValue,
): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && choices.includes(value);
  }
}

/** Sets or removes an attribute of a track, or of one frame and those that follow from it. @throws StudioError bad-input */
export function planAttribute(
  model: AnnotationModel,
  command: Extract<EditCommand, { type: 'setAttribute' }>,
): Patch {
  const { trackId, frameIndex, name, value } = command;
  const track = requireEditable(model, trackId);
  const label = requireLabel(model, track.labelId);
  const scope = frameIndex === null ? 'track' : 'frame';
  // One that the label had once may still be taken away.
  if (value !== null) requireFitting(label, scope, name, value);
  const patch = new PatchBuilder(model);
  const title = value === null ? `Clear ${name}` : `Set ${name}`;
  if (frameIndex === null) {
    return patch
      .track({ ...track, attributes: withValue(track.attributes, name, value) })
      .build(title);
  }
  requireFrame(requireMedia(model, track.mediaId), frameIndex);
  const shown = model.shownAt(trackId, frameIndex);
  if (shown === null) {
    refuse(`track ${trackId} has nothing in frame ${frameIndex}: draw a box there first`);
  }
  const attributes = withValue(shown.attributes, name, value);
  const keyframe = shown.keyframe || !shown.isStored;
  if (value === null && !Object.hasOwn(shown.attributes, name)) return patch.build(title);
  return patch.row(trackId, frameIndex, rowFrom(shown, { attributes, keyframe })).build(title);
}

function requireFitting(
  label: Label,
  scope: 'track' | 'frame',
  name: string,
  value: AttributeValue,
): void {
  const definition = label.attributes.find((known) => known.name === name);
  if (definition === undefined) {
    refuse(`the label ${label.name} has no attribute "${name}": add it to the label first`);
  }
  if (definition.scope !== scope) {
    const where = definition.scope === 'track' ? 'to a whole track' : 'to single frames';
    refuse(`the attribute "${name}" of the label ${label.name} belongs ${where}: set it there`);
  }
  if (!fitsAttribute(definition, value)) {
    refuse(`the attribute "${name}" takes ${describe(definition)}, not ${JSON.stringify(value)}`);
  }
}

function describe({ kind, choices }: AttributeDefinition): string {
  if (kind === 'choice') return `one of ${choices.map((choice) => `"${choice}"`).join(', ')}`;
  return { text: 'text', number: 'a finite number', flag: 'yes or no' }[kind];
}

function withValue(
  attributes: Readonly<Record<string, AttributeValue>>,
  name: string,
  value: AttributeValue | null,
): Readonly<Record<string, AttributeValue>> {
  const kept = Object.entries(attributes).filter(([key]) => key !== name);
  return Object.fromEntries(value === null ? kept : [...kept, [name, value]]);
}
