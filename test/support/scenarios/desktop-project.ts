import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, vi } from 'vitest';
import type { StudioApi } from '../../../electron/contract/api.ts';
import type { BridgeAnswer } from '../../../electron/contract/desktop.ts';
import { parseBoxLines } from '../../../electron/domain/formats/box-lines.ts';
import { parseTrackJson } from '../../../electron/domain/formats/track-json.ts';
import type { Track } from '../../../electron/domain/track.ts';
import { PROJECT_EXTENSION, SAMPLE_NAME } from '../../../electron/contract/project-file.ts';
import { sampleClip, sampleTruth } from '../../../electron/hosts/folders.ts';
import type { DesktopProgram } from '../desktop-program.ts';
import { runCli } from '../run-cli.ts';

/** Time for work that shares the machine's cores with other tests, in milliseconds. */
export const PATIENCE = 120_000;

/** Calls a method as the window's own code does. */
export async function callBridge(
  { page }: DesktopProgram,
  method: string,
  args?: unknown,
): Promise<BridgeAnswer> {
  const words = [method, args ?? null].map((word) => JSON.stringify(word)).join(', ');
  return page.evaluate<BridgeAnswer>(`loretrackDesktop.call(${words})`);
}

/** The result of a call. @throws Error with the studio's message when there is none */
export async function call<Method extends keyof StudioApi>(
  program: DesktopProgram,
  method: Method,
  ...args: Parameters<StudioApi[Method]>
): Promise<Awaited<ReturnType<StudioApi[Method]>>> {
  const answer = await callBridge(program, method, args[0]);
  if ('error' in answer) throw new Error(answer.error.message);
  return answer.result as Awaited<ReturnType<StudioApi[Method]>>;
}

/** Waits for the sample project, which the very first start shows, and gives its path. */
export function waitForSample(program: DesktopProgram): Promise<string> {
  const path = async (): Promise<string> => {
    const shown = (await call(program, 'status')).project?.path ?? 'no project';
    if (!shown.endsWith(`${SAMPLE_NAME}${PROJECT_EXTENSION}`)) throw new Error(`it shows ${shown}`);
    return shown;
  };
  return vi.waitFor(path, { timeout: PATIENCE, interval: 20 });
}

/** Leads from the sample project, which the very first start shows, to the start page. */
export async function leaveSample(program: DesktopProgram): Promise<void> {
  await waitForSample(program);
  await call(program, 'closeProject');
  await program.page.getByRole('button', { name: /^New project/ }).waitFor({ timeout: PATIENCE });
}

/** Makes `labels.loretrack` with the sample clip and a box around its ladybird in frame 0. */
export async function makeProject(program: DesktopProgram, folder: string): Promise<string> {
  const file = path.join(folder, 'labels.loretrack');
  await call(program, 'createProject', { path: file });
  await call(program, 'addMedia', { paths: [sampleClip] });
  const label = { name: 'ladybird', color: '#e69f00', hotkey: null, attributes: [] };
  await call(program, 'edit', { command: { type: 'addLabel', ...label } });
  const [box] = parseBoxLines(await readFile(sampleTruth, 'utf8'), sampleTruth);
  await call(program, 'edit', {
    command: { type: 'addTrack', mediaId: 1, labelId: 1, frameIndex: 0, box: box! },
  });
  return file;
}

/** Follows the ladybird from frame 0 on, and waits until so many frames are done. */
export async function beginTracking(
  program: DesktopProgram,
  until: 'end' | number,
  frames: number,
): Promise<void> {
  await call(program, 'startTracking', {
    ...{ mediaId: 1, trackIds: [1], frameIndex: 0, direction: 1, until },
    tracker: { modelId: 'tiny-128', device: 'cpu' },
  });
  const done = async (): Promise<number> =>
    (await call(program, 'layers', { mediaId: 1 }))[0]?.state.done ?? 0;
  await expect.poll(done, { timeout: PATIENCE, interval: 20 }).toBeGreaterThanOrEqual(frames);
}

/** What lies on disk, read by another program while nobody has the project open. */
export async function exportTracks(project: string): Promise<readonly Track[]> {
  const folder = path.dirname(project);
  const out = path.join(folder, 'on-disk.json');
  const result = await runCli(['export', project, '--out', out, '--overwrite'], { cwd: folder });
  expect(result.err).toBe('');
  return parseTrackJson(await readFile(out, 'utf8'), out).tracks;
}
