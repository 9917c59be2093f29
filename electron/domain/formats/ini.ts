/**
 * The settings of an INI file, by key without regard to capitals: `key=value` or `key: value`; sections, comments and
 * what is no setting are passed over.
 */
export function readIni(text: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const line of text.split(/\r\n|\n|\r/)) {
    const found = /^\s*([^\s=:#;[][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (found !== null) settings.set(found[1]!.toLowerCase(), found[2]!);
  }
  return settings;
}

/** A number above 0 among the settings; null where there is none. */
export function positiveSetting(
  settings: ReadonlyMap<string, string>,
  key: string,
  isWhole: boolean,
): number | null {
  const value = Number(settings.get(key.toLowerCase()) ?? NaN);
  return Number.isFinite(value) && value > 0 && (!isWhole || Number.isInteger(value))
    ? value
    : null;
}
