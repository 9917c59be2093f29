import { fromColumns } from '../../electron/contract/track-columns.ts';
import type { TrackSpan } from '../../electron/domain/editing/spans.ts';
import { isPersons } from '../../electron/domain/tracking/protection.ts';
import type { StudioClient } from '../api/client.ts';
import { idSet } from './id-set.ts';
import type { ProjectView } from './project-view.svelte.ts';
import type { StudioState } from './studio-state.svelte.ts';

/** A track that can be learned from. */
export interface SourceTrack {
  readonly trackId: number;
  readonly name: string;
  /** Frames that a person drew or confirmed. */
  readonly checked: number;
}

/** A video with its tracks. */
export interface SourceMedia {
  readonly mediaId: number;
  readonly name: string;
  readonly tracks: readonly SourceTrack[];
}

interface SourcesContext {
  readonly client: StudioClient;
  readonly state: StudioState;
  readonly project: ProjectView;
}

/** What of the project can be learned from, in all its videos: those of the open one as they are edited. */
export class LearningSources {
  readonly media: readonly SourceMedia[] = $derived.by(() => this.#find());
  /** Tracks that a person has taken out. */
  excluded = $state.raw<ReadonlySet<number>>(idSet([]));
  /** Tracks that are learned from, ascending. */
  readonly trackIds: readonly number[] = $derived(
    this.media
      .flatMap(({ tracks }) => tracks.map(({ trackId }) => trackId))
      .filter((trackId) => !this.excluded.has(trackId))
      .sort((a, b) => a - b),
  );
  /** Tracks of the videos that are not open, as they were when they were asked for. */
  #elsewhere = $state.raw<Readonly<Record<number, readonly SourceTrack[]>>>({});
  readonly #context: SourcesContext;
  /** By the identity of a track's spans, which AnnotationModel renews with every change. */
  readonly #counts = new WeakMap<readonly TrackSpan[], number>();

  constructor(context: SourcesContext) {
    this.#context = context;
  }

  /** Asks for the tracks of all videos but the open one. @throws StudioError */
  async load(): Promise<void> {
    const { client, state, project } = this.#context;
    const nameOf = (labelId: number): string =>
      state.project?.labels.find(({ id }) => id === labelId)?.name ?? 'track';
    const others = (state.project?.media ?? []).filter(({ id }) => id !== project.media?.id);
    const entries = await Promise.all(
      others.map(async ({ id: mediaId }) => {
        const tracks = (await client.tracks({ mediaId })).map((columns) => {
          const { id, labelId, rows } = fromColumns(columns);
          const checked = [...rows.values()].filter(isPersons).length;
          return { trackId: id, name: `${nameOf(labelId)} ${id}`, checked };
        });
        return [mediaId, tracks] as const;
      }),
    );
    this.#elsewhere = Object.fromEntries(entries);
  }

  /** Forgets what was chosen: another project is open. */
  clear(): void {
    [this.excluded, this.#elsewhere] = [idSet([]), {}];
  }

  /** Takes tracks in or out. */
  choose(trackIds: readonly number[], isChosen: boolean): void {
    const excluded = [...this.excluded].filter((id) => !trackIds.includes(id));
    this.excluded = idSet(isChosen ? excluded : [...excluded, ...trackIds]);
  }

  #find(): readonly SourceMedia[] {
    const { state, project } = this.#context;
    return (state.project?.media ?? []).map(({ id, name }) => ({
      ...{ mediaId: id, name },
      tracks: id === project.media?.id ? this.#ofOpen() : (this.#elsewhere[id] ?? []),
    }));
  }

  #ofOpen(): readonly SourceTrack[] {
    const { project } = this.#context;
    const { model } = project;
    return model.tracks().map(({ id }) => {
      const spans = model.spans(id);
      let checked = this.#counts.get(spans);
      if (checked === undefined) {
        const rows = model.rowsBetween(id, 0, Infinity);
        checked = rows.filter(({ row }) => isPersons(row)).length;
        this.#counts.set(spans, checked);
      }
      return { trackId: id, name: project.nameOf(id), checked };
    });
  }
}
