import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertModelId } from '../model-id.ts';
import { freeId, idOf } from './model-ids.ts';

describe('model ids', () => {
  it.each([
    ['/a/OSTrack_ep0300.pth.tar', 'ostrack-ep0300'],
    ['C:\\m\\tiny 128.onnx', 'tiny-128'],
    ['Nächtliche Käfer-128', 'na-chtliche-ka-fer-128'],
    ['…', 'model'],
  ])('of %s is %s', (text, id) => {
    expect(idOf(text)).toBe(id);
  });

  it('are good for whatever a person writes, and free', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const id = idOf(text);
        expect(() => assertModelId(id)).not.toThrow();
        expect(() => assertModelId(freeId(id, new Set([id])))).not.toThrow();
      }),
    );
    expect(freeId('a', new Set(['a', 'a-2']))).toBe('a-3');
  });
});
