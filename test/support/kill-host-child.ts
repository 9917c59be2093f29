/**
 * A host that edits a project until it is killed: `node kill-host-child.ts <project> <seed>`. Each line on stdout is
 * JSON: an intent before the edit, `{"done": revision}` after the store has returned from it.
 */
import { writeSync } from 'node:fs';
import { SqliteProjectStores } from '../../electron/adapters/store/sqlite-project-stores.ts';
import type { EditIntent, HostLine } from './kill-host.ts';
import { applyToModel, modelOf, randomPatch, seededRandom } from './project-model.ts';

const [file, seed] = process.argv.slice(2) as [string, string];
const random = seededRandom(Number(seed));
const store = await new SqliteProjectStores().open(file);
const model = modelOf(store);
say({ done: store.revision });

for (;;) {
  const intent = nextIntent();
  say(intent);
  const result = intent.action === 'commit' ? store.commit(intent.patch) : store[intent.action]();
  say({ done: store.revision });
  if (result !== null) applyToModel(model, result.patch);
}

function nextIntent(): EditIntent {
  const dice = random();
  if (dice < 0.1) return { action: 'undo' };
  if (dice < 0.15) return { action: 'redo' };
  return {
    action: 'commit',
    patch: randomPatch(model, random, (kind) => store.nextId(kind)),
  };
}

/** Written at once: a buffered line could outlive what it says, or die before it. */
function say(line: HostLine): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let written = 0; written < bytes.length;) written += writeSync(1, bytes, written);
}
