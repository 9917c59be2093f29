import type { WireError } from '../../adapters/engine/protocol.ts';
import type { Frame } from '../../domain/frame.ts';
import type { Device, Provider } from '../../contract/device.ts';
import type { SearchMaps } from '../../services/ports/map-engine.ts';
import type { TrackedBox, TrackedObject } from '../../services/ports/tracking-engine.ts';
import type { MapInput } from './map-network.ts';

/** Opens a job's network. */
export interface OpenCall {
  readonly type: 'open';
  readonly job: number;
  readonly model: string;
  readonly device: Device;
  readonly threads?: number | undefined;
  /** One shared number: steps that start after it became 1 are skipped. */
  readonly cancelled: Int32Array;
}

/** What a job's network runs on. */
export interface OpenReply {
  readonly provider: Provider;
  readonly fallbackReason?: string;
  readonly threads: number;
}

/** An object that joins a job: its template is cropped out of the call's frame. */
export type JoiningObject = Pick<TrackedObject, 'id' | 'box' | 'resumeBox'>;

/** Lets objects join a job. */
export interface JoinCall {
  readonly type: 'join';
  readonly job: number;
  /** Its bytes lie in shared memory. */
  readonly frame: Frame;
  readonly joining: readonly JoiningObject[];
}

/** Finds the job's objects in a frame, whose bytes lie in shared memory, then lets others join. */
export interface StepCall {
  readonly type: 'step';
  readonly job: number;
  readonly frame: Frame;
  readonly joining: readonly JoiningObject[];
}

/** Where the objects are in a step's frame, or null when it was skipped. */
export type StepReply = {
  readonly results: readonly TrackedBox[];
  readonly cropMs: number;
  readonly inferenceMs: number;
  /** Part of `cropMs`. */
  readonly decodeBoxMs: number;
} | null;

/** Looks into a network over two frames, whose bytes lie in shared memory; of no job that was opened. */
export interface MapsCall extends MapInput {
  readonly type: 'maps';
  readonly job: number;
  /** Path of the model file. */
  readonly model: string;
}

/** Forgets a job; its network stays loaded for the next one. */
export interface CloseCall {
  readonly type: 'close';
  readonly job: number;
}

/** Closes every network; answered after all others. */
export interface QuitCall {
  readonly type: 'quit';
}

export type WorkerCall = OpenCall | JoinCall | StepCall | MapsCall | CloseCall | QuitCall;

/** Reply to each kind of call. */
export interface Replies {
  readonly open: OpenReply;
  readonly join: null;
  readonly step: StepReply;
  readonly maps: SearchMaps;
  readonly close: null;
  readonly quit: null;
}

/** A call as it is posted to the worker. */
export interface CallMessage {
  readonly id: number;
  readonly call: WorkerCall;
}

/** A reply as it is posted back: each job's calls are answered in their order. */
export type ReplyMessage =
  | { readonly id: number; readonly reply: Replies[keyof Replies] }
  | { readonly id: number; readonly error: WireError };
