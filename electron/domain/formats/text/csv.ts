/** The cells of a line of comma-separated values; a cell in quotes may hold commas, and two quotes for one. */
export function csvCells(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/y;
  while (cell.lastIndex <= line.length) {
    const at = cell.lastIndex;
    const found = cell.exec(line);
    if (found === null) {
      // Quotes within a cell that does not begin with one.
      const end = line.indexOf(',', at + 1);
      cells.push(line.slice(at, end < 0 ? undefined : end));
      if (end < 0) break;
      cell.lastIndex = end + 1;
      continue;
    }
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2]!);
    if (found[3] === '') break;
  }
  return cells;
}

/** A cell as it may stand between commas. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
