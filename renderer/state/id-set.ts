/** Ids as a set that is made anew rather than changed. */
export function idSet(ids: readonly number[]): ReadonlySet<number> {
  return new Set(ids);
}
