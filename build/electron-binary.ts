import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './entries.ts';

const electronFolder = path.join(root, 'node_modules', 'electron');

/** What decides whether desktop programs can run here. */
export interface DesktopCircumstances {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** True for the administrator, whose windows Chromium does not shut into its sandbox. */
  readonly isRoot: boolean;
  /** Path of Electron's program, or undefined. */
  readonly binary: string | undefined;
}

/** Path of Electron's own program where it has been downloaded; the package itself does that at its first start. */
export function findElectron(
  env: NodeJS.ProcessEnv = process.env,
  folder: string = electronFolder,
): string | undefined {
  const pathFile = path.join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : '';
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const program =
    override === undefined || override === ''
      ? path.join(folder, 'dist', name)
      : path.join(override, name === '' ? 'electron' : name);
  return (name !== '' || override !== undefined) && existsSync(program) ? program : undefined;
}

/** Why the desktop program cannot run here and what to do about it; null when it can. */
export function whyNoDesktop({
  platform,
  env,
  isRoot,
  binary,
}: DesktopCircumstances): string | null {
  if (binary === undefined) return 'no Electron binary ("npx install-electron" downloads it)';
  if (platform !== 'linux') return null;
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'no display';
  if (isRoot) return 'Electron’s sandbox does not work for root (start it as another user)';
  return null;
}

/** The circumstances of this process. */
export function ownCircumstances(): DesktopCircumstances {
  const { platform, env } = process;
  return { platform, env, isRoot: process.getuid?.() === 0, binary: findElectron(env) };
}
