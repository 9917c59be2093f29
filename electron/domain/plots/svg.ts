/** Text as it may stand in HTML and SVG, attributes included. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Colours that people with any kind of colour vision tell apart (Okabe and Ito), then again from the first. */
const COLOURS = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#8c6d31',
  '#6a51a3',
] as const;

/** The colour of the i-th tracker in every plot. */
export function seriesColour(i: number): string {
  return COLOURS[i % COLOURS.length]!;
}

/** The dashes of the i-th tracker's lines: plain for the first colours, then broken. */
export function seriesDashes(i: number): string {
  const round = Math.floor(i / COLOURS.length);
  return round === 0 ? '' : ` stroke-dasharray="${round * 3} 2"`;
}

/** A coordinate with as many digits as can be seen. */
export function px(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** A part of a plot that data are drawn in; values grow to the right and upward. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** An axis: its range, the values that are marked, and what it shows. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly label: string;
}

const TEXT = 'font-family="system-ui, sans-serif" font-size="11" fill="currentColor"';
const GRID = 'class="grid" stroke="#8886" stroke-width="0.6" fill="none"';

/** Size of a plot in pixels. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** Room around the part of a plot that data are drawn in, in pixels. */
export const MARGIN = { left: 48, right: 12, top: 26, bottom: 40 } as const;

/** Where values lie in a plot of some size, in its pixels. */
export function frameOf(
  { width, height }: PlotSize,
  axes: { readonly x: Pick<Axis, 'from' | 'to'>; readonly y: Pick<Axis, 'from' | 'to'> },
): Frame {
  const scale =
    ({ from, to }: Pick<Axis, 'from' | 'to'>, low: number, high: number) =>
    (value: number): number =>
      low + ((value - from) / (to - from || 1)) * (high - low);
  return {
    ...{ width, height },
    x: scale(axes.x, MARGIN.left, width - MARGIN.right),
    y: scale(axes.y, height - MARGIN.bottom, MARGIN.top),
  };
}

/**
 * A plot with a title, a frame, a grid and labelled axes, around what `draw` makes, as SVG in the colour of the text
 * around it; complete without any style sheet.
 */
export function plot(
  title: string,
  size: PlotSize,
  axes: { readonly x: Axis; readonly y: Axis },
  draw: (frame: Frame) => string,
): string {
  const { width, height } = size;
  const [right, bottom] = [width - MARGIN.right, height - MARGIN.bottom];
  const frame = frameOf(size, axes);
  const vertical = axes.x.ticks.map((tick) => {
    const x = px(frame.x(tick));
    const line = `<path ${GRID} d="M${x} ${MARGIN.top}V${bottom}"/>`;
    return `${line}<text x="${x}" y="${bottom + 14}" text-anchor="middle">${tickText(tick)}</text>`;
  });
  const horizontal = axes.y.ticks.map((tick) => {
    const y = px(frame.y(tick));
    const line = `<path ${GRID} d="M${MARGIN.left} ${y}H${right}"/>`;
    const at = `x="${MARGIN.left - 6}" y="${y}" dy="0.32em" text-anchor="end"`;
    return `${line}<text ${at}>${tickText(tick)}</text>`;
  });
  const middle = (MARGIN.top + bottom) / 2;
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(title)}" ${TEXT}>`,
    `<text class="title" font-size="13" font-weight="600" x="${MARGIN.left}" y="16">${escapeText(title)}</text>`,
    ...vertical,
    ...horizontal,
    `<text x="${(MARGIN.left + right) / 2}" y="${height - 8}" text-anchor="middle">${escapeText(axes.x.label)}</text>`,
    `<text transform="translate(12 ${middle}) rotate(-90)" text-anchor="middle">${escapeText(axes.y.label)}</text>`,
    draw(frame),
    '</svg>',
  ].join('');
}

function tickText(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Round values from 0 that cover `most`, about five of them. */
export function ticksTo(most: number): readonly number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough)!;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => i * step);
}

/** A plot as an XML document; inside of an HTML page it is one without this. */
export function svgDocument(svg: string): string {
  return svg.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ');
}

/** A plot as a file of its own: dark on white, whatever surrounds it on screen. */
export function standalone(svg: string): string {
  return svgDocument(svg).replace(
    ' fill="currentColor">',
    ' fill="#171b1e" color="#171b1e"><rect width="100%" height="100%" fill="#ffffff"/>',
  );
}
