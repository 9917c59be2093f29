import type { FrameRow } from '../annotation.ts';

/** What a span of frames shows: who made its boxes, or that there are none. */
export type SpanKind = 'human' | 'model' | 'interpolated' | 'imported' | 'absent' | 'gap';

/** A run of frames that look alike on a timeline; both ends inclusive. */
export interface TrackSpan {
  readonly from: number;
  readonly to: number;
  readonly kind: SpanKind;
  readonly occluded: boolean;
  readonly confirmed: boolean;
}

/** What kind of span a stored frame belongs to. */
export function kindOf({ absent, source }: FrameRow): SpanKind {
  if (absent) return 'absent';
  return source === 'human' || source === 'interpolated' || source === 'imported'
    ? source
    : 'model';
}

/** The runs from the first stored frame to the last, without a hole between them; empty without stored frames. */
export function spansOf(
  rows: { readonly frames: Int32Array; get(frameIndex: number): FrameRow | undefined },
  interpolate: boolean,
): TrackSpan[] {
  const spans: TrackSpan[] = [];
  let run: { -readonly [Key in keyof TrackSpan]: TrackSpan[Key] } | null = null;
  const add = (
    from: number,
    to: number,
    kind: SpanKind,
    occluded: boolean,
    confirmed: boolean,
  ): void => {
    if (run?.kind === kind && run.occluded === occluded && run.confirmed === confirmed) {
      run.to = to;
    } else {
      run = { from, to, kind, occluded, confirmed };
      spans.push(run);
    }
  };
  const { frames } = rows;
  for (let i = 0; i < frames.length; i++) {
    const frameIndex = frames[i]!;
    const row = rows.get(frameIndex)!;
    add(frameIndex, frameIndex, kindOf(row), row.occluded, row.confirmed);
    const next = frames[i + 1];
    if (next === undefined || next === frameIndex + 1) continue;
    const between = row.absent ? 'absent' : interpolate ? 'interpolated' : 'gap';
    add(frameIndex + 1, next - 1, between, between !== 'gap' && row.occluded, false);
  }
  return spans;
}
