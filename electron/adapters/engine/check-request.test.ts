import { expect, it } from 'vitest';
import type { TrackedObject, TrackRequest } from '../../services/ports/tracking-engine.ts';
import { checkRequest } from './check-request.ts';

const box = { x: 1, y: 2, w: 3, h: 4 };

function asked(changes: Partial<TrackedObject>): TrackRequest {
  const objects = [{ id: 'beetle', box, anchorFrame: 0, ...changes }];
  return { media: '/clip.mp4', model: '/model.onnx', device: 'cpu', from: 1, to: 3, objects };
}

it('takes boxes and resume boxes with an area, also outside the picture', () => {
  checkRequest(asked({}));
  checkRequest(asked({ box: { ...box, x: -50 }, resumeBox: { ...box, y: 1e6 } }));
});

it.each([
  [{ box: { ...box, w: 0 } }, 'the box 1,2,0,4 of beetle has no area'],
  [{ box: { ...box, x: NaN } }, 'the box NaN,2,3,4 of beetle has no area'],
  [{ resumeBox: { ...box, h: -1 } }, 'the resume box 1,2,3,-1 of beetle has no area'],
  [{ resumeBox: { ...box, w: Infinity } }, 'the resume box 1,2,Infinity,4 of beetle has no area'],
  [{ anchorFrame: -1 }, '-1 is no frame number'],
  [{ anchorFrame: 0.5 }, '0.5 is no frame number'],
])('refuses %j', (changes, message) => {
  expect(() => checkRequest(asked(changes))).toThrow(`/clip.mp4 cannot be tracked: ${message}`);
});
