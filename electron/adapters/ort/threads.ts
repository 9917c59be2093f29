import { availableParallelism } from 'node:os';
import { medianRunMs } from './probe.ts';
import type { NamedTensors, Session } from './session.ts';

/** A session with the number of threads that it runs on. */
export interface ThreadedSession {
  readonly session: Session;
  readonly threads: number;
}

/** What was measured on this machine, by the caller's key for "takes the same time". */
const measured = new Map<string, number>();

/** Thread counts worth trying: all cores, half of them (hyper-threading, efficiency cores), one. */
export function threadCandidates(cores = availableParallelism()): readonly number[] {
  return [...new Set([cores, Math.ceil(cores / 2), 1])];
}

/**
 * Opens a session on as many threads as make it fastest here and now. More is not always faster: on a machine
 * with busy neighbours one thread can beat two by far, so a few runs are timed; the answer is kept under `key`.
 */
export async function openFastest(
  key: string,
  open: (threads: number) => Promise<Session>,
  feeds: NamedTensors,
  candidates = threadCandidates(),
): Promise<ThreadedSession> {
  const known = measured.get(key) ?? (candidates.length === 1 ? candidates[0] : undefined);
  if (known !== undefined) return { session: await open(known), threads: known };
  let best: (ThreadedSession & { ms: number }) | undefined;
  for (const threads of candidates) {
    const session = await open(threads);
    const ms = await medianRunMs(session, feeds);
    const slower = best !== undefined && ms >= best.ms ? session : best?.session;
    if (slower !== session) best = { session, threads, ms };
    await slower?.close();
  }
  const { session, threads } = best!;
  measured.set(key, threads);
  return { session, threads };
}
