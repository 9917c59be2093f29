import type { StudioEventName, StudioEvents } from './events.ts';
import type { HostMessage, WireError } from './wire.ts';

/** Under this name the preload script puts the bridge into the window's global scope. */
export const BRIDGE_NAME = 'loretrackDesktop';
/** Channel of a window's calls. */
export const CALL_CHANNEL = 'studio-call';
/** Channel of the host's answers and events: one for both, so that they cannot overtake each other. */
export const MESSAGE_CHANNEL = 'studio-message';

/** What a native file dialog is to ask for. */
export interface FileQuestion {
  /** `open` files, `openFolder` a folder, `openEither` files or folders, `save` one file. */
  readonly kind: 'open' | 'openFolder' | 'openEither' | 'save';
  readonly title: string;
  /** Words of the button that accepts. */
  readonly accept: string;
  readonly multiple: boolean;
  /** Kinds of files that can be chosen, with extensions that have no dot; empty: any. */
  readonly filters: readonly { readonly name: string; readonly extensions: readonly string[] }[];
  /** Folder to begin in, or the suggested path of a file to be saved; null: the system's choice. */
  readonly from: string | null;
}

/** One command as the native menus show it. */
export interface MenuCommand {
  readonly id: string;
  readonly title: string;
  /** As the window's command table writes it, e.g. `Ctrl+Shift+Z`; null without any. */
  readonly chord: string | null;
  readonly enabled: boolean;
}

/** The places of the native menu bar that commands go to. */
export const MENU_PLACES = [
  'file',
  'edit',
  'frames',
  'boxes',
  'tracking',
  'tracks',
  'view',
  'help',
] as const;

/** A place of the native menu bar. */
export type MenuPlace = (typeof MENU_PLACES)[number];

/** The window's commands as the native menus are made of them; groups are divided by lines. */
export type MenuModel = Readonly<Record<MenuPlace, readonly (readonly MenuCommand[])[]>>;

/** What a desktop window can ask of its host beside the studio's own methods. */
export interface DesktopApi {
  /** Absolute paths that a person has chosen; empty when it was cancelled. */
  chooseFiles(args: FileQuestion): Promise<readonly string[]>;
  /** Shows these commands in the native menus. The first call says that the window is ready to be told things. */
  setMenu(args: MenuModel): Promise<void>;
  /** Answers `leaving`: nothing of the window's is under way any more. */
  leave(): Promise<void>;
}

/** Name of a method that only desktop hosts have. */
export type DesktopMethod = keyof DesktopApi;

/** What a desktop host tells its window beside the studio's own events. */
export interface DesktopEvents {
  /** A person has chosen a command in the native menus. */
  command: { readonly id: string };
  /** Files that a person wants to work with: opened from the system's shell, the recent documents or a second start. */
  openFiles: { readonly paths: readonly string[] };
  /** The window is about to close: what is under way must be finished, and then `leave` be called. */
  leaving: null;
}

/** Name of an event that only desktop hosts send. */
export type DesktopEventName = keyof DesktopEvents;

/** Everything that a window of the desktop host can hear, by name. */
export type BridgeEvents = StudioEvents & DesktopEvents;

/** An event of the desktop host as it travels. */
export type DesktopEventMessage = {
  [Name in DesktopEventName]: { readonly event: Name; readonly data: DesktopEvents[Name] };
}[DesktopEventName];

/** A call as it travels to the desktop host. */
export interface DesktopCallMessage {
  /** Names the document that calls, so that what was meant for its predecessor does not reach it. */
  readonly page: string;
  /** Unique among the document's calls. */
  readonly id: number;
  readonly method: string;
  readonly args?: unknown;
}

/** What the desktop host sends: an answer to a call of `page`, or an event for every document (null). */
export interface DesktopHostMessage {
  readonly page: string | null;
  readonly message: HostMessage | DesktopEventMessage;
}

/** How a call went: errors lose their codes on the way between two scripts, so they travel as data. */
export type BridgeAnswer = { readonly result: unknown } | { readonly error: WireError };

/** What the preload script gives to the window; browsers have nothing of the kind. */
export interface DesktopBridge {
  /** Calls a method of the studio or of the desktop host; never rejects. */
  call(method: string, args?: unknown): Promise<BridgeAnswer>;
  /** Hears an event until the returned function is called; events come in the order in which things happened. */
  on<Name extends StudioEventName | DesktopEventName>(
    event: Name,
    listener: (data: BridgeEvents[Name]) => void,
  ): () => void;
  /** Absolute path of a file that was dropped on the window; empty for one that has none. */
  pathOf(file: File): string;
}
