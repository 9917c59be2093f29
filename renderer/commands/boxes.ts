import type { Command } from './command.ts';
import {
  WITH_BOX,
  WITH_EDITABLE_MEDIA,
  WITH_EDITABLE_TRACK,
  WITH_MOVABLE_BOX,
} from './conditions.ts';
import type { Studio } from '../state/studio.svelte.ts';

const ARROWS = [
  ['Left', -1, 0],
  ['Right', 1, 0],
  ['Up', 0, -1],
  ['Down', 0, 1],
] as const;

const DIRECTIONS = '← ↑ ↓ →';

/** Four commands, one for each arrow key, and the line of the help sheet that stands for them. */
function arrows(
  id: string,
  title: string,
  chord: string,
  rest: Pick<Command, 'group' | 'mode' | 'when' | 'needs'>,
  run: (studio: Studio, dx: number, dy: number) => void,
): readonly Command[] {
  return ARROWS.map(([name, dx, dy]) => ({
    ...rest,
    id: `${id}.${name.toLowerCase()}`,
    title: `${title}: ${name.toLowerCase()}`,
    keys: [`${chord}Arrow${name}`],
    family: { title, keys: [`${chord}${DIRECTIONS}`] },
    repeats: true,
    run: (studio) => run(studio, dx, dy),
  }));
}

const MOVED = { group: 'Boxes', ...WITH_MOVABLE_BOX } as const;
const DRAFT = {
  group: 'Drawing by keyboard',
  mode: 'draw',
  needs: 'a box that is being drawn',
} as const;

const nudges: readonly Command[] = [
  ...arrows('box.move', 'Move the box by 1 pixel', 'Alt+', MOVED, ({ actions }, dx, dy) =>
    actions.nudge(dx, dy),
  ),
  ...arrows('box.move10', 'Move the box by 10 pixels', 'Alt+Shift+', MOVED, ({ actions }, dx, dy) =>
    actions.nudge(10 * dx, 10 * dy),
  ),
  // The left and top edges stay: arrows move the right and bottom ones.
  ...arrows('box.grow', 'Resize the box by 1 pixel', 'Ctrl+Alt+', MOVED, ({ actions }, dx, dy) =>
    actions.grow(dx, dy),
  ),
  ...arrows(
    'box.grow10',
    'Resize the box by 10 pixels',
    'Ctrl+Alt+Shift+',
    MOVED,
    ({ actions }, dx, dy) => actions.grow(10 * dx, 10 * dy),
  ),
];

const draftMoves: readonly Command[] = [
  ...arrows('draft.move', 'Move the new box by 10 pixels', '', DRAFT, ({ drawing }, dx, dy) =>
    drawing.move(10 * dx, 10 * dy),
  ),
  ...arrows('draft.fine', 'Move the new box by 1 pixel', 'Shift+', DRAFT, ({ drawing }, dx, dy) =>
    drawing.move(dx, dy),
  ),
  ...arrows(
    'draft.size',
    'Resize the new box by 10 pixels',
    'Ctrl+',
    DRAFT,
    ({ drawing }, dx, dy) => drawing.resize(10 * dx, 10 * dy),
  ),
  ...arrows(
    'draft.sizeFine',
    'Resize the new box by 1 pixel',
    'Ctrl+Shift+',
    DRAFT,
    ({ drawing }, dx, dy) => drawing.resize(dx, dy),
  ),
];

/** The selected track's box in this frame, and drawing new ones. */
export const BOX_COMMANDS: readonly Command[] = [
  {
    id: 'draw.track',
    title: 'Draw a new track',
    group: 'Boxes',
    keys: ['N'],
    ...WITH_EDITABLE_MEDIA,
    run: ({ actions }) => actions.startDrawing(null),
  },
  {
    id: 'draw.again',
    title: 'Draw the selected track’s box again',
    group: 'Boxes',
    keys: ['Shift+N'],
    ...WITH_EDITABLE_TRACK,
    run: ({ actions, selection }) => actions.startDrawing(selection.primary),
  },
  {
    id: 'keyframe.toggle',
    title: 'Keyframe here, on or off',
    group: 'Boxes',
    keys: ['K'],
    ...WITH_MOVABLE_BOX,
    run: ({ actions }) => actions.toggleKeyframe(),
  },
  {
    id: 'box.absent',
    title: 'Absent (out of view) here or in the range',
    group: 'Boxes',
    keys: ['O'],
    ...WITH_EDITABLE_TRACK,
    run: ({ actions }) => actions.toggleAbsent(),
  },
  {
    id: 'box.occluded',
    title: 'Occluded here or in the range',
    group: 'Boxes',
    keys: ['Q'],
    ...WITH_EDITABLE_TRACK,
    run: ({ actions }) => actions.toggleOccluded(),
  },
  {
    id: 'box.confirm',
    title: 'Confirm the box here or in the range',
    group: 'Boxes',
    keys: ['Y'],
    ...WITH_EDITABLE_TRACK,
    run: ({ actions }) => actions.toggleConfirmed(),
  },
  {
    id: 'box.delete',
    title: 'Delete the box in this frame',
    group: 'Boxes',
    keys: ['Delete', 'Backspace'],
    ...WITH_BOX,
    run: ({ actions }) => actions.deleteBox(),
  },
  ...nudges,
  ...draftMoves,
  {
    id: 'draft.keep',
    title: 'Keep the new box',
    ...DRAFT,
    keys: ['Enter'],
    run: ({ actions }) => actions.keepDraft(),
  },
];
