import type { Patch } from '../annotation.ts';
import type { EditCommand } from '../edit-command.ts';
import type { AnnotationModel } from './annotation-model.ts';
import type { IdSource } from './id-source.ts';
import { planAttribute } from './plan-attribute.ts';
import { planAddTrack, planDeleteBox, planSetBox, planToggleKeyframe } from './plan-box.ts';
import { planAbsent, planConfirm, planOccluded } from './plan-flags.ts';
import { planInterpolate } from './plan-interpolate.ts';
import { planAddLabel, planRemoveLabel, planUpdateLabel } from './plan-label.ts';
import { planMerge, planSplit, planSwap } from './plan-stitch.ts';
import { planThin } from './plan-thin.ts';
import { planDeleteTracks, planUpdateTrack } from './plan-track.ts';

export type { IdSource } from './id-source.ts';

/**
 * What a command changes in a model, which itself stays as it is. A patch without changes says that there is nothing
 * to do.
 * @throws StudioError bad-input when the command cannot be done, saying why and what to do instead
 */
export function planEdit(model: AnnotationModel, command: EditCommand, ids: IdSource): Patch {
  switch (command.type) {
    case 'addTrack':
      return planAddTrack(model, command, ids);
    case 'setBox':
      return planSetBox(model, command);
    case 'deleteBox':
      return planDeleteBox(model, command);
    case 'deleteTracks':
      return planDeleteTracks(model, command);
    case 'toggleKeyframe':
      return planToggleKeyframe(model, command);
    case 'setAbsent':
      return planAbsent(model, command);
    case 'setOccluded':
      return planOccluded(model, command);
    case 'confirm':
      return planConfirm(model, command);
    case 'setAttribute':
      return planAttribute(model, command);
    case 'updateTrack':
      return planUpdateTrack(model, command);
    case 'splitTrack':
      return planSplit(model, command, ids);
    case 'mergeTracks':
      return planMerge(model, command);
    case 'swapTracks':
      return planSwap(model, command);
    case 'interpolateSpans':
      return planInterpolate(model, command);
    case 'thinTrack':
      return planThin(model, command);
    case 'addLabel':
      return planAddLabel(model, command, ids);
    case 'updateLabel':
      return planUpdateLabel(model, command);
    case 'removeLabel':
      return planRemoveLabel(model, command);
  }
}
