import { AnnotationModel } from '../../electron/domain/editing/annotation-model.ts';
import { constantRateTable } from '../../electron/domain/frame-table.ts';
import type { FrameRow } from '../../electron/domain/annotation.ts';
import { Timeline } from './timeline.ts';

const TRACKS = 100;
const FRAMES = 20_000;

/** Runs in the page: redraws a full timeline while its playhead and zoom move. */
export function measure(host: HTMLElement): number[] {
  const rows = (seed: number): Map<number, FrameRow> =>
    new Map(
      Array.from({ length: FRAMES }, (_, frame) => [
        frame,
        {
          box: { x: (frame + seed) % 500, y: 100, w: 60, h: 50 },
          source: frame % 250 === 0 ? 'human' : 'model:tiny-128',
          confirmed: frame % 1000 < 200,
          score: frame % 250 === 0 ? null : 0.5 + 0.4 * Math.sin((frame + seed) / 90),
          occluded: frame % 1500 < 40,
          absent: false,
          keyframe: frame % 250 === 0,
          attributes: {},
        },
      ]),
    );
  const tracks = Array.from({ length: TRACKS }, (_, i) => ({
    ...{ id: i + 1, mediaId: 1, labelId: 1, color: null, attributes: {} },
    ...{ interpolate: true, locked: false, hidden: false, rows: rows(31 * i) },
  }));
  const model = new AnnotationModel({ tracks });
  const lanes = tracks.map(({ id }) => ({
    trackId: id,
    name: `object ${id}`,
    color: '#e69f00',
    locked: false,
    hidden: false,
    spans: model.spans(id),
    frames: model.frames(id),
    doubts: [],
    layer: null,
    heldOut: [],
    row: (frameIndex: number) => model.row(id, frameIndex) ?? undefined,
  }));
  const timeline = new Timeline(host, {
    scene: () => ({
      table: constantRateTable(FRAMES, 30, 30),
      lanes,
      selectedIds: new Set([3]),
      range: null,
    }),
    handlers: { onSeek: () => undefined, onSelect: () => undefined, onRange: () => undefined },
    theme: { scheme: 'light', strongContrast: false },
  });
  for (let warmUp = 0; warmUp < 5; warmUp++) timeline.redraw();
  const times: number[] = [];
  for (let round = 0; round < 200; round++) {
    timeline.setPlayhead((round * 997) % FRAMES);
    if (round % 20 === 0) timeline.zoomBy(round % 40 === 0 ? 1.6 : 1 / 1.6);
    times.push(timeline.redraw());
  }
  timeline.dispose();
  return times;
}
