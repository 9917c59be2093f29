import { spawn, type ChildProcess } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { SqliteProjectStores } from '../../electron/adapters/store/sqlite-project-stores.ts';
import type { Patch } from '../../electron/domain/annotation.ts';
import type { ProjectStore } from '../../electron/services/ports/project-store.ts';
import {
  applyToModel,
  emptyModel,
  modelOf,
  seededRandom,
  type ProjectModel,
} from './project-model.ts';

/** What the host is about to do. */
export type EditIntent =
  { readonly action: 'commit'; readonly patch: Patch } | { readonly action: 'undo' | 'redo' };

/** A line of the host: an intent, or that the store has acknowledged it. */
export type HostLine = EditIntent | { readonly done: number };

const childFile = fileURLToPath(new URL('kill-host-child.ts', import.meta.url));

/** A host process that has the project open and edits it without end. */
export function startHost(file: string, seed: number): ChildProcess {
  return spawn(process.execPath, [childFile, file, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** How a durability run went. */
export interface DurabilityReport {
  /** Edits, undos and redos that the host acknowledged. */
  readonly acknowledged: number;
  /** Rounds whose last edit was on the disk though the host died before it could say so. */
  readonly unacknowledged: number;
  /** Steps that were undone back to the empty project and made again, in all. */
  readonly undone: number;
}

/**
 * Kills a host that edits `file` with SIGKILL in each of `rounds`, after about `edits` edits, and checks what lies on
 * the disk against what it acknowledged: all of that, and at most one edit more. Every `undoEvery` rounds (and after
 * the last) the whole history is undone and made again.
 */
export async function checkDurability(
  file: string,
  {
    rounds,
    edits,
    undoEvery,
    seed,
  }: {
    readonly rounds: number;
    readonly edits: number;
    readonly undoEvery: number;
    readonly seed: number;
  },
): Promise<DurabilityReport> {
  const stores = new SqliteProjectStores();
  (await stores.create(file)).close();
  const random = seededRandom(seed);
  const history = new History();
  const report = { acknowledged: 0, unacknowledged: 0, undone: 0 };

  for (let round = 1; round <= rounds; round++) {
    const target = Math.round(edits * (0.5 + random()));
    const { acknowledged, pending } = await runAndKill(
      startHost(file, seed + round),
      target,
      random() * 4,
    );
    for (const intent of acknowledged) history.make(intent);
    report.acknowledged += acknowledged.length;

    const store = await stores.open(file);
    expect(store.readOnlyReason).toBeNull();
    if (store.revision > history.revision) {
      expect(pending).toBeDefined();
      history.make(pending!);
      report.unacknowledged++;
    }
    expect(store.revision).toBe(history.revision);
    expect(modelOf(store)).toEqual(history.model);
    if (round % undoEvery === 0 || round === rounds) report.undone += history.checkUndoRedo(store);
    store.close();
    expect(integrityOf(file)).toBe('ok');
  }
  return report;
}

/** Reads the host's lines until `count` edits were acknowledged, waits a moment, kills it, and reads the rest. */
async function runAndKill(
  host: ChildProcess,
  count: number,
  waitMs: number,
): Promise<{ readonly acknowledged: readonly EditIntent[]; readonly pending?: EditIntent }> {
  const closed = once(host, 'close');
  const acknowledged: EditIntent[] = [];
  let pending: EditIntent | undefined;
  let isReady = false;
  let killing: Promise<unknown> | undefined;
  for await (const text of createInterface({ input: host.stdout! })) {
    let line: HostLine;
    try {
      line = JSON.parse(text) as HostLine;
    } catch {
      // Cut off by the kill: the edit was not begun, or not acknowledged.
      break;
    }
    if (!('done' in line)) pending = line;
    else if (isReady) {
      acknowledged.push(pending!);
      pending = undefined;
    } else isReady = true;
    if (acknowledged.length >= count) killing ??= delay(waitMs).then(() => host.kill('SIGKILL'));
  }
  await killing;
  const [, signal] = (await closed) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return pending === undefined ? { acknowledged } : { acknowledged, pending };
}

/** What the acknowledged edits must have led to. */
class History {
  readonly model: ProjectModel = emptyModel();
  revision = 0;
  readonly #done: Patch[] = [];
  readonly #undone: Patch[] = [];

  make(intent: EditIntent): void {
    if (intent.action === 'commit') {
      this.#undone.length = 0;
      this.#forward(intent.patch);
    } else if (intent.action === 'redo') {
      const patch = this.#undone.pop();
      if (patch !== undefined) this.#forward(patch);
    } else {
      const patch = this.#done.pop();
      if (patch === undefined) return;
      applyToModel(this.model, patch, true);
      this.#undone.push(patch);
      this.revision++;
    }
  }

  /** Undoes all steps and makes those that were done again; returns their number. */
  checkUndoRedo(store: ProjectStore): number {
    const steps = this.#done.length;
    expect(store.undoTitle).toBe(this.#done.at(-1)?.title ?? null);
    for (let i = 0; i < steps; i++) expect(store.undo()).not.toBeNull();
    expect(store.undo()).toBeNull();
    expect(modelOf(store)).toEqual(emptyModel());
    for (let i = 0; i < steps; i++) expect(store.redo()).not.toBeNull();
    expect(store.redoTitle).toBe(this.#undone.at(-1)?.title ?? null);
    expect(modelOf(store)).toEqual(this.model);
    this.revision += 2 * steps;
    return steps;
  }

  #forward(patch: Patch): void {
    applyToModel(this.model, patch);
    this.#done.push(patch);
    this.revision++;
  }
}

function integrityOf(file: string): unknown {
  const db = new DatabaseSync(file);
  try {
    return Object.values(db.prepare('PRAGMA integrity_check').get()!)[0];
  } finally {
    db.close();
  }
}
