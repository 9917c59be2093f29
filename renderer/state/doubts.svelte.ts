import {
  doubtQueue,
  doubtsOfTrack,
  type DoubtItem,
} from '../../electron/domain/doubt/doubt-queue.ts';
import type { DoubtReason } from '../../electron/domain/doubt/frame-doubt.ts';
import { protectedBeside } from '../../electron/domain/tracking/protection.ts';
import type { TrackSpan } from '../../electron/domain/editing/spans.ts';
import type { EditorActions } from './editor-actions.svelte.ts';
import type { EditorContext } from './editor-context.ts';

/** Why a frame is doubtful, in words. */
export const REASONS: Readonly<Record<DoubtReason, string>> = {
  score: 'low score',
  pass: 'passes disagree',
  jump: 'jump',
  edge: 'edge of the picture',
  model: 'models disagree',
};

/** The frames of the open media item that are worth a look, the one first that repairs most. */
export class Doubts {
  readonly items: readonly DoubtItem[] = $derived.by(() => this.#find());
  readonly #context: EditorContext;
  readonly #actions: EditorActions;
  /** By the identity of a track's spans, which AnnotationModel renews with every change. */
  readonly #known = new WeakMap<readonly TrackSpan[], readonly DoubtItem[]>();
  /** Items that were walked to, in that order. */
  #visited: DoubtItem[] = [];

  constructor(context: EditorContext, actions: EditorActions) {
    this.#context = context;
    this.#actions = actions;
  }

  /** Share of the boxes that trackers made which a person has confirmed; null where trackers made none. */
  get checkedShare(): number | null {
    const { model } = this.#context.project;
    let [made, confirmed] = [0, 0];
    for (const { id } of model.tracks()) {
      for (const { from, to, kind, confirmed: isConfirmed } of model.spans(id)) {
        if (kind !== 'model') continue;
        made += to - from + 1;
        if (isConfirmed) confirmed += to - from + 1;
      }
    }
    return made === 0 ? null : confirmed / made;
  }

  /** The doubtful stretches of one track. */
  of(trackId: number): readonly DoubtItem[] {
    const { model, media } = this.#context.project;
    if (media === null) return [];
    const spans = model.spans(trackId);
    let items = this.#known.get(spans);
    if (items === undefined) this.#known.set(spans, (items = doubtsOfTrack(model, trackId, media)));
    return items;
  }

  /** The stretch that the selected track is in, or null. */
  get here(): DoubtItem | null {
    const { selection, player } = this.#context;
    const { frameIndex } = player;
    if (selection.primary === null) return null;
    return (
      this.of(selection.primary).find(({ from, to }) => from <= frameIndex && frameIndex <= to) ??
      null
    );
  }

  /** Goes to the stretch that repairs most and was not looked at yet. */
  next(): void {
    const { announce } = this.#context;
    if (this.items.length === 0) {
      announce('Nothing is doubtful');
      return;
    }
    const isSeen = (item: DoubtItem): boolean => this.#visited.some((other) => isSame(item, other));
    let next = this.items.find((item) => !isSeen(item));
    if (next === undefined) {
      this.#visited = [];
      next = this.items[0]!;
    }
    this.show(next);
  }

  /** Goes back to the stretch before. */
  previous(): void {
    this.#visited.pop();
    const last = this.#visited.pop();
    if (last) this.show(last);
    else this.#context.announce('No doubtful frame was looked at before this');
  }

  /** Shows a doubtful stretch with its track selected. */
  show(item: DoubtItem): void {
    const { player, selection, announce, project } = this.#context;
    this.#visited.push(item);
    selection.choose([item.trackId]);
    player.seek(item.peak);
    this.#actions.revealIfHidden();
    announce(
      `Doubtful: ${project.nameOf(item.trackId)} in frame ${item.peak}, ${REASONS[item.reason]}; ${this.items.length} in all`,
    );
  }

  /** Confirms the doubtful stretch here, or else this frame, and goes to the next one. */
  confirmAndNext(): void {
    const { selection, player } = this.#context;
    const trackId = selection.primary;
    if (trackId === null || this.#actions.refuseLocked(trackId)) return;
    const { from, to } = this.here ?? { from: player.frameIndex, to: player.frameIndex };
    void this.#actions
      .edit(() => ({ type: 'confirm', trackId, from, to, confirmed: true }))
      .then((result) => result && this.next());
  }

  /** Confirms the selected track from the frame after the last one that is a person's up to this one. */
  confirmUpToHere(): void {
    const { project, player } = this.#context;
    this.#actions.editHere((trackId, to) => {
      const before = protectedBeside(project.model, trackId, player.frameIndex, -1);
      const from = before === null ? project.model.frames(trackId)[0] : before.frameIndex + 1;
      return from === undefined || from > to
        ? null
        : { type: 'confirm', trackId, from, to, confirmed: true };
    });
  }

  #find(): readonly DoubtItem[] {
    const { model } = this.#context.project;
    const visible = model.tracks().filter(({ hidden, locked }) => !hidden && !locked);
    return doubtQueue(visible.flatMap(({ id }) => this.of(id)));
  }
}

function isSame(a: DoubtItem, b: DoubtItem): boolean {
  return a.trackId === b.trackId && a.from <= b.to && b.from <= a.to;
}
