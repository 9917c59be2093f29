import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EditCommand, EditCommandType } from '../domain/edit-command.ts';
import type { StudioApi, StudioMethod } from './api.ts';
import type { ComparisonRequest } from './comparison.ts';
import type { DistillationSettings } from './distillation.ts';
import { isStudioError } from './errors.ts';
import { STUDIO_METHODS } from './methods.ts';
import { LIMITS, parseCall, parseCallMessage } from './schema.ts';

const box = { x: -3.5, y: 0, w: 20, h: 10.25 };
const range = { trackId: 7, from: 0, to: 9 };
const attribute = { name: 'pose', scope: 'frame', kind: 'choice', choices: ['a', 'b'] } as const;

// One of each, with every key: the compiler asks for those that come to be.
const commands: { readonly [T in EditCommandType]: Required<Extract<EditCommand, { type: T }>> } = {
  addTrack: { type: 'addTrack', mediaId: 1, labelId: 2, frameIndex: 0, box },
  setBox: { type: 'setBox', trackId: 7, frameIndex: 3, box },
  deleteBox: { type: 'deleteBox', trackId: 7, frameIndex: 3 },
  deleteTracks: { type: 'deleteTracks', trackIds: [7, 8] },
  toggleKeyframe: { type: 'toggleKeyframe', trackId: 7, frameIndex: 3 },
  setAbsent: { type: 'setAbsent', ...range, absent: true },
  setOccluded: { type: 'setOccluded', ...range, occluded: false },
  confirm: { type: 'confirm', ...range, confirmed: true },
  setAttribute: { type: 'setAttribute', trackId: 7, frameIndex: null, name: 'pose', value: 'a' },
  updateTrack: {
    ...{ type: 'updateTrack', trackId: 7, labelId: 2, color: null },
    ...{ interpolate: true, locked: false, hidden: true },
  },
  splitTrack: { type: 'splitTrack', trackId: 7, frameIndex: 3 },
  mergeTracks: { type: 'mergeTracks', trackIds: [7, 8] },
  swapTracks: { type: 'swapTracks', trackIds: [7, 8], frameIndex: 3 },
  interpolateSpans: { type: 'interpolateSpans', trackId: 7, frameIndex: 3 },
  thinTrack: { type: 'thinTrack', trackId: 7, minIou: 0.95 },
  addLabel: {
    type: 'addLabel',
    name: 'cat',
    color: '#00BCd4',
    hotkey: '1',
    attributes: [attribute],
  },
  updateLabel: {
    ...{ type: 'updateLabel', labelId: 2, name: 'cat', color: '#00bcd4' },
    ...{ hotkey: null, attributes: [attribute] },
  },
  removeLabel: { type: 'removeLabel', labelId: 2 },
};

