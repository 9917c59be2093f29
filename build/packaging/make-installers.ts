import { archFromString, build, Platform } from 'electron-builder';
import type { Configuration } from 'electron-builder';
import { root } from '../entries.ts';
import type { Target } from './target.ts';

/** electron-builder's own names of platforms. */
const platforms = {
  linux: Platform.LINUX,
  darwin: Platform.MAC,
  win32: Platform.WINDOWS,
} as const satisfies Record<Target['platform'], Platform>;

/**
 * Runs electron-builder for a target.
 * @param kinds kinds of installers; empty for those of the configuration, `dir` for the program's folder alone
 * @returns absolute paths of the installers
 */
export async function makeInstallers(
  config: Configuration,
  { platform, arch }: Target,
  kinds: readonly string[] = [],
): Promise<readonly string[]> {
  const targets = platforms[platform].createTarget([...kinds], archFromString(arch));
  return build({ projectDir: root, config, targets, publish: 'never' });
}
