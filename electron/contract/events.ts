import type { EditResult, ProjectState } from './api.ts';

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
  /** Something to tell a person that no call asked for. */
  notice: { readonly level: 'info' | 'warning' | 'error'; readonly message: string };
}

/** Name of an event. */
export type StudioEventName = keyof StudioEvents;
