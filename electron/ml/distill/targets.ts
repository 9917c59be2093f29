import { roundHalfEven } from '../tracker/crop-region.ts';

/** How annotated boxes become targets; a family keeps its own rules. */
export interface TargetRules {
  /** The cell of a box's centre: `round` to the nearest, ties to even (OSTrack); `floor` (the tiny family). */
  readonly cell: 'round' | 'floor';
  /**
   * Score map around that cell: `cornernet`, a Gaussian cut off at CornerNet's radius, without a positive when the
   * cell lies outside the map (OSTrack); `box`, an unbounded Gaussian as wide as a third of the box, its cell moved into the map (tiny).
   */
  readonly heat: 'cornernet' | 'box';
}

/** Targets of a batch; F = cells per side. */
export interface Targets {
  /** Score maps in [0,1] [B,1,F,F]; a positive is exactly 1. */
  readonly heat: Float32Array;
  /** Row-major cell of each box's centre, moved into the map [B]. */
  readonly cell: BigInt64Array;
}

/** Overlap that a box shifted by the radius still has with the true one. */
const MIN_OVERLAP = 0.7;
/** Smallest standard deviation in cells of the tiny family's targets. */
const MIN_SIGMA = 0.3;

/**
 * Score maps and cells of annotated boxes.
 * @param annotations x, y, w, h [B,4] as fractions of the search crop; parts may lie outside it
 * @param cells cells per side of the student's map, F
 * @throws RangeError for a box that is not finite or has no area
 */
export function targetsOf(annotations: Float32Array, cells: number, rules: TargetRules): Targets {
  const batch = annotations.length / 4;
  const heat = new Float32Array(batch * cells * cells);
  const cell = new BigInt64Array(batch);
  for (let sample = 0; sample < batch; sample++) {
    const box = boxInCells(annotations.subarray(4 * sample, 4 * sample + 4), cells);
    const toCell = rules.cell === 'round' ? roundHalfEven : Math.floor;
    const centre = { x: toCell(box.cx), y: toCell(box.cy) };
    const inside = { x: clampCell(centre.x, cells), y: clampCell(centre.y, cells) };
    cell[sample] = BigInt(inside.y * cells + inside.x);
    const map = heat.subarray(sample * cells * cells, (sample + 1) * cells * cells);
    if (rules.heat === 'cornernet') {
      const radius = Math.trunc(Math.max(0, cornernetRadius(box.w, box.h)));
      // CornerNet zeroes values below float64's epsilon as well; within the radius they are at least e^-9.
      drawGaussian(map, cells, centre, { sigma: (2 * radius + 1) / 6, radius });
    } else {
      const sigma = Math.max(MIN_SIGMA, (box.w + box.h) / 2 / 6);
      drawGaussian(map, cells, inside, { sigma, radius: Infinity });
    }
  }
  return { heat, cell };
}

interface CellBox {
  readonly cx: number;
  readonly cy: number;
  readonly w: number;
  readonly h: number;
}

/** Centre and sides in cells, each step in float32 as the reference computes them: ties of the rounding depend on it. */
function boxInCells(xywh: Float32Array, cells: number): CellBox {
  const [x = NaN, y = NaN, w = NaN, h = NaN] = xywh.map((value) => value * cells);
  if (!(Number.isFinite(x + y + w + h) && w > 0 && h > 0)) {
    throw new RangeError(`the annotation ${xywh.join(',')} is no box x,y,w,h with an area`);
  }
  return { cx: Math.fround(x + w / 2), cy: Math.fround(y + h / 2), w, h };
}

function clampCell(index: number, cells: number): number {
  return Math.min(Math.max(index, 0), cells - 1);
}

/**
 * Radius within which a shifted box overlaps by 0.7, in cells: the smallest of three cases. The roots are divided by
 * 2 whatever their leading coefficient, as in CornerNet's code: OSTrack was trained with these radii.
 */
function cornernetRadius(w: number, h: number): number {
  const sum = w + h;
  const product = w * h;
  const root = (a: number, b: number, c: number): number => (b + Math.sqrt(b * b - 4 * a * c)) / 2;
  return Math.min(
    root(1, sum, (product * (1 - MIN_OVERLAP)) / (1 + MIN_OVERLAP)),
    root(4, 2 * sum, (1 - MIN_OVERLAP) * product),
    root(4 * MIN_OVERLAP, -2 * MIN_OVERLAP * sum, (MIN_OVERLAP - 1) * product),
  );
}

function drawGaussian(
  map: Float32Array,
  cells: number,
  centre: { readonly x: number; readonly y: number },
  { sigma, radius }: { readonly sigma: number; readonly radius: number },
): void {
  for (let y = 0; y < cells; y++) {
    for (let x = 0; x < cells; x++) {
      const dx = x - centre.x;
      const dy = y - centre.y;
      if (Math.max(Math.abs(dx), Math.abs(dy)) > radius) continue;
      map[y * cells + x] = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
    }
  }
}
