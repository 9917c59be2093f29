import type { DesktopBridge } from '../../electron/contract/desktop.ts';
import { isPossible } from '../commands/command.ts';
import { COMMANDS } from '../commands/commands.ts';
import { menuModel } from '../commands/menu-model.ts';
import { callDesktop } from '../state/desktop.ts';
import type { Studio } from '../state/studio.svelte.ts';
import { takeFiles } from './dropped-files.ts';

/** The native menus follow the window so late, in milliseconds, that a playing video does not keep them busy. */
const menuDelayMs = 100;

/** Connects the window with the system around it: native menus, files from outside, and leaving in order. */
export function attachDesktop(studio: Studio, bridge: DesktopBridge): void {
  bridge.on('command', ({ id }) => {
    const command = COMMANDS.find((one) => one.id === id);
    if (!command || studio.dialogs.current !== null) return;
    if (isPossible(command, studio)) command.run(studio);
  });
  bridge.on('openFiles', ({ paths }) => takeFiles(paths, studio));
  bridge.on('leaving', () => {
    void finish(studio).then(() => callDesktop(bridge, 'leave'));
  });
  let shown = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  $effect.root(() => {
    $effect(() => {
      const model = menuModel(COMMANDS, studio);
      const text = JSON.stringify(model);
      clearTimeout(timer);
      if (text === shown) return;
      timer = setTimeout(
        () => {
          shown = text;
          void callDesktop(bridge, 'setMenu', model);
        },
        shown === '' ? 0 : menuDelayMs,
      );
    });
  });
}

/** Sends what has not been sent yet, and waits until the studio has it on disk. */
async function finish(studio: Studio): Promise<void> {
  studio.actions.preview.flush();
  studio.rememberPlace();
  while (studio.state.pendingEdits > 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
