import type { Box } from '../../electron/domain/boxes.ts';
import type { StageBox } from './scene.ts';

/** A plain box of a person for tests. */
export function stageBox(trackId: number, box: Box, more: Partial<StageBox> = {}): StageBox {
  return {
    trackId,
    box,
    source: 'human',
    color: '#e69f00',
    label: `person ${trackId}`,
    occluded: false,
    confirmed: false,
    keyframe: true,
    locked: false,
    ...more,
  };
}
