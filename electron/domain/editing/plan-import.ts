import type { FrameRow, MediaItem, Patch, ProjectTrack } from '../annotation.ts';
import type { ImportedFrame, ImportedTrack, ImportedTracks } from '../formats/imported-tracks.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { refuse, requireMedia } from './edit-checks.ts';
import { ImportedLabels } from './imported-labels.ts';
import { shownBetween } from './interpolate.ts';
import type { PlacedRow } from './interpolate.ts';
import { PatchBuilder } from './patch-builder.ts';
import type { IdSource } from './id-source.ts';
import { sameValue } from './same-value.ts';

/** What an import does, and what a person should know about it. */
export interface ImportPlan {
  readonly patch: Patch;
  readonly tracks: number;
  /** Boxes read, whether they are stored or follow from others. */
  readonly boxes: number;
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Adds a document's tracks to a media item as new ones. Labels are found by name, or made; attributes that a label
 * does not know are added to it. Frames that interpolation gives back exactly are not stored again.
 * @throws StudioError bad-input when there are no tracks, or a frame lies outside the media
 */
export function planImport(
  model: AnnotationModel,
  document: ImportedTracks,
  mediaId: number,
  ids: IdSource,
): ImportPlan {
  const media = requireMedia(model, mediaId);
  if (document.tracks.length === 0) refuse('the file holds no tracks: there is nothing to import');
  const patch = new PatchBuilder(model);
  const labels = new ImportedLabels(model, ids);
  let boxes = 0;
  let emptyBoxes = 0;
  for (const track of document.tracks) {
    requireInside(media, track);
    const frames = track.frames.filter(({ box }) => box === null || (box.w > 0 && box.h > 0));
    emptyBoxes += track.frames.length - frames.length;
    boxes += frames.filter(({ box, absent }) => box !== null && !absent).length;
    const { id: labelId, fitting } = labels.find(track.label);
    const rows = frames.map((frame) => placedRow(frame, (all) => fitting('frame', all)));
    const interpolate = !hasGap(rows);
    const made: ProjectTrack = {
      id: ids.nextTrackId(),
      mediaId,
      labelId,
      color: track.color,
      attributes: fitting('track', track.attributes),
      interpolate,
      locked: false,
      hidden: false,
    };
    const stored = interpolate ? withoutDerived(rows) : rows;
    patch.track(made);
    patch.rows(made.id, new Map(stored.map(({ frameIndex, row }) => [frameIndex, row])));
  }
  for (const label of labels.changed()) patch.label(label.id, label);
  const { length } = document.tracks;
  return {
    patch: patch.build(length === 1 ? 'Import 1 track' : `Import ${length} tracks`),
    tracks: length,
    boxes,
    warnings: [
      ...(document.warnings ?? []),
      ...sizeWarnings(document, media),
      ...(emptyBoxes > 0 ? [`${emptyBoxes} boxes without a width or height were left out.`] : []),
      ...labels.warnings(),
    ],
  };
}

function requireInside(media: MediaItem, { id, frames }: ImportedTrack): void {
  const last = frames.at(-1)?.frameIndex ?? 0;
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
