import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { root } from '../../../build/entries.ts';
import { bundlePreload } from '../../../build/bundle.ts';
import { moveInto } from '../../../build/move-into.ts';
import { freshRenderer } from '../../../build/renderer.ts';
import type { DesktopProgram, StartDesktop } from '../desktop-program.ts';
import { leaveSample } from '../scenarios/desktop-project.ts';
import type { Choosing, OpenStudio, StudioHost } from './studio-host.ts';

/** Builds what the desktop program reads built: its window and its preload script. */
export async function buildForDesktop(): Promise<void> {
  await freshRenderer();
  const folder = path.join(root, 'dist', 'electron');
  const draft = `${folder}-${randomUUID()}`;
  await bundlePreload(draft);
  // Other tests read it at the same time.
  moveInto(draft, folder);
}

/** The studio as a desktop program. */
export class DesktopStudio implements StudioHost {
  readonly name: string;
  readonly #start: StartDesktop;

  constructor(name: string, start: StartDesktop) {
    this.name = name;
    this.#start = start;
  }

  async prepare(): Promise<void> {
    await buildForDesktop();
  }

  async release(): Promise<void> {
    // Every program has ended with its studio.
  }

  async open(home: string, project?: string): Promise<OpenStudio> {
    const program = await this.#start({ home, args: project === undefined ? [] : [project] });
    if (project === undefined) await leaveSample(program);
    const choosing = nativeDialogs(program);
    return {
      page: program.page,
      byMouse: choosing,
      byKeyboard: choosing,
      async stop() {
        await program.quit();
        await program.kill();
      },
    };
  }
}

/** The system's dialogs belong to the system: what a person would choose there is put in their place. */
function nativeDialogs(program: DesktopProgram): Choosing {
  return {
    async save(ask, folder, name) {
      await program.evaluate(
        ({ dialog }, filePath) => {
          dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
        },
        path.join(folder, name),
      );
      await ask();
    },
    async pick(ask, file) {
      await program.evaluate(({ dialog }, filePath) => {
        // On some systems a person is asked first whether it is a file or a folder.
        dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
      }, file);
      await ask();
    },
  };
}
