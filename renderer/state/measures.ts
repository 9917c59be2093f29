/** Bytes in words, e.g. `15.6 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e5) return `${Math.max(0.1, bytes / 1e3).toFixed(bytes < 1e4 ? 1 : 0)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Milliseconds with the speed that they mean, e.g. `8.3 ms, 120 fps`. */
export function formatSpeed(msPerFrame: number): string {
  const fps = 1000 / msPerFrame;
  return `${msPerFrame.toFixed(msPerFrame < 10 ? 1 : 0)} ms, ${fps.toFixed(fps < 10 ? 1 : 0)} fps`;
}

/** An overlap 0..1 with three places; a dash where nothing was measured. */
export function formatOverlap(iou: number | null): string {
  return iou === null ? '–' : iou.toFixed(3);
}

/** A difference of overlaps with its sign, e.g. `+0.012`. */
export function formatGain(gain: number): string {
  return `${gain < 0 ? '−' : '+'}${Math.abs(gain).toFixed(3)}`;
}

/** A whole number with its noun, e.g. `1 frame`, `1,204 frames`. */
export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** A moment as people write it, e.g. `25 Nov 2026, 14:05`. */
export function formatMoment(iso: string): string {
  const at = new Date(iso);
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
  return `${day}, ${at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}
