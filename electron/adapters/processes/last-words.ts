import { createInterface } from 'node:readline';

/** Lines of an engine's stderr that are kept to explain its death, and characters of each. */
const KEPT_LINES = 30;
const MAX_LINE = 300;

/** Listens to what a process prints; the returned function says what it said about its end. */
export function listenForLastWords(output: NodeJS.ReadableStream): () => string | undefined {
  const lines: string[] = [];
  createInterface({ input: output }).on('line', (line) => {
    if (line.trim() !== '') lines.push(line.slice(0, MAX_LINE));
    if (lines.length > KEPT_LINES) lines.shift();
  });
  // The error that Node prints before the stack, else the last line.
  return () => lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1);
}
