import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import type {
  DistillationRun,
  DistillationSettings,
} from '../../electron/contract/distillation.ts';
import { parseBoxLines } from '../../electron/domain/formats/box-lines.ts';
import { distillerEntry, sampleClip, sampleTruth } from '../../electron/hosts/folders.ts';
import { writeMicroModel } from './networks.ts';
import { temporaryStudio, type TemporaryStudio } from './temporary-studio.ts';

/** Time for work that shares the machine's cores with other tests, in milliseconds. */
export const PATIENCE = 120_000;

/** A few steps of a micro student of 64 px, with a micro teacher of 128 px. */
export const MICRO_DISTILLATION: DistillationSettings = {
  ...{ teacherId: 'micro-128', replacesId: 'tiny-128', startId: null, studentSize: 64 },
  ...{ trackIds: [1], holdOutShare: 0.4, ablations: { batch: 2 } },
  budget: { steps: 4, minutes: null, patience: null },
};

/** A studio with something to learn from, whose runs can be waited for. */
export interface DistillingStudio {
  readonly studio: TemporaryStudio;
  readonly project: string;
  readonly mediaId: number;
  /** Everything that was told of a run, in order. */
  states(runId: string): readonly DistillationRun[];
  /** Waits until a run has a status; what went wrong is thrown instead. */
  until(runId: string, status: DistillationRun['status']): Promise<DistillationRun>;
}

/** A project on the sample clip, in which a person drew every third frame of track 1, and a micro model. */
export async function distillingStudio(
  options: Parameters<typeof temporaryStudio>[1] = {},
): Promise<DistillingStudio> {
  const studio = await temporaryStudio(undefined, options);
  const { service } = studio;
  const project = studio.at('a.loretrack');
  await service.createProject({ path: project });
  const mediaId = (await service.addMedia({ paths: [sampleClip] }))[0]!.id;
  await service.edit({
    command: { type: 'addLabel', name: 'bug', color: '#e69f00', hotkey: null, attributes: [] },
  });
  const truth = parseBoxLines(await readFile(sampleTruth, 'utf8'), sampleTruth);
  await service.edit({
    command: { type: 'addTrack', mediaId, labelId: 1, frameIndex: 0, box: truth[0]! },
  });
  for (let frameIndex = 3; frameIndex < truth.length; frameIndex += 3) {
    const box = truth[frameIndex]!;
    await service.edit({ command: { type: 'setBox', trackId: 1, frameIndex, box } });
  }
  const file = await writeMicroModel(studio.folder, 't64_s128', { searchFactor: 4 });
  await service.importModel({ path: file, id: 'micro-128', preset: null, licence: null });
  return { studio, project, mediaId, ...watched(studio) };
}

/** Listens to a studio's runs. */
export function watched(studio: TemporaryStudio): Pick<DistillingStudio, 'states' | 'until'> {
  const told: DistillationRun[] = [];
  studio.service.subscribe((message) => {
    if (message.event === 'distillation') told.push(message.data);
  });
  const states = (runId: string): readonly DistillationRun[] =>
    told.filter(({ id }) => id === runId);
  return {
    states,
    async until(runId, status) {
      const last = (): DistillationRun | undefined => states(runId).at(-1);
      const isThere = (): boolean => last()?.status === status || last()?.status === 'failed';
      await vi.waitUntil(isThere, { timeout: PATIENCE, interval: 20 });
      expect([last()!.status, last()!.note]).toEqual([status, null]);
      return last()!;
    },
  };
}

/** A hash of all annotations of the sample clip. */
export async function annotationsHash({ studio, mediaId }: DistillingStudio): Promise<string> {
  const tracks = await studio.service.tracks({ mediaId });
  return createHash('sha256').update(JSON.stringify(tracks)).digest('hex');
}

/** A host of its own process that opens a project and begins to distill; it tells its runs line by line. */
export interface LearningHost {
  readonly process: ChildProcess;
  /** Waits until the host has told something of a run. */
  until(isThere: (run: DistillationRun) => boolean): Promise<DistillationRun>;
  /** Kills processes that nobody can prepare for it; a host that is killed is gone afterwards. */
  kill(which: 'host' | 'distiller' | 'both'): Promise<void>;
}

/** Starts a host in a studio's folder. The project must not be open in another process. */
export function startLearningHost(folder: string, settings: DistillationSettings): LearningHost {
  const file = fileURLToPath(new URL('learning-host-child.ts', import.meta.url));
  const host = spawn(process.execPath, [file, folder, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: DistillationRun[] = [];
  createInterface({ input: host.stdout }).on('line', (line) => {
    told.push(JSON.parse(line) as DistillationRun);
  });
  const gone = new Promise<void>((resolve) => host.once('close', () => resolve()));
  return {
    process: host,
    async until(isThere) {
      await vi.waitUntil(() => told.some(isThere), { timeout: PATIENCE, interval: 10 });
      return told.find(isThere)!;
    },
    async kill(which) {
      const children = which === 'host' ? [] : await childrenOf(host.pid!);
      if (which === 'distiller') {
        for (const pid of children) if (await isDistiller(pid)) killNow(pid);
        return;
      }
      for (const pid of [host.pid!, ...children]) killNow(pid);
      await gone;
    },
  };
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself meanwhile.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function isDistiller(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes(fileURLToPath(distillerEntry));
}

/** Child processes of a process, where the system tells. */
async function childrenOf(parent: number): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return Number(fields[1]) === parent ? [Number(name)] : [];
      }),
  );
  return found.flat();
}
