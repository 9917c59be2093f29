/** How the boxes of an example are drawn: dashes tell them apart where colours do not. */
export const EXAMPLE_LINES = [
  { who: 'human', name: 'You', color: '#ffffff', dash: undefined },
  { who: 'teacher', name: 'Teacher', color: '#ffb454', dash: '6 3' },
  { who: 'student', name: 'Student', color: '#5fe3f1', dash: '2 2' },
] as const;

/** RGBA bytes of an opaque picture out of its RGB bytes in base64; short data leaves the rest black. */
export function rgbaOf(base64: string, size: number): Uint8ClampedArray<ArrayBuffer> {
  const rgb = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const rgba = new Uint8ClampedArray(4 * size * size);
  for (let i = 0; i < size * size; i++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[4 * i + channel] = rgb[3 * i + channel] ?? 0;
    }
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}
