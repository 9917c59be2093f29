/** A number and what it counts, in the singular or plural: "1 track", "2 boxes". */
export function counted(count: number, what: string): string {
  if (count === 1) return `1 ${what}`;
  return `${count} ${what}${/(?:s|x)$/.test(what) ? 'es' : 's'}`;
}
