import { dialog, type BrowserWindow } from 'electron';
import type { FileQuestion } from '../../contract/desktop.ts';

/** Asks for files with the system's own dialogs; empty when it was cancelled. */
export async function askForFiles(
  window: BrowserWindow,
  { kind, title, accept, multiple, filters, from }: FileQuestion,
): Promise<readonly string[]> {
  const common = {
    ...{ title, buttonLabel: accept },
    ...(from !== null && { defaultPath: from }),
    filters: filters.map(({ name, extensions }) => ({ name, extensions: [...extensions] })),
  };
  if (kind === 'save') {
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      ...common,
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    return canceled ? [] : [filePath];
  }
  const kinds = kind === 'openEither' ? await askForKind(window) : [kind];
  if (kinds.length === 0) return [];
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    ...common,
    properties: [
      ...(kinds.includes('open') ? (['openFile'] as const) : []),
      ...(kinds.includes('openFolder') ? (['openDirectory'] as const) : []),
      ...(multiple ? (['multiSelections'] as const) : []),
    ],
  });
  return canceled ? [] : filePaths;
}

/** Only a Mac has a dialog for files and folders at once; elsewhere a person says first which it shall be. */
async function askForKind(window: BrowserWindow): Promise<readonly ('open' | 'openFolder')[]> {
  if (process.platform === 'darwin') return ['open', 'openFolder'];
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Are these videos, or is it a folder of images?',
    buttons: ['Videos', 'Folder of images', 'Cancel'],
    ...{ defaultId: 0, cancelId: 2 },
  });
  return response === 0 ? ['open'] : response === 1 ? ['openFolder'] : [];
}

/** Asks whether a window that crashed again and again is to be tried once more. */
export async function askAfterCrashes(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window has crashed several times within a minute.',
    detail:
      'Your labels are safe: every edit is on disk before you see it. Try the window once more, or quit and start again.',
    buttons: ['Try again', 'Quit'],
    ...{ defaultId: 0, cancelId: 1 },
  });
  return response === 0;
}

/** Tells, before there is any window, why the studio cannot start. */
export function tellStartFailure(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  dialog.showErrorBox('LoReTrack Studio cannot start', reason);
}