const tracker = { modelId: 'tiny-128', device: 'auto' } as const;
const path = '/tmp/ä b.loretrack';
const runId = '20260101-120000-ab12cd';
const settings: Required<DistillationSettings> = {
  teacherId: 'tiny-384',
  replacesId: 'tiny-128',
  startId: null,
  studentSize: 128,
  trackIds: [7, 8],
  holdOutShare: 0.2,
  budget: { minutes: 10, steps: null, patience: 5 },
  ablations: {
    ...{ reading: 'mse', qkvKd: true, discKd: true, featureKd: false, layers: 2 },
    ...{ templateTokens: true, tau: { kind: 'quantile', share: 0.2 }, alpha: 0.6, beta: 0.4 },
    ...{ studentInput: 'crop', learningRate: 1e-4, batch: 16, seed: 1 },
  },
};
const comparison: ComparisonRequest = {
  ...{ dataset: path, sequences: ['tiger'], modelIds: ['tiny-128', 'tiny-256'], device: 'cpu' },
  ...{ protocols: ['pytracking', 'got10k'], measuresSpeed: false },
};
const calls: { readonly [M in StudioMethod]: Parameters<StudioApi[M]>[0] } = {
  status: undefined,
  createProject: { path },
  openProject: { path },
  closeProject: undefined,
  saveCopy: { path },
  addMedia: { paths: [path] },
  relinkMedia: { mediaId: 1, path },
  removeMedia: { mediaId: 1 },
  frameTable: { mediaId: 1 },
  tracks: { mediaId: 1 },
  edit: { command: commands.setBox, amends: 12 },
  undo: undefined,
  redo: undefined,
  exportAnnotations: { mediaId: 1, format: 'coco', path, overwrite: false },
  annotationFormats: undefined,
  previewExport: { mediaId: 1, format: 'mot' },
  importAnnotations: { mediaId: 1, path },
  previewImport: { mediaId: 1, path, format: 'vot', rule: 'fill' },
  trackers: undefined,
  startTracking: {
    ...{ mediaId: 1, trackIds: [7], frameIndex: 3, direction: -1, until: 'protected' },
    tracker,
  },
  repairTrack: {
    ...{ trackId: 7, revision: 12, frameIndexes: [3], range: { from: 0, to: 9 }, accept: 'ask' },
    tracker,
  },
  checkTrack: { trackId: 7, range: null, how: 'backward', tracker },
  stopLayer: { layerId: 1 },
  acceptLayer: { layerId: 1 },
  discardLayer: { layerId: 1 },
  layers: { mediaId: 1 },
  proposeBox: { trackId: 7, frameIndex: 3, box, tracker },
  listFolder: { path: null },
  planDistillation: { settings },
  startDistillation: { name: 'Cars at night', settings, onBattery: false },
  pauseDistillation: { runId },
  resumeDistillation: { runId, onBattery: true },
  stopDistillation: { runId },
  cancelDistillation: { runId },
  distillations: undefined,
  distillation: { runId },
  rerunOffers: { modelId: 'student-128' },
  startRerun: {
    offer: { mediaId: 1, trackId: 7, from: 3, to: 9, expectedFrames: 4.5 },
    modelId: 'student-128',
  },
  checkWithTeacher: { trackId: 7, range: null },
  corrections: undefined,
  models: undefined,
  activateModel: { modelId: 'student-128' },
  rollBackModel: undefined,
  renameModel: { modelId: 'student-128', title: 'Night' },
  deleteModel: { modelId: 'student-128' },
  exportModel: { modelId: 'student-128', format: 'safetensors', path, overwrite: false },
  inspectCheckpoint: { path },
  importModel: { path, id: 'ostrack-256', preset: 'ostrack-256', licence: null },
  tryModel: { modelId: 'student-128', trackId: 7, frameIndex: 3 },
  measureModel: { modelId: 'student-128', searchSizes: [128, 96] },
  inspectDataset: { path: null },
  startComparison: comparison,
  stopComparison: { comparisonId: runId },
  resumeComparison: { comparisonId: runId },
  deleteComparison: { comparisonId: runId },
  comparisons: undefined,
  comparison: { comparisonId: runId },
  comparisonSequence: { comparisonId: runId, sequence: 'tiger' },
  comparisonMaps: {
    ...{ comparisonId: runId, sequence: 'tiger', frameIndex: 3, trackers: ['tiny-128'] },
    threshold: { kind: 'absolute', value: 0.2 },
  },
  exportComparison: {
    ...{ comparisonId: runId, what: { kind: 'plot', plot: 'success' }, only: ['tiger'] },
    ...{ path, overwrite: true },
  },
};

