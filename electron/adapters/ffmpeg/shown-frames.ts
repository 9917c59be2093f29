import type { TimeBase } from '../../domain/frame-table.ts';

/** One decoded picture as ffmpeg's showinfo filter reports it. */
export interface ShownFrame {
  /** Presentation time in units of the filter's time base; null when the stream gives none. */
  readonly pts: number | null;
  readonly key: boolean;
  /** Size in pixels after rotation. */
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: string;
}

/** What one line of ffmpeg's log says. */
export type LogLine =
  | { readonly kind: 'frame'; readonly frame: ShownFrame }
  | { readonly kind: 'time-base'; readonly timeBase: TimeBase }
  | { readonly kind: 'error'; readonly text: string };

/** Reads one line of a log written with `-loglevel repeat+level+info`; null for lines that do not matter here. */
export function parseLogLine(line: string): LogLine | null {
  const error =
    /^(?:\[(?<part>[^\]]*?)(?: @ [^\]]*)?\] )?\[(?:error|fatal|panic)\] (?<text>.*)$/.exec(line);
  if (error !== null) {
    const { part } = error.groups!;
    const text = error.groups!['text']!.replace(/\.+$/, '');
    // Library code without a context of its own signs as NULL.
    return {
      kind: 'error',
      text: part === undefined || part === 'NULL' ? text : `${part}: ${text}`,
    };
  }
  if (!line.startsWith('[Parsed_showinfo')) return null;
  const text = line.replace(/^\[[^\]]*\] (?:\[info\] )?/, '');
  const base = /^config in time_base: (\d{1,10})\/(\d{1,10})/.exec(text);
  if (base !== null) {
    return { kind: 'time-base', timeBase: { num: Number(base[1]), den: Number(base[2]) } };
  }
  const frame =
    /^n: *\d+ pts: *(NOPTS|-?\d{1,15}) .*?\bfmt:(\w+) .*?\bs:(\d{1,6})x(\d{1,6}) .*?\biskey:([01])/.exec(
      text,
    );
  if (frame === null) return null;
  const [, pts, pixelFormat, width, height, key] = frame;
  return {
    kind: 'frame',
    frame: {
      pts: pts === 'NOPTS' ? null : Number(pts),
      key: key === '1',
      width: Number(width),
      height: Number(height),
      pixelFormat: pixelFormat!,
    },
  };
}
