import { StudioError } from '../../contract/errors.ts';
import { DEVICES } from '../../contract/device.ts';
import type { TrackRequest } from '../../services/ports/tracking-engine.ts';

/** @throws StudioError bad-input naming what is wrong with a request, before a process is troubled with it. */
export function checkRequest({ media, device, from, to, objects }: TrackRequest): void {
  const refuse = (what: string): never => {
    throw new StudioError('bad-input', `${media} cannot be tracked: ${what}`);
  };
  if (!DEVICES.includes(device)) {
    refuse(`there is no device "${device}", choose one of ${DEVICES.join(', ')}`);
  }
  for (const frame of [from, to, ...objects.map(({ anchorFrame }) => anchorFrame)]) {
    if (!Number.isSafeInteger(frame) || frame < 0) refuse(`${frame} is no frame number`);
  }
  if (objects.length === 0) refuse('there is no object to follow, draw a box first');
  if (new Set(objects.map(({ id }) => id)).size < objects.length) {
    refuse('two objects have the same id');
  }
  for (const { id, box, resumeBox = box } of objects) {
    for (const [name, { x, y, w, h }] of [
      ['box', box],
      ['resume box', resumeBox],
    ] as const) {
      if (![x, y, w, h].every(Number.isFinite) || w <= 0 || h <= 0) {
        refuse(`the ${name} ${x},${y},${w},${h} of ${id} has no area`);
      }
    }
  }
}
