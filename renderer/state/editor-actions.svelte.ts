import type { EditResult } from '../../electron/contract/api.ts';
import type { AttributeValue, Label } from '../../electron/domain/annotation.ts';
import { formatBox, type Box } from '../../electron/domain/boxes.ts';
import type { EditCommand } from '../../electron/domain/edit-command.ts';
import type { ShownBox } from '../../electron/domain/editing/interpolate.ts';
import { protectedBeside } from '../../electron/domain/tracking/protection.ts';
import { BoxPreview, type PreviewedBox } from './box-preview.svelte.ts';
import type { EditorContext } from './editor-context.ts';
import type { EditQueue } from './edit-queue.svelte.ts';
import { addedTrack } from './added-track.ts';

/** Turns gestures and keys into edits of the selected track in the current frame. */
export class EditorActions {
  readonly preview = new BoxPreview((preview) => this.#store(preview));
  /** Label of new tracks; the first one until another is chosen. */
  labelId = $state<number | null>(null);
  /** Called after a person has corrected a box, or said that there is none, with the revision that led to. */
  onCorrected: (trackId: number, frameIndex: number, revision: number) => void = () => undefined;
  /** Called by Escape after gestures and drawing: stops or discards what trackers do; false when there is nothing. */
  onEscape: () => boolean = () => false;
  readonly #context: EditorContext;
  readonly #queue: EditQueue;

  constructor(context: EditorContext, queue: EditQueue) {
    this.#context = context;
    this.#queue = queue;
    context.player.onLeave = () => this.preview.flush();
  }

  /** The label that a new track gets. */
  get label(): Label | null {
    const labels = this.#context.state.project?.labels ?? [];
    return labels.find(({ id }) => id === this.labelId) ?? labels[0] ?? null;
  }

  labelOfKey(key: string): Label | null {
    return this.#context.state.project?.labels.find(({ hotkey }) => hotkey === key) ?? null;
  }

  /** What is seen of the selected track in the current frame, hands' latest move included. */
  get shown(): ShownBox | null {
    const { project, selection, player } = this.#context;
    if (selection.primary === null) return null;
    return project.shownAt(selection.primary, player.frameIndex);
  }

  get hasBox(): boolean {
    return this.shown?.box != null;
  }

  /**
   * Where nothing is known of the selected track in the current frame: the box of its nearest stored frame, which
   * hands take up to carry the track on. Null where the object is known to have left.
   */
  get carried(): Box | null {
    const { project, selection, player } = this.#context;
    const trackId = selection.primary;
    if (trackId === null || this.shown !== null) return null;
    const { model } = project;
    const nearest =
      model.previousRow(trackId, player.frameIndex) ?? model.nextRow(trackId, player.frameIndex);
    return nearest?.row.box ?? null;
  }

  /** Whether the selected track has a box in this frame, or one that can be carried on to it. */
  get canMove(): boolean {
    return this.hasBox || this.carried !== null;
  }

  /** Begins to draw a new track's box, or (again) that of a track. */
  startDrawing(trackId: number | null): void {
    const { drawing, player, dialogs, announce, project, keymap } = this.#context;
    if (trackId === null && this.label === null) {
      dialogs.open({ kind: 'label', label: null, onDone: () => this.startDrawing(null) });
      return;
    }
    if (trackId !== null && this.refuseLocked(trackId)) return;
    player.pause();
    drawing.start(trackId, () => player.stage?.visibleBox() ?? null);
    const what = trackId === null ? this.label?.name : project.nameOf(trackId);
    announce(
      `Drawing ${what ?? ''}: drag with the mouse, or ${keymap.hint('move', 'draft.move.right')} and ` +
        `${keymap.hint('resize', 'draft.size.right')} by arrows, ${keymap.hint('keep', 'draft.keep')} or ` +
        keymap.hint('give up', 'view.cancel'),
    );
  }

  /** Stores the box drawn by keyboard. */
  keepDraft(): void {
    const { drawing, player } = this.#context;
    if (!drawing.draft) drawing.move(0, 0);
    if (drawing.draft) this.draw(drawing.draft, player.frameIndex);
  }

  /** Stores a box drawn on the stage. */
  draw(box: Box, frameIndex: number): void {
    const { trackId } = this.#context.drawing;
    this.#context.drawing.stop();
    this.preview.set({ trackId, frameIndex, box });
  }

  /** Stores a box moved or resized. */
  setBox(trackId: number, box: Box, frameIndex: number): void {
    if (!this.refuseLocked(trackId)) this.preview.set({ trackId, box, frameIndex });
  }

  nudge(dx: number, dy: number): void {
    this.#change((box) => ({ ...box, x: box.x + dx, y: box.y + dy }));
  }

  grow(dw: number, dh: number): void {
    this.#change((box) => ({ ...box, w: Math.max(1, box.w + dw), h: Math.max(1, box.h + dh) }));
  }

  toggleKeyframe(): void {
    const { carried } = this;
    this.editHere((trackId, frameIndex) => {
      if (carried) return { type: 'setBox', trackId, frameIndex, box: carried };
      return { type: 'toggleKeyframe', trackId, frameIndex };
    });
  }

  deleteBox(): void {
    this.editHere((trackId, frameIndex) => ({ type: 'deleteBox', trackId, frameIndex }));
  }

  toggleAbsent(): void {
    const { selection, player, project } = this.#context;
    const [trackId, range] = [selection.primary, player.flagRange];
    if (trackId === null || this.refuseLocked(trackId)) return;
    const absent = project.shownAt(trackId, player.frameIndex)?.absent !== true;
    void this.edit(() => ({ type: 'setAbsent', trackId, absent, ...range })).then((result) => {
      if (result && absent) this.onCorrected(trackId, range.from, result.revision);
    });
  }

  /** Says that the object has left: absent from this frame to just before the next one that is a person's. */
  markAbsentOn(): void {
    const { model } = this.#context.project;
    this.editHere((trackId, from) => {
      const next = protectedBeside(model, trackId, from, 1);
      const to = next === null ? (model.frames(trackId).at(-1) ?? from) : next.frameIndex - 1;
      return { type: 'setAbsent', trackId, from, to: Math.max(from, to), absent: true };
    });
  }

  toggleOccluded(): void {
    const range = this.#context.player.flagRange;
    this.editHere((trackId, _, shown) => {
      return { type: 'setOccluded', trackId, occluded: !shown?.occluded, ...range };
    });
  }

  toggleConfirmed(): void {
    const range = this.#context.player.flagRange;
    this.editHere((trackId, _, shown) => {
      return { type: 'confirm', trackId, confirmed: !shown?.confirmed, ...range };
    });
  }

  /** @param frameIndex null for an attribute of the whole track */
  setAttribute(name: string, value: AttributeValue | null, frameIndex: number | null): void {
    this.editHere((trackId) => ({ type: 'setAttribute', trackId, frameIndex, name, value }));
  }

  undo(): void {
    this.preview.flush();
    void this.#queue.undo().then((result) => this.#tellFar(result, 'Undone'));
  }

  redo(): void {
    this.preview.flush();
    void this.#queue.redo().then((result) => this.#tellFar(result, 'Redone'));
  }

  /** The selected track's box in this frame as hands have left it, or the one to be carried on; null for none. */
  get boxInHand(): Box | null {
    const { selection, player, layers } = this.#context;
    const { current } = this.preview;
    const trackId = selection.primary;
    if (trackId === null) return null;
    if (current?.trackId === trackId && current.frameIndex === player.frameIndex) {
      return current.box;
    }
    const proposed = layers.visibleBox(trackId, player.frameIndex);
    return proposed?.box ?? this.shown?.box ?? this.carried;
  }

  /** Does something once all edits before it are stored; null, having shown why, when it fails. */
  inTurn<T>(work: () => Promise<T>): Promise<T | null> {
    this.preview.flush();
    return this.#queue.inTurn(work);
  }

  /**
   * Sends an edit after all before it; tells of it once it is stored.
   * @param amends the revision of the edit whose undo step this one is to join
   */
  async edit(plan: () => EditCommand | null, amends?: number): Promise<EditResult | null> {
    this.preview.flush();
    const result = await this.#queue.edit(plan, amends);
    if (result) this.#context.announce(result.patch.title);
    return result;
  }

  reveal(): void {
    const box = this.shown?.box ?? this.carried;
    if (box) this.#context.player.stage?.reveal(box);
  }

  /** Brings the selected box into the picture, unless its centre is in sight already. */
  revealIfHidden(): void {
    const [box, view] = [this.shown?.box, this.#context.player.stage?.visibleBox()];
    if (!box || !view) return;
    const [x, y] = [box.x + box.w / 2 - view.x, box.y + box.h / 2 - view.y];
    if (x < 0 || y < 0 || x > view.w || y > view.h) this.reveal();
  }

  /** Escape: gives up what is under way, else selects nothing. */
  cancel(): void {
    const { drawing, player, selection } = this.#context;
    if (player.stage?.cancel() || this.preview.drop()) return;
    if (drawing.isActive) drawing.stop();
    else if (this.onEscape()) return;
    else if (player.isPlaying) player.pause();
    else if (player.range) player.range = null;
    else selection.clear();
  }

  /** True, having said why, when a track is locked. */
  refuseLocked(trackId: number): boolean {
    const { project, toasts, keymap } = this.#context;
    if (!project.model.track(trackId)?.locked) return false;
    const unlock = keymap.hint('unlock it', 'track.lock');
    toasts.show('warning', `${project.nameOf(trackId)} is locked: ${unlock} to change it.`);
    return true;
  }

  /** Edits the selected track in the current frame, as both are now. */
  editHere(
    plan: (trackId: number, frameIndex: number, shown: ShownBox | null) => EditCommand | null,
  ): void {
    const { selection, player, project } = this.#context;
    const [trackId, { frameIndex }] = [selection.primary, player];
    if (trackId === null || this.refuseLocked(trackId)) return;
    void this.edit(() => plan(trackId, frameIndex, project.shownAt(trackId, frameIndex)));
  }

  #change(to: (box: Box) => Box): void {
    const { selection, player } = this.#context;
    const trackId = selection.primary;
    if (trackId === null || this.refuseLocked(trackId)) return;
    const box = this.boxInHand;
    if (box) this.preview.change({ trackId, frameIndex: player.frameIndex, box: to(box) });
  }

  async #store({ trackId, frameIndex, box }: PreviewedBox): Promise<void> {
    const { project, selection, announce } = this.#context;
    const [media, label] = [project.media, this.label];
    const result = await this.#queue.edit(() => {
      if (trackId !== null) return { type: 'setBox', trackId, frameIndex, box };
      if (!media || !label) return null;
      return { type: 'addTrack', mediaId: media.id, labelId: label.id, frameIndex, box };
    });
    if (!result) return;
    const added = addedTrack(result);
    if (trackId === null && added !== null) selection.choose([added]);
    const whole = { x: r(box.x), y: r(box.y), w: r(box.w), h: r(box.h) };
    announce(`${result.patch.title}: ${formatBox(whole)} in frame ${frameIndex}`);
    if (trackId !== null) this.onCorrected(trackId, frameIndex, result.revision);
  }

  /** Says what was undone; where that lies in another frame it offers to go there, rather than going by itself. */
  #tellFar(result: EditResult | null, done: string): void {
    if (!result) return;
    const { player, toasts, announce, project, selection } = this.#context;
    const rows = result.patch.changes.filter((change) => change.kind === 'row');
    announce(`${done}: ${result.patch.title}`);
    const here = rows.some(({ frameIndex }) => frameIndex === player.frameIndex);
    const far = rows.find(({ trackId }) => project.model.track(trackId));
    if (here || !far) return;
    const action = {
      title: 'Show',
      run: () => {
        player.seek(far.frameIndex);
        selection.choose([far.trackId]);
      },
    };
    const message = `${done}: ${result.patch.title}, in frame ${far.frameIndex}.`;
    toasts.show('info', message, { action, topic: 'undo' });
  }
}

const r = (value: number): number => Math.round(value * 10) / 10;
