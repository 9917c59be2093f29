import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { CorrectionLog, LoggedCorrections } from '../../services/ports/correction-log.ts';

const place = z.object({ trackId: z.number(), frameIndex: z.number() });
const entrySchema = z.object({
  atMs: z.number(),
  modelId: z.string(),
  tracked: z.number(),
  corrections: z.number(),
  corrected: z.array(place),
  takenBack: z.array(place),
}) satisfies z.ZodType<LoggedCorrections>;

/** One file per project with an entry on each line, named by the project's path. */
export class CorrectionLogFiles implements CorrectionLog {
  readonly #folder: string;
  #writing: Promise<void> = Promise.resolve();

  /** @param folder absolute path; made with the first entry */
  constructor(folder: string) {
    this.#folder = folder;
  }

  append(projectPath: string, entries: readonly LoggedCorrections[]): Promise<void> {
    const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    this.#writing = this.#writing
      .then(async () => {
        await mkdir(this.#folder, { recursive: true });
        await appendFile(this.#file(projectPath), lines);
      })
      .catch(() => undefined);
    return this.#writing;
  }

  async read(projectPath: string): Promise<readonly LoggedCorrections[]> {
    await this.#writing;
    const text = await readFile(this.#file(projectPath), 'utf8').catch(() => '');
    return text.split('\n').flatMap(entryOf);
  }

  #file(projectPath: string): string {
    const key = createHash('sha256').update(projectPath).digest('hex').slice(0, 32);
    return path.join(this.#folder, `${key}.jsonl`);
  }
}

/** A line that a crash has cut off holds no entry. */
function entryOf(line: string): readonly LoggedCorrections[] {
  try {
    return [entrySchema.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
