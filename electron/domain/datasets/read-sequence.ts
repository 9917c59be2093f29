import { StudioError } from '../../contract/errors.ts';
import { parseBoxLines } from '../formats/box-lines.ts';
import type { EvaluationSequence } from './evaluation-sequence.ts';
import { whyUnusable } from './evaluation-sequence.ts';
import { mustFit, parseFrameFlags, parseFrameNumbers } from './flag-lines.ts';
import type { ExtraFile, SequencePlace } from './layouts.ts';
import { pictureSpan } from './picture-span.ts';

/** What lies in a sequence's place. */
export interface SequenceContent {
  /** Absolute path of its pictures, and their names in numeric order. */
  readonly media: string;
  readonly pictures: readonly string[];
  /** Text of the ground-truth file, and its path for messages. */
  readonly truth: string;
  readonly truthPath: string;
  readonly extra: Readonly<Partial<Record<ExtraFile, string>>>;
}

/**
 * Makes a sequence of the texts and picture names of a benchmark's folder. A single box for many pictures is one whose
 * other boxes the benchmark keeps to itself.
 * @throws StudioError bad-input or bad-media naming the file and what is wrong with it
 */
export function readSequence(place: SequencePlace, content: SequenceContent): EvaluationSequence {
  const { media, pictures, truth, truthPath, extra } = content;
  const boxes = parseBoxLines(truth, truthPath);
  const isSecret = boxes.length === 1 && pictures.length > 1;
  const listed = isSecret ? pictures.length : boxes.length;
  const { firstFrame, frames } = pictureSpan(pictures, listed, media, place.start);
  const omit = listed - frames;
  const sequence: EvaluationSequence = {
    ...{ name: place.name, media, firstFrame, frames },
    truth: boxes.slice(omit),
    ...(isSecret ? {} : flagsOf(place, extra, listed, omit)),
    size: sizeFrom(extra.meta ?? ''),
  };
  const reason = whyUnusable(sequence);
  if (reason !== null) throw new StudioError('bad-input', `${truthPath}: ${reason}`);
  return sequence;
}

function flagsOf(
  place: SequencePlace,
  extra: SequenceContent['extra'],
  listed: number,
  omit: number,
): Pick<EvaluationSequence, 'visible' | 'occluded' | 'outOfView' | 'cover'> {
  const flags = (key: ExtraFile, isPadded = false): readonly boolean[] | undefined => {
    const text = extra[key];
    if (text === undefined) return undefined;
    return parseFrameFlags(text, place.extra[key]!, listed, isPadded).slice(omit);
  };
  const occluded = flags('fullOcclusion') ?? flags('occlusion', true);
  const outOfView = flags('outOfView');
  const absence = flags('absence');
  const cover =
    extra.cover === undefined
      ? undefined
      : mustFit(parseFrameNumbers(extra.cover, place.extra.cover!), place.extra.cover!, listed);
  // Only LaSOT's flags say that an object cannot be seen at all; VOT's occlusion may be partial.
  const hidden = extra.fullOcclusion === undefined ? [outOfView, absence] : [occluded, outOfView];
  const isKnown = hidden.some((list) => list !== undefined);
  const visible = Array.from({ length: listed - omit }, (_, frame) =>
    hidden.every((list) => !(list?.[frame] ?? false)),
  );
  return {
    ...(isKnown && { visible }),
    ...(occluded && { occluded }),
    ...(outOfView && { outOfView }),
    ...(cover && { cover: cover.slice(omit) }),
  };
}

/** GOT-10k writes `resolution: (1920, 1080)`, VOT `width=1920` and `height=1080`. */
function sizeFrom(meta: string): EvaluationSequence['size'] {
  const pair = /^\s*resolution\s*:\s*\(?\s*(\d+)\s*,\s*(\d+)/m.exec(meta);
  const width = Number(pair?.[1] ?? /^\s*width\s*=\s*(\d+)/m.exec(meta)?.[1] ?? 0);
  const height = Number(pair?.[2] ?? /^\s*height\s*=\s*(\d+)/m.exec(meta)?.[1] ?? 0);
  return width > 0 && height > 0 ? { width, height } : null;
}
