import { mkdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { projectName } from '../../contract/project-file.ts';
import type { RecentProjects } from '../../services/ports/recent-projects.ts';
import { writeAtomically } from './write-atomically.ts';

const mostProjects = 20;

const fileSchema = z.array(z.object({ path: z.string(), openedAt: z.iso.datetime() }));

/** The list of recent projects as a JSON file; a damaged one is started anew. */
export class RecentProjectsFile implements RecentProjects {
  readonly #file: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  async list() {
    const items = await this.#read();
    return items.map((item) => ({
      ...item,
      name: projectName(item.path),
      exists: existsSync(item.path),
    }));
  }

  add(project: string): Promise<void> {
    this.#writing = this.#writing
      .then(async () => {
        const others = (await this.#read()).filter((item) => item.path !== project);
        const all = [{ path: project, openedAt: new Date().toISOString() }, ...others];
        await mkdir(path.dirname(this.#file), { recursive: true });
        await writeAtomically(
          this.#file,
          `${JSON.stringify(all.slice(0, mostProjects), null, 2)}\n`,
        );
      })
      .catch(() => undefined);
    return this.#writing;
  }

  async #read(): Promise<z.infer<typeof fileSchema>> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch {
      return [];
    }
  }
}
