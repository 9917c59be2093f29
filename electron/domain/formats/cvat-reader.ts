import { StudioError } from '../../contract/errors.ts';
import { valueOfText } from './attribute-text.ts';
import type { Attributes, BoxRow } from './box-table.ts';
import { rowsBetween } from './derived-rows.ts';
import { baseName } from './named-texts.ts';
import { xmlEvents, type XmlEvent } from './text/xml.ts';
import {
  AnnotationsBuilder,
  isTrackId,
  plainRow,
  type VideoAnnotations,
  type VideoFacts,
} from './video-annotations.ts';

type Open = Extract<XmlEvent, { kind: 'open' }>;

interface Shape {
  readonly row: BoxRow;
  readonly line: number;
  attributes: Record<string, Attributes[string]> | null;
}

interface OpenTrack {
  readonly id: number;
  readonly label: string;
  readonly task: string;
  readonly shapes: Shape[];
  readonly attributes: Record<string, Attributes[string]>;
}

/**
 * Reads CVAT for video 1.1. A box with `outside="1"` says that the object is gone until its next box; boxes that are
 * no keyframes follow from others. The XML of a whole project gives one video for each task.
 * @param file name for messages
 * @throws StudioError bad-input naming the line
 */
export function readCvat(chunks: Iterable<string>, file: string): readonly VideoAnnotations[] {
  return new CvatReader(file).read(chunks);
}

class CvatReader {
  readonly #file: string;
  readonly #builders = new Map<string, AnnotationsBuilder>();
  readonly #facts = new Map<string, Record<string, string>>();
  readonly #path: string[] = [];
  #task = '';
  #track: OpenTrack | null = null;
  #attribute: string | null = null;
  #text = '';
  #passedOver = 0;

  constructor(file: string) {
    this.#file = file;
  }

