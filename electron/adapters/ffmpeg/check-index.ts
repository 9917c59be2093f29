import { StudioError } from '../../contract/errors.ts';

/** Refuses frame numbers outside 0..count-1 of the media called `name`. @throws StudioError bad-input */
export function checkIndex(index: number, count: number, name: string): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new StudioError(
    'bad-input',
    `${name}: there is no frame ${index}; its frames are 0 to ${count - 1}.`,
  );
}
