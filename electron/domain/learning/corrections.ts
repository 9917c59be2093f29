import type { Change, FrameRow, Patch } from '../annotation.ts';
import { kindOf } from '../editing/spans.ts';

/** What an edit did to one model's boxes. */
export interface CorrectionCount {
  readonly modelId: string;
  /** Frames that the model newly made; negative when that was undone. */
  readonly tracked: number;
  /** Frames of the model that a person put right, by track. */
  readonly corrected: readonly { readonly trackId: number; readonly frameIndex: number }[];
  /** Corrections that were taken back. */
  readonly takenBack: readonly { readonly trackId: number; readonly frameIndex: number }[];
}

type RowChange = Extract<Change, { kind: 'row' }>;
type Place = CorrectionCount['corrected'][number];

interface Tally {
  tracked: number;
  readonly corrected: Place[];
  readonly takenBack: Place[];
}

/**
 * Frames that models made in an edit, and those in which a person put one right, by model. A model's box that a person
 * confirms is no correction, one that is moved, or taken away, is.
 * @param kind an undo counts backwards, so that what was taken back leaves no trace
 */
export function countCorrections(
  { changes }: Patch,
  kind: 'edit' | 'undo' | 'redo',
): readonly CorrectionCount[] {
  const tallies = new Map<string, Tally>();
  const tallyOf = (modelId: string): Tally => {
    const tally = tallies.get(modelId) ?? { tracked: 0, corrected: [], takenBack: [] };
    tallies.set(modelId, tally);
    return tally;
  };
  for (const change of changes) {
    if (change.kind !== 'row') continue;
    const { before, after } = kind === 'undo' ? backwards(change) : change;
    const sign = kind === 'undo' ? -1 : 1;
    const [was, is] = [modelOf(before), modelOf(after)];
    if (is !== null && is !== was) tallyOf(is).tracked += sign;
    if (was === null || after?.source !== 'human') continue;
    const { trackId, frameIndex } = change;
    const places = tallyOf(was)[kind === 'undo' ? 'takenBack' : 'corrected'];
    places.push({ trackId, frameIndex });
  }
  return [...tallies].map(([modelId, tally]) => ({ modelId, ...tally }));
}

/** The id of the model that made a row's box, or null. */
function modelOf(row: FrameRow | null): string | null {
  return row !== null && kindOf(row) === 'model' ? row.source.slice('model:'.length) : null;
}

function backwards({ before, after }: RowChange): Pick<RowChange, 'before' | 'after'> {
  return { before: after, after: before };
}