  read(chunks: Iterable<string>): readonly VideoAnnotations[] {
    for (const event of xmlEvents(chunks, this.#file)) {
      if (event.kind === 'open') this.#open(event);
      else if (event.kind === 'text') this.#text += event.text;
      else this.#close(event.name);
    }
    if (this.#builders.size === 0) this.#builders.set(this.#task, new AnnotationsBuilder());
    const left = this.#passedOver;
    const warnings = left > 0 ? [`${left} shapes are no boxes and were left out.`] : [];
    return Array.from(this.#builders, ([task, builder]) =>
      builder.build((place) => `${this.#file}, track ${place}`, {
        facts: factsOf(this.#facts.get(task) ?? this.#facts.get('') ?? {}),
        warnings,
      }),
    );
  }

  #open(event: Open): void {
    const { name } = event;
    if (this.#path.length === 0 && name !== 'annotations') {
      throw new StudioError(
        'bad-input',
        `${placeOf(event)}: <annotations> should stand here, as in CVAT for video 1.1, found <${name}>`,
      );
    }
    const parent = this.#path.at(-1);
    this.#path.push(name);
    this.#text = '';
    if (name === 'image' && parent === 'annotations') {
      throw new StudioError(
        'bad-input',
        `${placeOf(event)}: this is CVAT for images, which has no tracks: export the task as "CVAT for video 1.1"`,
      );
    }
    if (name === 'track' && parent === 'annotations') this.#track = this.#newTrack(event);
    else if (parent === 'track' && this.#track !== null) {
      if (name === 'box') this.#track.shapes.push(readShape(event));
      else if (name !== 'attribute') this.#passedOver++;
    }
    if (name === 'attribute' && this.#track !== null) this.#attribute = text(event, 'name');
  }

  #close(name: string): void {
    this.#path.pop();
    const parent = this.#path.at(-1);
    if (name === 'attribute' && this.#attribute !== null && this.#track !== null) {
      const { shapes, attributes } = this.#track;
      const owner = parent === 'box' ? (shapes.at(-1)!.attributes ??= {}) : attributes;
      Object.defineProperty(owner, this.#attribute, {
        value: valueOfText(this.#text),
        ...{ enumerable: true, configurable: true, writable: true },
      });
      this.#attribute = null;
    } else if (name === 'track' && parent === 'annotations' && this.#track !== null) {
      this.#finish(this.#track);
      this.#track = null;
    } else if (this.#path.includes('meta')) this.#meta(name, parent);
    this.#text = '';
  }

  #meta(name: string, parent: string | undefined): void {
    if (name === 'id' && parent === 'task') this.#task = this.#text.trim();
    const isFact = parent === 'task' || parent === 'job' || parent === 'original_size';
    if (!isFact || this.#path.includes('labels')) return;
    const key = this.#path.includes('tasks') ? this.#task : '';
    const facts = this.#facts.get(key) ?? {};
    if (/^(name|source|size|width|height)$/.test(name)) facts[name] = this.#text.trim();
    this.#facts.set(key, facts);
  }

  #newTrack(event: Open): OpenTrack {
    const task = event.attributes.get('task_id') ?? '';
    const id = Number(event.attributes.get('id') ?? NaN);
    return { id, label: text(event, 'label'), task, shapes: [], attributes: {} };
  }

  #finish({ id, label, task, shapes, attributes }: OpenTrack): void {
    let builder = this.#builders.get(task);
    if (builder === undefined) {
      this.#builders.set(task, (builder = new AnnotationsBuilder()));
    }
    // CVAT counts tracks from 0.
    const track = builder.track({ id: isTrackId(id) ? id : null, label, attributes });
    shapes.sort((a, b) => a.row.frameIndex - b.row.frameIndex);
    for (const [i, shape] of shapes.entries()) {
      const { row } = shape;
      const frame = row.frameIndex;
      const next = shapes[i + 1];
      if (next?.row.frameIndex === frame) {
        throw new StudioError(
          'bad-input',
          `${this.#file}, line ${next.line}: a second box of its track in frame ${frame}`,
        );
      }
      if (row.absent) {
        // Before the first box and after the last one nothing is known.
        const isInside = next !== undefined && shapes.slice(0, i).some((past) => !past.row.absent);
        if (!isInside || shapes.slice(i).every((later) => later.row.absent)) continue;
        for (let at = frame; at < next.row.frameIndex; at++)
          builder.add(track, plainRow(at, null), id);
        continue;
      }
      const more = shape.attributes !== null && { attributes: shape.attributes };
      const seen = { ...row, ...more };
      builder.add(track, seen, id);
      if (next === undefined || next.row.absent) {
        if (next !== undefined && next.row.frameIndex > frame + 1) {
          // Until it goes out of view it stays where it is.
          const held = { ...next.row, absent: false, box: row.box };
          for (const between of rowsBetween(seen, held)) builder.add(track, between, id);
        }
        continue;
      }
      for (const between of rowsBetween(seen, next.row)) builder.add(track, between, id);
    }
  }
}

function placeOf({ file, line }: Open): string {
  return `${file}, line ${line}`;
}

function readShape(event: Open): Shape {
  const frameIndex = numberOf(event, 'frame');
  if (!Number.isInteger(frameIndex) || frameIndex < 0 || frameIndex > 0x7fffffff) {
    refuse(event, 'frame', 'a whole number from 0');
  }
  const isOutside = flag(event, 'outside', false);
  const isKeyframe = flag(event, 'keyframe', true);
  const [left, top] = [numberOf(event, 'xtl'), numberOf(event, 'ytl')];
  const [right, bottom] = [numberOf(event, 'xbr'), numberOf(event, 'ybr')];
  if (right < left) refuse(event, 'xbr', 'at or right of xtl');
  if (bottom < top) refuse(event, 'ybr', 'at or below ytl');
  const box = isOutside ? null : { x: left, y: top, w: right - left, h: bottom - top };
  const row: BoxRow = {
    ...plainRow(frameIndex, box),
    occluded: flag(event, 'occluded', false),
    keyframe: isKeyframe,
    source: isKeyframe ? 'imported' : 'interpolated',
  };
  return { row, line: event.line, attributes: null };
}

function text(event: Open, key: string): string {
  return event.attributes.get(key) ?? refuse(event, key, 'there');
}

function numberOf(event: Open, key: string): number {
  const value = text(event, key);
  const number = value.trim() === '' ? NaN : Number(value);
  return Number.isFinite(number) ? number : refuse(event, key, 'a number');
}

function flag(event: Open, key: string, fallback: boolean): boolean {
  const value = event.attributes.get(key) ?? (fallback ? '1' : '0');
  return value === '0' || value === '1' ? value === '1' : refuse(event, key, '0 or 1');
}

function refuse(event: Open, key: string, expected: string): never {
  const found = event.attributes.get(key);
  throw new StudioError(
    'bad-input',
    `${placeOf(event)}: <${event.name} ${key}> should be ${expected}, found ${found === undefined ? 'nothing' : JSON.stringify(found.slice(0, 60))}`,
  );
}

function factsOf(facts: Readonly<Record<string, string>>): Partial<VideoFacts> {
  const count = (key: string): number | null => {
    const value = Number(facts[key] ?? NaN);
    return Number.isInteger(value) && value > 0 ? value : null;
  };
  return {
    name: baseName(facts['source'] ?? facts['name'] ?? '') || null,
    width: count('width'),
    height: count('height'),
    frameCount: count('size'),
  };
}
