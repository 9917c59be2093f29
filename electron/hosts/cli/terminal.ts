/** Where a command writes: results to `out`, progress and remarks to `err`. */
export interface Terminal {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Aborted by Ctrl-C, SIGTERM or a closed terminal. */
  readonly signal: AbortSignal;
}

/** One line of progress that redraws itself; silent when `err` is not a terminal. */
export class ProgressLine {
  readonly #terminal: Terminal;
  #lastDrawMs = 0;
  #isDrawn = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Shows `done` of `total` and the remaining time, at most ten times a second. */
  update(label: string, done: number, total: number, startedMs: number): void {
    const now = performance.now();
    if (this.#terminal.err.isTTY !== true || (now - this.#lastDrawMs < 100 && done < total)) return;
    this.#lastDrawMs = now;
    this.#isDrawn = true;
    const seconds = (now - startedMs) / 1000;
    const perSecond = done / Math.max(seconds, 1e-3);
    const left = done === 0 ? '' : `, ${formatSeconds((total - done) / perSecond)} left`;
    const share = `${done}/${total} (${Math.floor((100 * done) / Math.max(total, 1))} %)`;
    this.#terminal.err.write(`\r\u001b[2K${label} ${share}, ${perSecond.toFixed(1)}/s${left}`);
  }

  /** Removes the line. */
  clear(): void {
    if (this.#isDrawn) this.#terminal.err.write('\r\u001b[2K');
    this.#isDrawn = false;
  }
}

/** `42 s` or `3 min 05 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Rows as columns; texts are aligned left, numbers right. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const isNumber = (cell: string): boolean => /^-?[\d.]+( %)?$/.test(cell);
  return inColumns(rows, (cell, width) =>
    isNumber(cell) ? cell.padStart(width) : cell.padEnd(width),
  );
}

/** Names and their values, all aligned left. */
export function pairs(rows: readonly (readonly [string, string | number])[]): string {
  return inColumns(rows, (cell, width) => cell.padEnd(width));
}

function inColumns(
  rows: readonly (readonly (string | number)[])[],
  pad: (cell: string, width: number) => string,
): string {
  const cells = rows.map((row) => row.map(String));
  const widths = cells.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  return cells
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
