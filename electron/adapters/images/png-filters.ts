/**
 * Undoes the filters of rows in place (W3C, PNG third edition, 9). Each row is a byte that names its filter, and
 * `rowBytes` bytes of samples; before the first one all is zero.
 * @param step bytes from a sample to the same one of the pixel to its left
 * @throws Error for a filter that does not exist
 */
export function unfilterRows(bytes: Uint8Array, rowBytes: number, step: number): void {
  const stride = rowBytes + 1;
  for (let row = 0; row < bytes.length; row += stride) {
    const [start, end, filter] = [row + 1, row + stride, bytes[row]!];
    const hasAbove = row > 0;
    switch (filter) {
      case 0:
        break;
      case 1:
        addLeft(bytes, start, end, step);
        break;
      case 2:
        if (hasAbove) for (let i = start; i < end; i++) bytes[i]! += bytes[i - stride]!;
        break;
      case 3:
        for (let i = start; i < end; i++) {
          const left = i - step >= start ? bytes[i - step]! : 0;
          bytes[i]! += (left + (hasAbove ? bytes[i - stride]! : 0)) >> 1;
        }
        break;
      case 4:
        // Without a row above, the nearest neighbour is the left one.
        if (hasAbove) addNearest(bytes, start, end, step, stride);
        else addLeft(bytes, start, end, step);
        break;
      default:
        throw new Error('its pixels are damaged');
    }
  }
}

function addLeft(bytes: Uint8Array, start: number, end: number, step: number): void {
  for (let i = start + step; i < end; i++) bytes[i]! += bytes[i - step]!;
}

/** Adds whichever of left, above and above left is nearest to left + above - above left (Paeth). */
function addNearest(
  bytes: Uint8Array,
  start: number,
  end: number,
  step: number,
  stride: number,
): void {
  const firstPixel = Math.min(start + step, end);
  for (let i = start; i < firstPixel; i++) bytes[i]! += bytes[i - stride]!;
  for (let i = firstPixel; i < end; i++) {
    const left = bytes[i - step]!;
    const above = bytes[i - stride]!;
    const corner = bytes[i - stride - step]!;
    const toLeft = Math.abs(above - corner);
    const toAbove = Math.abs(left - corner);
    const toCorner = Math.abs(left + above - 2 * corner);
    bytes[i]! +=
      toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
  }
}
