import type { MenuItemConstructorOptions } from 'electron';
import type { RecentProject } from '../../contract/api.ts';
import type { MenuCommand, MenuModel, MenuPlace } from '../../contract/desktop.ts';
import { acceleratorOf } from './accelerator.ts';

type Item = MenuItemConstructorOptions;

/** What the native menus are made of, and what they lead to. */
export interface MenuContext {
  readonly platform: NodeJS.Platform;
  /** Null until the window has told its commands. */
  readonly model: MenuModel | null;
  readonly recent: readonly RecentProject[];
  readonly onCommand: (id: string) => void;
  readonly onOpen: (path: string) => void;
  readonly onAbout: () => void;
}

const macTyping: Item[] = [
  { role: 'undo', label: 'Undo Typing' },
  { role: 'redo', label: 'Redo Typing' },
];
const line: Item = { type: 'separator' };

/** The menu bar: the window's commands in their places, between what the system itself provides. */
export function menuTemplate(context: MenuContext): Item[] {
  const isMac = context.platform === 'darwin';
  const of = (place: MenuPlace): Item[] => placeItems(context, place, isMac);
  const quit: Item = { role: 'quit' };
  const about: Item = { label: 'About LoReTrack Studio', click: context.onAbout };
  const file = [
    ...of('file'),
    line,
    recentMenu(context, isMac),
    line,
    isMac ? { role: 'close' as const } : quit,
  ];
  const edit: Item[] = [
    ...of('edit'),
    line,
    // What fields need on a Mac, where they take back typing by the menu only.
    ...(isMac ? macTyping : []),
    ...(['cut', 'copy', 'paste', 'selectAll'] as const).map((role) => ({ role })),
  ];
  const view: Item[] = [...of('view'), line, { role: 'togglefullscreen' }];
  const help = [...of('help'), ...(isMac ? [] : [line, about])];
  return [
    ...(isMac ? [macMenu(about)] : []),
    { label: '&File', submenu: file },
    { label: '&Edit', submenu: edit },
    { label: 'F&rames', submenu: of('frames') },
    { label: '&Boxes', submenu: of('boxes') },
    { label: '&Tracking', submenu: of('tracking') },
    { label: 'Tra&cks', submenu: of('tracks') },
    { label: '&View', submenu: view },
    { role: 'windowMenu' },
    { role: 'help', label: '&Help', submenu: help },
  ];
}

/** The application's own menu, which only a Mac has. */
function macMenu(about: Item): Item {
  const roles = ['services', 'hide', 'hideOthers', 'unhide', 'quit'] as const;
  return { label: 'LoReTrack Studio', submenu: [about, line, ...roles.map((role) => ({ role }))] };
}

function placeItems({ model, onCommand }: MenuContext, place: MenuPlace, isMac: boolean): Item[] {
  const groups = model?.[place] ?? [];
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => [
      ...(index === 0 ? [] : [line]),
      ...group.map((command) => commandItem(command, onCommand, isMac)),
    ]);
}

/**
 * The window itself runs the keys, for it knows whether a field has the focus: menus only show them. A Mac cannot
 * show without running, so there keys that fields need themselves are left out.
 */
function commandItem(
  { id, title, chord, enabled }: MenuCommand,
  onCommand: (id: string) => void,
  isMac: boolean,
): Item {
  const isForFields = chord !== null && (!/^(Ctrl|Alt)\+/.test(chord) || id.startsWith('edit.'));
  const accelerator = chord === null || (isMac && isForFields) ? null : acceleratorOf(chord);
  return {
    ...{ id, label: title.replaceAll('&', '&&'), enabled, click: () => onCommand(id) },
    ...(accelerator !== null && { accelerator, registerAccelerator: false }),
  };
}

function recentMenu({ recent, onOpen }: MenuContext, isMac: boolean): Item {
  const items = recent
    .filter(({ exists }) => exists)
    .map(({ path }): Item => ({
      label: path.replaceAll('&', '&&'),
      click: () => onOpen(path),
    }));
  return {
    ...{ label: 'Open &recent', submenu: items, enabled: items.length > 0 },
    // What the Dock lists goes with it.
    ...(isMac &&
      items.length > 0 && { submenu: [...items, line, { role: 'clearRecentDocuments' }] }),
  };
}
