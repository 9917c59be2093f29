import type { AttributeDefinition, Label, Patch } from '../annotation.ts';
import type { EditCommand } from '../edit-command.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { refuse, requireLabel } from './edit-checks.ts';
import { PatchBuilder } from './patch-builder.ts';
import type { IdSource } from './id-source.ts';

/** A new label. @throws StudioError bad-input */
export function planAddLabel(
  model: AnnotationModel,
  command: Extract<EditCommand, { type: 'addLabel' }>,
  ids: IdSource,
): Patch {
  const { color, hotkey, attributes } = command;
  const draft = { id: NaN, name: command.name.trim(), color, hotkey, attributes };
  requireSound(model, draft);
  const label: Label = { ...draft, id: ids.nextLabelId() };
  return new PatchBuilder(model).label(label.id, label).build(`Add label ${label.name}`);
}

/**
 * Changes a label. Values of attributes that it does not have any more stay stored, so that bringing the attribute
 * back loses nothing. @throws StudioError bad-input
 */
export function planUpdateLabel(
  model: AnnotationModel,
  command: Extract<EditCommand, { type: 'updateLabel' }>,
): Patch {
  const before = requireLabel(model, command.labelId);
  const { name = before.name, color = before.color, hotkey = before.hotkey } = command;
  const { attributes = before.attributes } = command;
  const after: Label = { id: before.id, name: name.trim(), color, hotkey, attributes };
  requireSound(model, after);
  const isRenamed = after.name !== before.name;
  return new PatchBuilder(model)
    .label(after.id, after)
    .build(isRenamed ? `Rename label ${before.name}` : `Change label ${after.name}`);
}

/** Removes a label that no track has. @throws StudioError bad-input */
export function planRemoveLabel(
  model: AnnotationModel,
  { labelId }: Extract<EditCommand, { type: 'removeLabel' }>,
): Patch {
  const { name } = requireLabel(model, labelId);
  const users = model.tracks().filter((track) => track.labelId === labelId);
  if (users.length > 0) {
    const who =
      users.length === 1 ? `track ${users[0]!.id} has it` : `${users.length} tracks have it`;
    refuse(`the label ${name} cannot be removed while ${who}: give them another label first`);
  }
  return new PatchBuilder(model).label(labelId, null).build(`Remove label ${name}`);
}

/** @throws StudioError bad-input when `color` is not written like #00bcd4 */
export function requireColor(color: string): void {
  if (!/^#[0-9a-f]{6}$/i.test(color)) refuse(`"${color}" is not a colour: write it like #00bcd4`);
}

function requireSound(model: AnnotationModel, label: Label): void {
  const { id, name, color, hotkey, attributes } = label;
  if (name === '') refuse('a label needs a name');
  requireColor(color);
  if (hotkey !== null && !/^[0-9]$/.test(hotkey)) {
    refuse(`"${hotkey}" cannot choose a label: give one digit, or none`);
  }
  for (const other of model.labels()) {
    if (other.id === id) continue;
    if (other.name === name) refuse(`there is a label ${name} already: choose another name`);
    if (hotkey !== null && other.hotkey === hotkey) {
      refuse(`the digit ${hotkey} chooses the label ${other.name} already: give another one`);
    }
  }
  attributes.forEach((attribute, i) => requireAttribute(attribute, attributes.slice(0, i)));
}

function requireAttribute(
  { name, kind, choices }: AttributeDefinition,
  earlier: readonly AttributeDefinition[],
): void {
  if (name.trim() === '') refuse('an attribute needs a name');
  if (earlier.some((other) => other.name === name)) {
    refuse(`the label has two attributes "${name}": give one another name`);
  }
  if (kind === 'choice' && choices.length === 0) {
    refuse(`the attribute "${name}" needs choices to choose from`);
  }
  if (kind !== 'choice' && choices.length > 0) {
    refuse(`the attribute "${name}" has choices, but is no choice: make it one, or remove them`);
  }
  if (new Set(choices).size < choices.length) {
    refuse(`the attribute "${name}" has a choice twice: give each once`);
  }
}
