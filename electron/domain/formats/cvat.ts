import { survivesAsText } from './attribute-text.ts';
import type { Attributes, BoxRow } from './box-table.ts';
import { readCvat } from './cvat-reader.ts';
import { derivedRows } from './derived-rows.ts';
import { COMMON } from './file-format.ts';
import type { AnnotationFormat } from './format.ts';
import { onlyName, placeOf, videoStem } from './named-texts.ts';
import { xmlText } from './text/xml.ts';
import { framesOf, type AnnotationTrack, type VideoAnnotations } from './video-annotations.ts';
import { decimalText } from './written-facts.ts';

const keepsText = (name: string, value: Attributes[string]): boolean =>
  xmlSurvives(name) && name !== '' && survivesAsText(value) && xmlSurvives(String(value));

/** CVAT for video 1.1: every frame written out, edges as floats, 0-based. */
export const cvatFormat: AnnotationFormat = {
  ...COMMON,
  id: 'cvat',
  title: 'CVAT for video 1.1',
  about: 'XML for CVAT: keyframes, occlusion and absence (outside) are kept, and attributes.',
  extension: '.cvat.xml',
  holds: {
    ids: 'kept',
    labels: (label) => (xmlSurvives(label) ? label : xmlCleaned(label)),
    colors: false,
    keepsTrackAttribute: keepsText,
    keepsAttribute: keepsText,
    sources: false,
    scores: 'none',
    confirmed: false,
    keyframes: 'derived',
    occlusion: true,
    absence: 'between',
    decimals: null,
    times: false,
  },
  parse(files) {
    const name = onlyName(files);
    return readCvat(files.text(name), placeOf(files, name));
  },
  *serialise(videos) {
    for (const video of videos) {
      const path = `${videoStem(video.facts.name)}${this.extension}`;
      yield { path, chunks: cvatChunks(video) };
    }
  },
};

function xmlCleaned(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}

function xmlSurvives(text: string): boolean {
  return xmlCleaned(text) === text;
}

function* cvatChunks(video: VideoAnnotations): Generator<string> {
  const { name, width, height } = video.facts;
  const count = framesOf(video);
  const labels = [...new Set(video.tracks.map(({ label }) => label))];
  yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n  <meta>\n    <task>\n';
  yield `      <name>${xmlText(name ?? 'video')}</name>\n      <size>${count}</size>\n      <mode>interpolation</mode>\n`;
  yield `      <start_frame>0</start_frame>\n      <stop_frame>${Math.max(0, count - 1)}</stop_frame>\n      <frame_filter></frame_filter>\n      <labels>\n`;
  for (const label of labels) {
    yield `        <label>\n          <name>${xmlText(label)}</name>\n          <attributes>\n`;
    for (const attribute of attributeNames(video, label)) {
      yield `            <attribute><name>${xmlText(attribute)}</name><mutable>True</mutable><input_type>text</input_type><default_value></default_value><values></values></attribute>\n`;
    }
    yield '          </attributes>\n        </label>\n';
  }
  yield '      </labels>\n';
  if (width !== null && height !== null) {
    yield `      <original_size>\n        <width>${width}</width>\n        <height>${height}</height>\n      </original_size>\n`;
  }
  yield `      <source>${xmlText(name ?? 'video')}</source>\n    </task>\n  </meta>\n`;
  for (const track of video.tracks) yield* trackChunks(video, track, count);
  yield '</annotations>\n';
}

function attributeNames(video: VideoAnnotations, label: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const track of video.tracks) {
    if (track.label !== label) continue;
    for (const [name, value] of Object.entries(track.attributes)) {
      if (keepsText(name, value)) names.add(name);
    }
    for (const { attributes = {} } of video.table.rows(track.from, track.to)) {
      for (const [name, value] of Object.entries(attributes)) {
        if (keepsText(name, value)) names.add(name);
      }
    }
  }
  return names;
}

function* trackChunks(
  video: VideoAnnotations,
  track: AnnotationTrack,
  frameCount: number,
): Generator<string> {
  const derived = derivedRows(video, track);
  yield `  <track id="${track.id}" label="${xmlText(track.label)}" source="manual">\n`;
  let last: BoxRow | null = null;
  for (let at = track.from; at < track.to; at++) {
    if (!video.table.isPresent(at)) continue;
    const row = video.table.row(at);
    if (last !== null && row.frameIndex > last.frameIndex + 1) yield outside(last);
    yield boxElement(row, false, derived[at - track.from] !== 1);
    last = row;
  }
  if (last !== null && last.frameIndex + 1 < frameCount) yield outside(last);
  yield* attributeElements(track.attributes, '    ');
  yield '  </track>\n';
}

/** The object is gone in the frame after one; the box is the old one, as CVAT has it. */
function outside(last: BoxRow): string {
  return boxElement({ ...last, frameIndex: last.frameIndex + 1 }, true, true);
}

function boxElement(row: BoxRow, isOutside: boolean, isKeyframe: boolean): string {
  const { x, y, w, h } = row.box!;
  const flag = (value: boolean): string => (value ? '"1"' : '"0"');
  const edges = `xtl="${decimalText(x)}" ytl="${decimalText(y)}" xbr="${decimalText(x + w)}" ybr="${decimalText(y + h)}"`;
  const start = `    <box frame="${row.frameIndex}" keyframe=${flag(isKeyframe)} outside=${flag(isOutside)} occluded=${flag(row.occluded)} ${edges} z_order="0"`;
  const attributes = [...attributeElements(row.attributes ?? {}, '      ')].join('');
  return attributes === '' ? `${start}/>\n` : `${start}>\n${attributes}    </box>\n`;
}

function* attributeElements(attributes: Attributes, indent: string): Generator<string> {
  for (const [name, value] of Object.entries(attributes)) {
    if (!keepsText(name, value)) continue;
    yield `${indent}<attribute name="${xmlText(name)}">${xmlText(String(value))}</attribute>\n`;
  }
}
