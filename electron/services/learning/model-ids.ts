/** Longer ids would be refused. */
const MOST_CHARS = 56;

/** An id out of a file's name or anything that a person wrote: `…/OSTrack_ep0300.pth.tar` becomes `ostrack-ep0300`. */
export function idOf(text: string): string {
  const name = text
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.(pth|pth\.tar|pt|tar|safetensors|onnx)$/i, '')
    .replace(/\.pth$/i, '');
  const id = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/[.-]*([.-])[.-]*/g, '$1')
    .slice(0, MOST_CHARS)
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return id === '' ? 'model' : id;
}

/** The id itself, or with the first number behind it that makes it free. */
export function freeId(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  for (let number = 2; taken.has(free); number++) free = `${id}-${number}`;
  return free;
}
