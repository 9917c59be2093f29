/** One resolution of a picture with four floats per texel [H,W,4]. */
interface Level {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** A four-channel picture with a pyramid of halved copies, so that a blur of any size costs one look-up. */
export class Texture {
  readonly width: number;
  readonly height: number;
  private readonly levels: Level[];

  constructor(width: number, height: number, data: Float32Array) {
    this.width = width;
    this.height = height;
    this.levels = [{ width, height, data }];
    for (let level = this.levels[0]!; Math.min(level.width, level.height) > 4;) {
      level = halved(level);
      this.levels.push(level);
    }
  }

  /**
   * Adds `weight` times the texture at (x, y) to `out`[0..3]; trilinear, edges repeat.
   * @param x,y in texels of the finest level, 0 at the left (top) edge of the first
   * @param widthTexels width of the area that the result should average
   */
  sample(x: number, y: number, widthTexels: number, weight: number, out: Float64Array): void {
    const lod = Math.min(this.levels.length - 1.001, Math.max(0, Math.log2(widthTexels)));
    const fine = Math.floor(lod);
    const share = lod - fine;
    const zoom = 1 / (1 << fine);
    if (share < 0.999) bilinear(this.levels[fine]!, x * zoom, y * zoom, weight * (1 - share), out);
    if (share > 0.001) {
      bilinear(this.levels[fine + 1]!, x * zoom * 0.5, y * zoom * 0.5, weight * share, out);
    }
  }
}

function bilinear(level: Level, x: number, y: number, weight: number, out: Float64Array): void {
  const { width, height, data } = level;
  const px = Math.min(width - 1, Math.max(0, x - 0.5));
  const py = Math.min(height - 1, Math.max(0, y - 0.5));
  const ix = Math.min(width - 2, Math.floor(px));
  const iy = Math.min(height - 2, Math.floor(py));
  const fx = px - ix;
  const fy = py - iy;
  const a = (1 - fx) * (1 - fy) * weight;
  const b = fx * (1 - fy) * weight;
  const c = (1 - fx) * fy * weight;
  const d = fx * fy * weight;
  const top = (iy * width + ix) * 4;
  const low = top + width * 4;
  for (let k = 0; k < 4; k++) {
    out[k] =
      out[k]! +
      a * data[top + k]! +
      b * data[top + 4 + k]! +
      c * data[low + k]! +
      d * data[low + 4 + k]!;
  }
}

function halved(level: Level): Level {
  const width = level.width >> 1;
  const height = level.height >> 1;
  const data = new Float32Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const top = (2 * y * level.width + 2 * x) * 4;
      const low = top + level.width * 4;
      for (let k = 0; k < 4; k++) {
        const sum =
          level.data[top + k]! +
          level.data[top + 4 + k]! +
          level.data[low + k]! +
          level.data[low + 4 + k]!;
        data[(y * width + x) * 4 + k] = sum * 0.25;
      }
    }
  }
  return { width, height, data };
}
