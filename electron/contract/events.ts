import type { EditResult, ProjectState } from './api.ts';
import type { ComparisonState } from './comparison.ts';
import type { DistillationRun } from './distillation.ts';
import type { LayerBoxes, LayerState } from './tracking.ts';

/** What the studio tells every window without being asked. */
export interface StudioEvents {
  /** A project was opened, closed (null) or changed in more than an edit. */
  project: ProjectState | null;
  /** An edit, undo or redo was made, by whichever window. */
  edit: EditResult & { readonly kind: 'edit' | 'undo' | 'redo' };
  /** Long work: `done` of `total`, null when it has ended. */
  progress: {
    readonly task: string;
    readonly label: string;
    readonly done: number;
    readonly total: number;
    readonly isFinished: boolean;
  };
  /** A layer began, went on or ended. */
  layer: LayerState;
  /** A layer got boxes; those of frames that it had already replace them. */
  layerBoxes: LayerBoxes;
  /** A run of distillation began, went on or ended; its curves and examples are asked for with `distillation`. */
  distillation: DistillationRun;
  /** Models came, went, or were named or activated: ask for `models` and `trackers` again. */
  models: { readonly activeId: string };
  /** A comparison began, went on or ended. */
  comparison: ComparisonState;
  /** Something to tell a person that no call asked for. */
  notice: { readonly level: 'info' | 'warning' | 'error'; readonly message: string };
}

/** Name of an event. */
export type StudioEventName = keyof StudioEvents;
