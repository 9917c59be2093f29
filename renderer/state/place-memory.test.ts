import { expect, it } from 'vitest';
import { recallPlace, rememberPlace } from './place-memory.ts';

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  };
}

it('keeps the place in each of the projects used last', () => {
  const kept = storage();
  expect(recallPlace(kept, '/a')).toBeNull();
  rememberPlace(kept, '/a', { mediaId: 1, frameIndex: 5 });
  rememberPlace(kept, '/b', { mediaId: 2, frameIndex: 6 });
  rememberPlace(kept, '/a', { mediaId: 3, frameIndex: 7 });
  expect(recallPlace(kept, '/a')).toEqual({ mediaId: 3, frameIndex: 7 });
  expect(recallPlace(kept, '/b')).toEqual({ mediaId: 2, frameIndex: 6 });
  for (let i = 0; i < 20; i++) rememberPlace(kept, `/${i}`, { mediaId: 1, frameIndex: i });
  expect(recallPlace(kept, '/b')).toBeNull();
  expect(recallPlace(kept, '/0')).toEqual({ mediaId: 1, frameIndex: 0 });
});

it('takes a mangled entry for none', () => {
  for (const text of ['{', '5', '[["/a"]]', '[["/a",{"mediaId":"x","frameIndex":1}]]', '[null]']) {
    const mangled = { getItem: () => text };
    expect(recallPlace(mangled, '/a'), text).toBeNull();
  }
});
