import type { PresetKeys } from './key-table.ts';

/** Keys as the hands of some other program's users know them: only where they differ from the command table. */
export interface KeyPreset {
  readonly id: string;
  readonly title: string;
  /** Whom it suits, in a sentence. */
  readonly about: string;
  readonly keys: PresetKeys;
}

const STUDIO: KeyPreset = {
  id: 'studio',
  title: 'Studio (CVAT-like)',
  about: 'D and F step, Space plays, N draws, K sets keyframes, T tracks.',
  keys: {},
};

const DIVE: KeyPreset = {
  id: 'dive',
  title: 'DIVE',
  about:
    'Up and down go through the objects, Home and End to a track’s ends; Del removes whole tracks.',
  keys: {
    'track.next': ['ArrowDown', 'Tab'],
    'track.previous': ['ArrowUp', 'Shift+Tab'],
    'track.first': ['Home', 'Shift+Home'],
    'track.last': ['End', 'Shift+End'],
    'frame.first': ['Ctrl+Home'],
    'frame.last': ['Ctrl+End'],
    'track.delete': ['Delete', 'Shift+Delete', 'Shift+Backspace'],
    'box.delete': ['Backspace'],
  },
};

const LOSSLESS_CUT: KeyPreset = {
  id: 'losslesscut',
  title: 'LosslessCut',
  about:
    'J, K and L shuttle, I and O set the range, B splits; arrows move by seconds and keyframes.',
  keys: {
    'play.shuttleBackward': ['J'],
    'play.toggle': ['Space', 'K'],
    'play.shuttleForward': ['L'],
    'frame.previous': [',', 'D'],
    'frame.next': ['.', 'F'],
    'frame.backSecond': ['ArrowLeft', 'Ctrl+ArrowLeft'],
    'frame.forwardSecond': ['ArrowRight', 'Ctrl+ArrowRight'],
    'keyframe.previous': ['ArrowUp', 'E'],
    'keyframe.next': ['ArrowDown', 'R'],
    'range.start': ['I', 'Alt+I'],
    'range.end': ['O', 'Alt+O'],
    'draw.track': ['+', 'N'],
    'view.zoomIn': ['='],
    'track.split': ['B', 'Alt+M'],
    'tracking.snap': ['Shift+B'],
    'keyframe.toggle': ['Shift+K'],
    'track.lock': ['Shift+L'],
    'track.interpolate': ['Shift+I'],
    'box.absent': ['Shift+O'],
    'box.absentOn': ['Alt+Shift+O'],
  },
};

const ONE_HAND: KeyPreset = {
  id: 'one-hand',
  title: 'One hand',
  about:
    'The left hand stays on the keyboard, the right one on the mouse: A and D step, Space tracks, R accepts, F goes to what is doubtful, S confirms it.',
  keys: {
    'frame.previous': ['A', 'ArrowLeft', ','],
    'frame.next': ['D', 'ArrowRight', '.'],
    'frame.back10': ['Shift+Q'],
    'frame.forward10': ['Shift+E'],
    'frame.back30': ['Q', 'PageUp'],
    'frame.forward30': ['E', 'PageDown'],
    'keyframe.previous': ['Shift+A'],
    'keyframe.next': ['Shift+D'],
    'frame.goTo': ['Shift+G'],
    'play.toggle': ['V'],
    'play.backward': ['Shift+V'],
    'draw.track': ['W', 'N'],
    'draw.again': ['Shift+W', 'Shift+N'],
    'keyframe.toggle': ['C', 'K'],
    'box.confirm': ['G', 'Y'],
    'box.occluded': ['Shift+C'],
    'box.absent': ['Shift+B', 'O'],
    'box.delete': ['X', 'Delete', 'Backspace'],
    'track.delete': ['Shift+X', 'Shift+Delete', 'Shift+Backspace'],
    'tracking.forward': ['Space', 'T'],
    'tracking.backward': ['Shift+Space', 'Shift+T'],
    'tracking.repair': ['Alt+Q', 'U'],
    'proposal.accept': ['R', 'Enter'],
    'proposal.discard': ['Shift+R'],
    'proposal.before': ['Alt+R', 'P'],
    'doubt.next': ['F'],
    'doubt.previous': ['Shift+F'],
    'edit.undo': ['Z', 'Ctrl+Z'],
    'edit.redo': ['Shift+Z', 'Ctrl+Shift+Z', 'Ctrl+Y'],
    'view.reveal': ['Alt+Z'],
    'view.fit': ['`', '0'],
    'view.actualSize': ['Alt+A'],
    'view.follow': ['Alt+W'],
    'view.trails': ['Alt+Shift+W'],
  },
};

/** The presets that a person can choose from; the first one is in force at first. */
export const KEY_PRESETS: readonly [KeyPreset, ...KeyPreset[]] = [
  STUDIO,
  DIVE,
  LOSSLESS_CUT,
  ONE_HAND,
];

/** The preset with this id, or null. */
export function presetOf(id: unknown): KeyPreset | null {
  return KEY_PRESETS.find((preset) => preset.id === id) ?? null;
}
