import type { FolderEntry } from '../../electron/contract/api.ts';
import type { ModelEntry } from '../../electron/contract/models.ts';
import type { Label, MediaItem } from '../../electron/domain/annotation.ts';

/** What the file chooser is to find. */
export interface ChooserRequest {
  readonly title: string;
  /** Words of the button that accepts. */
  readonly accept: string;
  /** Kinds of entries that can be chosen; folders are always shown. */
  readonly kinds: readonly FolderEntry['kind'][];
  /** True where several may be chosen at once. */
  readonly multiple?: boolean;
  /** True where a folder itself can be chosen (a folder of images). */
  readonly folders?: boolean;
  /** Files that a native dialog offers instead of what the kinds say; extensions have no dot. */
  readonly only?: { readonly name: string; readonly extensions: readonly string[] };
  /** Suggested name, and the extension, of a file to be written; left out where one is to be read. */
  readonly saveAs?: { readonly name: string; readonly extension: string };
  /** Folder to begin in; the host's own choice when null. */
  readonly from?: string | null;
  readonly onChoose: (paths: readonly string[]) => void;
}

/** A dialog that lies over the window. */
export type DialogRequest =
  | { readonly kind: 'help' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'chooser'; readonly request: ChooserRequest }
  | { readonly kind: 'label'; readonly label: Label | null; readonly onDone?: () => void }
  | { readonly kind: 'export'; readonly media: MediaItem }
  | { readonly kind: 'import'; readonly media: MediaItem; readonly path: string }
  | { readonly kind: 'models'; readonly modelId?: string }
  | { readonly kind: 'exportModel'; readonly model: ModelEntry }
  | { readonly kind: 'importModel'; readonly path: string }
  | {
      readonly kind: 'confirm';
      readonly title: string;
      readonly message: string;
      readonly accept: string;
      readonly onAccept: () => void;
    };

/** The dialog that is open, if any. */
export class Dialogs {
  current = $state.raw<DialogRequest | null>(null);

  /** Dialogs that come back when the one over them is closed. */
  #below: DialogRequest[] = [];

  open(request: DialogRequest): void {
    this.#below = [];
    this.current = request;
  }

  /** Opens a dialog in the place of the one that is open, which comes back when it is closed. */
  openOver(request: DialogRequest): void {
    if (this.current) this.#below.push(this.current);
    this.current = request;
  }

  close(): void {
    this.current = this.#below.pop() ?? null;
  }

  /** Closes this one and all below it. */
  closeAll(): void {
    this.#below = [];
    this.current = null;
  }

  choose(request: ChooserRequest): void {
    this.openOver({ kind: 'chooser', request });
  }
}
