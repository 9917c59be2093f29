import type { CanvasTheme } from '../stage/canvas-theme.ts';

/** Colours of the timeline, as CSS. */
export interface TimelineTokens {
  readonly background: string;
  readonly ruler: string;
  readonly lane: string;
  readonly laneSelected: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly textSoft: string;
  /** Ticks of keyframes and the score curve, over a lane's colour. */
  readonly ink: string;
  readonly inkHalo: string;
  /** Edge of boxes' spans, for colours that are close to the ground's. */
  readonly spanEdge: string;
  readonly confirmed: string;
  /** Marks of doubtful frames. */
  readonly doubt: string;
  /** Frame around what lies over a lane until it is accepted. */
  readonly layer: string;
  /** Bands of frames that are held out. */
  readonly heldOut: string;
  readonly playhead: string;
  readonly playheadText: string;
  readonly range: string;
  readonly rangeEdge: string;
  /** Opacity of boxes' spans by source: less certain makers are paler. */
  readonly fill: Readonly<Record<'human' | 'model' | 'interpolated' | 'imported', number>>;
}

const FILL = { human: 1, model: 0.62, interpolated: 0.34, imported: 0.62 } as const;
/** With strong contrast the dash patterns tell sources apart, not paleness. */
const STRONG_FILL = { human: 1, model: 0.8, interpolated: 0.55, imported: 0.8 } as const;

const LIGHT: TimelineTokens = {
  background: '#f8f9fa',
  ruler: '#eceff1',
  lane: '#ffffff',
  laneSelected: '#d3ecef',
  line: '#d3d9de',
  lineStrong: '#848e97',
  text: '#171b1e',
  textSoft: '#525b64',
  ink: '#171b1e',
  inkHalo: 'rgb(255 255 255 / 0.75)',
  spanEdge: 'rgb(23 27 30 / 0.3)',
  confirmed: '#1c7038',
  doubt: '#b3261e',
  layer: '#08707f',
  heldOut: '#6a3fb5',
  playhead: '#b3261e',
  playheadText: '#ffffff',
  range: 'rgb(8 112 127 / 0.16)',
  rangeEdge: '#08707f',
  fill: FILL,
};

const DARK: TimelineTokens = {
  background: '#1b1e21',
  ruler: '#141719',
  lane: '#1f2327',
  laneSelected: '#143a40',
  line: '#31373c',
  lineStrong: '#6b757e',
  text: '#e9ecee',
  textSoft: '#a8b1b9',
  ink: '#f4f6f7',
  inkHalo: 'rgb(0 0 0 / 0.7)',
  spanEdge: 'rgb(255 255 255 / 0.2)',
  confirmed: '#79d698',
  doubt: '#ffb454',
  layer: '#45cbda',
  heldOut: '#c3a6ff',
  playhead: '#ff8a80',
  playheadText: '#1b0503',
  range: 'rgb(69 203 218 / 0.2)',
  rangeEdge: '#45cbda',
  fill: FILL,
};

const STRONG_LIGHT: TimelineTokens = {
  ...LIGHT,
  background: '#ffffff',
  ruler: '#f4f4f4',
  laneSelected: '#c5eef4',
  line: '#4d4d4d',
  lineStrong: '#000000',
  text: '#000000',
  textSoft: '#262626',
  ink: '#000000',
  inkHalo: '#ffffff',
  spanEdge: '#000000',
  confirmed: '#00501a',
  doubt: '#8c0000',
  layer: '#004f5b',
  heldOut: '#3d1a85',
  playhead: '#8c0000',
  rangeEdge: '#004f5b',
  fill: STRONG_FILL,
};

const STRONG_DARK: TimelineTokens = {
  ...DARK,
  background: '#000000',
  ruler: '#0a0a0a',
  lane: '#000000',
  laneSelected: '#06343b',
  line: '#b8b8b8',
  lineStrong: '#ffffff',
  text: '#ffffff',
  textSoft: '#e6e6e6',
  ink: '#ffffff',
  inkHalo: '#000000',
  spanEdge: '#ffffff',
  confirmed: '#8dffb0',
  doubt: '#ffd699',
  layer: '#7ff0ff',
  heldOut: '#e0ceff',
  playhead: '#ffe500',
  playheadText: '#000000',
  rangeEdge: '#7ff0ff',
  fill: STRONG_FILL,
};

/** The timeline's colours for a theme. */
export function timelineTokens({ scheme, strongContrast }: CanvasTheme): TimelineTokens {
  if (strongContrast) return scheme === 'dark' ? STRONG_DARK : STRONG_LIGHT;
  return scheme === 'dark' ? DARK : LIGHT;
}
