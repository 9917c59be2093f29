import type { Child, ChildListener, LaunchChild } from '../processes/child.ts';
import type { FromEngine, ToEngine } from './protocol.ts';

/** A running engine, as its client sees it. */
export type EngineProcess = Child<ToEngine>;

/** What a client wants to hear from an engine. */
export type EngineListener = ChildListener<FromEngine>;

/** Starts an engine: a forked Node process, or Electron's utilityProcess. */
export type LaunchEngine = LaunchChild<ToEngine, FromEngine>;
