import type { StudioClient } from '../api/client.ts';
import type { Dialogs } from './dialogs.svelte.ts';
import type { Drawing } from './drawing.svelte.ts';
import type { Keymap } from './keymap.svelte.ts';
import type { Layers } from './layers.svelte.ts';
import type { Player } from './player.svelte.ts';
import type { ProjectView } from './project-view.svelte.ts';
import type { Selection } from './selection.svelte.ts';
import type { StudioState } from './studio-state.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** The parts of the window's state that actions work on. */
export interface EditorContext {
  readonly client: StudioClient;
  readonly state: StudioState;
  readonly project: ProjectView;
  readonly selection: Selection;
  readonly player: Player;
  readonly layers: Layers;
  readonly drawing: Drawing;
  readonly dialogs: Dialogs;
  readonly toasts: Toasts;
  readonly keymap: Keymap;
  /** Says something to assistive technology, politely. */
  readonly announce: (text: string) => void;
}
