import { StudioError } from '../../contract/errors.ts';
import { PROVIDERS_BY_NAME } from './providers.ts';
import type { Device } from '../../contract/device.ts';
import { JsonReader } from '../../domain/formats/json-reader.ts';
import type { FrameTime } from '../../domain/metrics/speed.ts';
import type { SequencePass } from './track-sequence.ts';

/** What a pass was made with; one with other values does not stand for it. */
export interface PassKey {
  /** SHA-256 of the model. */
  readonly model: string;
  /** As it was asked for. */
  readonly device: Device;
  readonly media: string;
  readonly firstFrame: number;
  readonly frames: number;
}

/** A pass but for its boxes, as it is kept beside them. */
export type PassRecord = Omit<SequencePass, 'boxes'> & {
  readonly key: PassKey;
  /** Sequences that were tracked at the same time. */
  readonly atOnce: number;
};

type FiveNumbers = [number, number, number, number, number];

const VERSION = 1;

/** The record as JSON; times in milliseconds with four decimals. */
export function formatPassRecord({ times, ...record }: PassRecord): string {
  const columns = times.map((time) =>
    [time.totalMs, time.decodeMs, time.cropMs, time.inferenceMs, time.decodeBoxMs].map((ms) =>
      Number(ms.toFixed(4)),
    ),
  );
  return `${JSON.stringify({ version: VERSION, ...record, times: columns })}\n`;
}

/** Reads a record. @throws StudioError bad-input when it is damaged or of another version */
export function parsePassRecord(text: string, file: string): PassRecord {
  const root = JsonReader.parse(text, file);
  if (root.at('version').integer(1) !== VERSION) root.at('version').fail(`version ${VERSION}`);
  const key = root.at('key');
  const size = root.at('size');
  return {
    key: {
      model: key.at('model').string(),
      device: key.at('device').string() as Device,
      media: key.at('media').string(),
      firstFrame: key.at('firstFrame').integer(0),
      frames: key.at('frames').integer(1),
    },
    provider:
      PROVIDERS_BY_NAME.get(root.at('provider').string()) ?? root.at('provider').fail('a device'),
    fallbackReason: root.at('fallbackReason').optional((reader) => reader.string(), null),
    threads: root.at('threads').integer(0),
    atOnce: root.at('atOnce').integer(1),
    size: { width: size.at('width').integer(1), height: size.at('height').integer(1) },
    times: root.at('times').array().map(readTime),
  };
}

/** True when a record stands for a pass that would be made now. */
export function isSamePass(a: PassKey, b: PassKey): boolean {
  return (Object.keys(a) as (keyof PassKey)[]).every((name) => a[name] === b[name]);
}

function readTime(reader: JsonReader): FrameTime {
  const numbers = reader.array().map((item) => item.number());
  if (numbers.length !== 5) reader.fail('five numbers');
  const [totalMs, decodeMs, cropMs, inferenceMs, decodeBoxMs] = numbers as FiveNumbers;
  return { totalMs, decodeMs, cropMs, inferenceMs, decodeBoxMs };
}

/** The seconds that each frame took, as toolkits keep them beside a result. @throws StudioError as the numbers' reader */
export function timesFromSeconds(seconds: readonly number[], file: string): readonly FrameTime[] {
  if (seconds.some((value) => value < 0)) {
    throw new StudioError('bad-input', `${file} has a negative time`);
  }
  const nothing = { decodeMs: 0, cropMs: 0, inferenceMs: 0, decodeBoxMs: 0 };
  // Frame 1 holds the start of the tracker.
  return seconds.slice(1).map((value) => ({ totalMs: value * 1000, ...nothing }));
}
