import type { FrameRow, MediaItem, Patch, ProjectTrack } from '../annotation.ts';
import type { ImportedFrame, ImportedTracks } from '../formats/imported-tracks.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { refuse, requireMedia } from './edit-checks.ts';
import { ImportedIds } from './imported-ids.ts';
import { ImportedLabels } from './imported-labels.ts';
import { mergeRows } from './merge-rows.ts';
import { shownBetween } from './interpolate.ts';
import type { PlacedRow } from './interpolate.ts';
import { PatchBuilder } from './patch-builder.ts';
import type { IdSource } from './id-source.ts';
import { sameValue } from './same-value.ts';

/**
 * What becomes of a file's track where the media item has one of the same id and label: `add` makes a new track beside
 * it, `fill` keeps what is there and fills the frames in which nothing is known, `replace` lets the file win, except
 * over frames of a person that the file itself does not have from a person.
 */
export const IMPORT_RULES = ['add', 'fill', 'replace'] as const;
export type ImportRule = (typeof IMPORT_RULES)[number];

/** What an import does, and what a person should know about it. */
export interface ImportPlan {
  readonly patch: Patch;
  readonly tracks: number;
  /** Tracks of the file that come into tracks that are there. */
  readonly merged: number;
  /** Boxes read, whether they are stored or follow from others. */
  readonly boxes: number;
  /** Frames in which a track that is there and its namesake in the file say something else. */
  readonly conflicts: number;
  /** Those of them in which the track keeps what it says. */
  readonly kept: number;
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Brings a document's tracks into a media item. Labels are found by name, or made; attributes that a label does not
 * know are added to it. Ids stay where they were never taken. Frames that interpolation gives back exactly are not
 * stored again.
 * @throws StudioError bad-input when there are no tracks, or a frame lies outside the media
 */
export function planImport(
  model: AnnotationModel,
  document: ImportedTracks,
  mediaId: number,
  ids: IdSource,
  rule: ImportRule = 'add',
): ImportPlan {
  const media = requireMedia(model, mediaId);
  if (document.tracks.length === 0) refuse('the file holds no tracks: there is nothing to import');
  const patch = new PatchBuilder(model);
  const labels = new ImportedLabels(model, ids);
  const trackIds = new ImportedIds(ids, document.tracks);
  const tally = { merged: 0, boxes: 0, conflicts: 0, kept: 0, locked: 0, emptyBoxes: 0 };
  for (const track of document.tracks) {
    const { frames: all } = track;
    requireInside(media, track.id, all.at(-1)?.frameIndex ?? 0);
    const frames = all.filter(({ box }) => box === null || (box.w > 0 && box.h > 0));
    tally.emptyBoxes += all.length - frames.length;
    tally.boxes += frames.filter(({ box, absent }) => box !== null && !absent).length;
    const { id: labelId, fitting } = labels.find(track.label);
    const rows = frames.map((frame) => placedRow(frame, (all) => fitting('frame', all)));
    const attributes = fitting('track', track.attributes);
    const own = rule === 'add' ? undefined : namesake(model, mediaId, track.id, labelId);
    if (own?.locked === true) {
      tally.locked++;
    } else if (own === undefined || rule === 'add') {
      const id = trackIds.of(track.id);
      const fresh = { id, mediaId, labelId, color: track.color, attributes };
      place(patch, { ...fresh, interpolate: true, locked: false, hidden: false }, rows);
    } else {
      const merge = mergeRows(model, own.id, rows, rule);
      tally.merged++;
      tally.conflicts += merge.conflicts;
      tally.kept += merge.kept;
      place(patch, { ...own, attributes: mergedAttributes(own, attributes, rule) }, merge.rows);
    }
  }
  for (const label of labels.changed()) patch.label(label.id, label);
  const { length } = document.tracks;
  const { merged, boxes, conflicts, kept, locked, emptyBoxes } = tally;
  return {
    patch: patch.build(length === 1 ? 'Import 1 track' : `Import ${length} tracks`),
    tracks: length,
    ...{ merged, boxes, conflicts, kept },
    warnings: [
      ...(document.warnings ?? []),
      ...sizeWarnings(document, media),
      ...(emptyBoxes > 0 ? [`${emptyBoxes} boxes without a width or height were left out.`] : []),
      ...(locked > 0 ? [`${locked} tracks are locked and stay as they are.`] : []),
      ...labels.warnings(),
    ],
  };
}

/** Stores a track with its frames; it interpolates unless there are gaps between them. */
function place(patch: PatchBuilder, track: ProjectTrack, rows: readonly PlacedRow[]): void {
  const interpolate = !hasGap(rows);
  const stored = interpolate ? withoutDerived(rows) : rows;
  patch.track({ ...track, interpolate });
  patch.rows(track.id, new Map(stored.map(({ frameIndex, row }) => [frameIndex, row])));
}

/** The track of a media item that an imported one continues. */
function namesake(
  model: AnnotationModel,
  mediaId: number,
  trackId: number,
  labelId: number,
): ProjectTrack | undefined {
  const own = model.track(trackId);
  return own?.mediaId === mediaId && own.labelId === labelId ? own : undefined;
}

function mergedAttributes(
  { attributes }: ProjectTrack,
  theirs: ProjectTrack['attributes'],
  rule: 'fill' | 'replace',
): ProjectTrack['attributes'] {
  return rule === 'fill' ? { ...theirs, ...attributes } : { ...attributes, ...theirs };
}

function requireInside(media: MediaItem, id: number, last: number): void {
  if (last < media.frameCount) return;
  refuse(
    `track ${id} has a box in frame ${last}, but ${media.name} has only the frames 0..${media.frameCount - 1}: ` +
      'the annotations are of another video, or count frames differently',
  );
}

function sizeWarnings({ media: theirs }: ImportedTracks, ours: MediaItem): string[] {
  if (theirs === null) return [];
  const isSame = theirs.width === ours.width && theirs.height === ours.height;
  return isSame
    ? []
    : [
        `The annotations are of pictures of ${theirs.width} x ${theirs.height} pixels, ` +
          `but ${ours.name} has ${ours.width} x ${ours.height}: check that the boxes fit.`,
      ];
}

function placedRow(
  frame: ImportedFrame,
  fitting: (attributes: FrameRow['attributes']) => FrameRow['attributes'],
): PlacedRow {
  const { frameIndex, source, confirmed, score, occluded, absent, keyframe } = frame;
  const box = absent ? null : frame.box;
  const attributes = fitting(frame.attributes ?? {});
  return {
    frameIndex,
    row: { box, source, confirmed, score, occluded, absent: box === null, keyframe, attributes },
  };
}

function hasGap(rows: readonly PlacedRow[]): boolean {
  return rows.some((placed, i) => i > 0 && placed.frameIndex > rows[i - 1]!.frameIndex + 1);
}

/** The rows without those that the ones around them give back. */
function withoutDerived(rows: readonly PlacedRow[]): PlacedRow[] {
  const kept: PlacedRow[] = [];
  for (let i = 0; i < rows.length;) {
    const anchor = rows[i]!;
    kept.push(anchor);
    let end = i + 1;
    while (end < rows.length - 1 && mayBeDerived(rows[end]!.row)) end++;
    const between = rows.slice(i + 1, end);
    const next = rows[end];
    const isDerived =
      next !== undefined &&
      between.every(({ frameIndex, row }) => {
        const shown = shownBetween(anchor, next, frameIndex, true);
        return shown !== null && isSeenAs(row, shown);
      });
    if (!isDerived) kept.push(...between);
    i = end;
  }
  return kept;
}

function mayBeDerived({ source, confirmed, score, keyframe, absent }: FrameRow): boolean {
  return !keyframe && !confirmed && score === null && (absent || source === 'interpolated');
}

function isSeenAs(row: FrameRow, shown: FrameRow): boolean {
  if (row.absent !== shown.absent || row.source !== shown.source) return false;
  if (row.occluded !== shown.occluded || !sameValue(row.attributes, shown.attributes)) return false;
  if (row.box === null || shown.box === null) return row.box === shown.box;
  const [a, b] = [row.box, shown.box];
  return (['x', 'y', 'w', 'h'] as const).every((key) => Math.abs(a[key] - b[key]) < 1e-6);
}
