import { randomBytes } from 'node:crypto';

/** A new comparison's id: sorts by time, and is good as a folder's name everywhere. */
export function newComparisonId(now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${time}-${randomBytes(3).toString('hex')}`;
}
