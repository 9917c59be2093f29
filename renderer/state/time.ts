/** Seconds as m:ss.mmm, with hours where there are any. */
export function formatTime(seconds: number): string {
  const ms = Math.round(Math.abs(seconds) * 1000);
  const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
  const rest = `${pad(Math.floor(ms / 1000) % 60)}.${pad(ms % 1000, 3)}`;
  const sign = seconds < 0 && ms > 0 ? '-' : '';
  return hours > 0 ? `${sign}${hours}:${pad(minutes)}:${rest}` : `${sign}${minutes}:${rest}`;
}

/** Remaining time in words, e.g. `8 s`, `3 min`, `2 h 5 min`. */
export function formatRemaining(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