const refusal = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('parseCall', () => {
  it.each(STUDIO_METHODS)('takes %s as it is', (method) => {
    expect(parseCall(method, calls[method])).toEqual({ method, args: calls[method] });
  });

  it.each(Object.values(commands))('takes the command $type as it is', (command) => {
    expect(parseCall('edit', { command }).args).toEqual({ command });
  });

  it('takes commands without what may be left out', () => {
    for (const command of [
      { type: 'updateTrack', trackId: 7 },
      { type: 'updateLabel', labelId: 2 },
    ]) {
      expect(parseCall('edit', { command }).args).toEqual({ command });
    }
  });

  it.each([
    ['__proto__', {}],
    ['constructor', {}],
    ['toString', undefined],
    ['subscribe', {}],
    ['dispose', {}],
    ['frames', {}],
    ['', {}],
    ['edit ', {}],
  ])('knows no method %j', (method, args) => {
    expect(() => parseCall(method, args)).toThrow(/no method/);
  });

  const setBox = (replaced: object): unknown => ({ command: { ...commands.setBox, ...replaced } });
  it.each([
    ['a number as text', 'tracks', { mediaId: '1' }],
    ['a fraction as an id', 'tracks', { mediaId: 1.5 }],
    ['id 0', 'tracks', { mediaId: 0 }],
    ['a missing key', 'tracks', {}],
    ['a key too many', 'tracks', { mediaId: 1, more: 1 }],
    ['no arguments where there must be some', 'tracks', undefined],
    ['arguments where there are none', 'undo', { steps: 2 }],
    ['a list', 'edit', []],
    ['NaN', 'edit', setBox({ box: { ...box, x: NaN } })],
    ['an infinite number', 'edit', setBox({ box: { ...box, w: Infinity } })],
    ['a null number', 'edit', setBox({ box: { ...box, w: null } })],
    ['a number beyond any picture', 'edit', setBox({ box: { ...box, x: 1e300 } })],
    ['a negative width', 'edit', setBox({ box: { ...box, w: -1 } })],
    ['a negative frame', 'edit', setBox({ frameIndex: -1 })],
    ['an unsafe integer', 'edit', setBox({ frameIndex: 2 ** 60 })],
    ['an unknown command', 'edit', { command: { type: 'dropTables' } }],
    ['a command out of the prototype', 'edit', { command: { type: 'constructor' } }],
    ['a path with NUL', 'openProject', { path: 'a\0b' }],
    ['an empty path', 'openProject', { path: '' }],
    ['a path without end', 'openProject', { path: 'a'.repeat(LIMITS.pathChars + 1) }],
    [
      'too long a list',
      'edit',
      {
        command: { type: 'deleteTracks', trackIds: new Array(LIMITS.listItems + 1).fill(1) },
      },
    ],
    [
      'too long a text',
      'edit',
      {
        command: { ...commands.setAttribute, value: 'a'.repeat(LIMITS.textChars + 1) },
      },
    ],
    [
      'a name of the prototype',
      'edit',
      { command: { ...commands.setAttribute, name: '__proto__' } },
    ],
    ['an unknown format', 'exportAnnotations', { ...calls.exportAnnotations, format: 'exe' }],
    ['an unknown rule', 'importAnnotations', { ...calls.importAnnotations, rule: 'win' }],
  ])('refuses %s', (_, method, args) => {
    const error = refusal(() => parseCall(method, args));
    expect(isStudioError(error, 'bad-input')).toBe(true);
    expect((error as Error).message.length).toBeLessThan(500);
    expect((error as Error).message).toContain(method);
  });

  it('answers whatever it is given with a call or a typed error', () => {
    const method = fc.oneof(fc.constantFrom(...STUDIO_METHODS), fc.string());
    const args = fc.oneof(
      fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
      fc.record({
        command: fc.record({
          type: fc.constantFrom(...Object.keys(commands)),
          trackId: fc.anything(),
          box: fc.anything(),
        }),
      }),
    );
    fc.assert(
      fc.property(method, args, (name, value) => {
        const outcome = refusal(() => parseCall(name, value));
        return !(outcome instanceof Error) || isStudioError(outcome, 'bad-input');
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no command that was changed anywhere into something of another type', () => {
    const wrong = fc.constantFrom<unknown>(undefined, {}, [], NaN, Symbol('x'), 10n);
    for (const command of Object.values(commands)) {
      for (const key of Object.keys(command)) {
        fc.assert(
          fc.property(wrong, (value) => {
            const isList = Array.isArray(value) && (key === 'attributes' || key === 'trackIds');
            if (isList) return true;
            return (
              refusal(() => parseCall('edit', { command: { ...command, [key]: value } })) instanceof
              Error
            );
          }),
          { numRuns: 12 },
        );
      }
    }
  });
});

describe('parseCallMessage', () => {
  it('reads a call', () => {
    expect(parseCallMessage('{"id":3,"method":"tracks","args":{"mediaId":1}}')).toEqual({
      ...{ id: 3, method: 'tracks', args: { mediaId: 1 } },
    });
    expect(parseCallMessage('{"id":0,"method":"undo"}')).toEqual({ id: 0, method: 'undo' });
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '3',
    '{"id":-1,"method":"undo"}',
    '{"id":1}',
    '{"method":"undo"}',
    '{"id":1,"method":5}',
    '{"id":1,"method":"undo","__proto__":1,"x":1}',
  ])('refuses %j', (text) => {
    expect(
      isStudioError(
        refusal(() => parseCallMessage(text)),
        'bad-input',
      ),
    ).toBe(true);
  });

  it('answers whatever text with a call or a typed error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const outcome = refusal(() => parseCallMessage(text));
        return !(outcome instanceof Error) || isStudioError(outcome, 'bad-input');
      }),
    );
  });
});
