import { forkChild } from '../processes/fork-child.ts';
import type { LaunchEngine } from './engine-process.ts';

/** Starts engines as children of this Node process; `entry` is the engine's main file. */
export function forkEngine(entry: URL): LaunchEngine {
  return forkChild(entry);
}
