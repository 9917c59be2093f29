/** Pages that the studio may show in the person's own browser: each with everything below it. */
const allowed = [
  'https://github.com/botaoye/OSTrack',
  'https://github.com/ShaohuaDong2021/LoReTrack',
  'https://onnxruntime.ai/docs',
] as const;

/** The address in its normal form where it may be opened outside of the studio; null for all others. */
export function allowedLink(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return null;
  const isAllowed = allowed.some((page) => {
    const { origin, pathname } = new URL(page);
    const isBelow = parsed.pathname === pathname || parsed.pathname.startsWith(`${pathname}/`);
    return parsed.origin === origin && isBelow;
  });
  return isAllowed ? parsed.href : null;
}
