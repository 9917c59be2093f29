/**
 * Thin diagonal strokes, light beside dark, that show on any picture: the sign of occlusion. `scale` is device pixels
 * per unit of the context, `side` the tile's in units; null where the browser makes no pattern.
 */
export function hatchPattern(
  context: CanvasRenderingContext2D,
  scale: number,
  side: number,
): CanvasPattern | null {
  const pixels = Math.max(1, Math.round(side * scale));
  const tile = new OffscreenCanvas(pixels, pixels);
  const tileContext = tile.getContext('2d');
  if (!tileContext) return null;
  tileContext.lineWidth = Math.max(1, scale);
  const strokes = [
    ['rgb(0 0 0 / 0.55)', scale],
    ['rgb(255 255 255 / 0.75)', 0],
  ] as const;
  for (const [style, shift] of strokes) {
    tileContext.strokeStyle = style;
    tileContext.beginPath();
    for (const offset of [-pixels, 0, pixels]) {
      tileContext.moveTo(offset + shift - 1, pixels + 1);
      tileContext.lineTo(offset + shift + pixels + 1, -1);
    }
    tileContext.stroke();
  }
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(side / pixels));
  return pattern;
}
