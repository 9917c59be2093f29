import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';

const { PRIORITY_BELOW_NORMAL } = constants.priority;
/**
 * Niceness of the engine's session as a whole. Milder than that of its threads, as it counts against every program of
 * the person's: beside one that is busy, a quarter of the processor is left, so that tracking starts and gets ahead.
 */
const SESSION_NICENESS = 5;

/**
 * Puts this process, its threads and all children and threads that it starts from now on below normal priority, so
 * that a window stays quick while networks run. Where the system refuses, everything stays as it was.
 */
export function lowerPriority(): void {
  lower(process.pid);
  if (process.platform !== 'linux') return;
  try {
    // Linux counts threads one by one; those of the JavaScript engine have run for a while.
    for (const thread of readdirSync('/proc/self/task')) lower(Number(thread));
    // Desktops share the processor between sessions first: priorities count within one only. A session of our own
    // is to stand back as a whole; in another's, its other processes have no part in this.
    if (sessionOf('/proc/self/stat') === process.pid) {
      writeFileSync('/proc/self/autogroup', String(SESSION_NICENESS));
    }
  } catch {
    // A system without these files has nothing to be told.
  }
}

function lower(id: number): void {
  try {
    // A person who made the studio run lower still is not overruled.
    if (getPriority(id) < PRIORITY_BELOW_NORMAL) setPriority(id, PRIORITY_BELOW_NORMAL);
  } catch {
    // Some systems do not allow it: tracking then competes with the window, as it would without trying.
  }
}

/** Session id in a process's stat file: the fourth field after its name, which may hold spaces and brackets. */
function sessionOf(statFile: string): number {
  const text = readFileSync(statFile, 'utf8');
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[3]);
}
