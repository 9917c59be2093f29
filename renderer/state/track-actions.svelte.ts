import type { ProjectTrack } from '../../electron/domain/annotation.ts';
import type { EditCommand } from '../../electron/domain/edit-command.ts';
import { addedTrack } from './added-track.ts';
import { keyframeBeside } from './keyframes.ts';
import type { EditorContext } from './editor-context.ts';
import type { EditorActions } from './editor-actions.svelte.ts';

/** Turns keys and buttons into edits of whole tracks, and goes from one track or keyframe to another. */
export class TrackActions {
  readonly #context: EditorContext;
  readonly #actions: EditorActions;

  constructor(context: EditorContext, actions: EditorActions) {
    this.#context = context;
    this.#actions = actions;
  }

  /** The label of new tracks, and of the selected ones. */
  chooseLabel(labelId: number): void {
    const { selection, announce } = this.#context;
    this.#actions.labelId = labelId;
    for (const trackId of selection.ids) this.update(trackId, { labelId });
    announce(`Label ${this.#actions.label?.name ?? ''}`);
  }

  update(
    trackId: number,
    values: Omit<Extract<EditCommand, { type: 'updateTrack' }>, 'type' | 'trackId'>,
  ): void {
    void this.#actions.edit(() => ({ type: 'updateTrack', trackId, ...values }));
  }

  /** Turns a setting of the selected tracks over, all to what the last one chosen gets. */
  toggle(name: 'locked' | 'hidden' | 'interpolate'): void {
    const { selection, project } = this.#context;
    const primary = selection.primary === null ? undefined : project.model.track(selection.primary);
    if (!primary) return;
    const value = !primary[name];
    for (const trackId of selection.ids) this.update(trackId, { [name]: value });
  }

  merge(): void {
    const { ids } = this.#context.selection;
    void this.#actions.edit(() => ({ type: 'mergeTracks', trackIds: ids }));
  }

  split(): void {
    const { selection, player } = this.#context;
    const [trackId, { frameIndex }] = [selection.primary, player];
    if (trackId === null || this.#actions.refuseLocked(trackId)) return;
    void this.#actions
      .edit(() => ({ type: 'splitTrack', trackId, frameIndex }))
      .then((result) => {
        // The part that hands go on with is the one in this frame.
        const added = result && addedTrack(result);
        if (added != null) selection.choose([added]);
      });
  }

  swap(): void {
    const [first, second] = this.#context.selection.ids;
    const { frameIndex } = this.#context.player;
    if (first === undefined || second === undefined) return;
    void this.#actions.edit(() => ({
      type: 'swapTracks',
      trackIds: [first, second],
      frameIndex,
    }));
  }

  delete(): void {
    const trackIds = this.#context.selection.ids.filter((id) => !this.#actions.refuseLocked(id));
    if (trackIds.length > 0) void this.#actions.edit(() => ({ type: 'deleteTracks', trackIds }));
  }

  thin(minIou: number): void {
    this.#actions.editHere((trackId) => ({ type: 'thinTrack', trackId, minIou }));
  }

  /** The tracks with a box in the current frame that are not hidden. */
  get here(): readonly ProjectTrack[] {
    const { project, player } = this.#context;
    const tracks = project.model.tracks();
    return tracks.filter(
      ({ id, hidden }) => !hidden && project.shownAt(id, player.frameIndex)?.box,
    );
  }

  selectAll(): void {
    this.#context.selection.choose(this.here.map(({ id }) => id));
  }

  /** Selects the next or previous object in the frame. */
  cycle(by: 1 | -1): void {
    const { selection } = this.#context;
    const ids = this.here.map(({ id }) => id);
    if (ids.length === 0) {
      this.#context.announce('There is no object in this frame');
      return;
    }
    const at = selection.primary === null ? -1 : ids.indexOf(selection.primary);
    const next = at < 0 ? (by === 1 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length;
    selection.choose([ids[next]!]);
  }

  /** Shows the previous or next frame that a person set. */
  goToKeyframe(by: 1 | -1): void {
    const { selection, project, player, announce } = this.#context;
    if (selection.primary === null) return;
    const found = keyframeBeside(project.model, selection.primary, player.frameIndex, by);
    if (found === null) announce(by === 1 ? 'No later keyframe' : 'No earlier keyframe');
    else player.seek(found);
  }
}
