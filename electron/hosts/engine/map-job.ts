import type { MapRequest, SearchMaps } from '../../services/ports/map-engine.ts';
import type { SessionWorker } from './session-worker-client.ts';
import type { SourceCache } from './source-cache.ts';

/** Reads the two pictures that a network is to look at, and has it look. @throws StudioError as the engine's port */
export async function lookAt(
  job: number,
  { media, templateFrame, frame, ...request }: MapRequest,
  { sources, worker }: { readonly sources: SourceCache; readonly worker: SessionWorker },
): Promise<SearchMaps> {
  const never = new AbortController().signal;
  const lease = await sources.acquire(media, never);
  const { source, pool } = lease;
  try {
    const template = await source.frame(templateFrame, never);
    const search = await source.frame(frame, never);
    try {
      return await worker.call({ type: 'maps', job, ...request, template, search });
    } finally {
      pool.release(template);
      pool.release(search);
    }
  } finally {
    lease.release();
  }
}
