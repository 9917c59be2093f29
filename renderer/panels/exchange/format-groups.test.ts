import { describe, expect, it } from 'vitest';
import { FORMAT_IDS } from '../../../electron/domain/formats/format-ids.ts';
import { groupFormats } from './format-groups.ts';

describe('groupFormats', () => {
  it('lists every format once, and none among the others', () => {
    const listed = FORMAT_IDS.map((id) => ({
      ...{ id, title: id, about: '', kind: 'file' as const, extension: '' },
    }));
    const groups = groupFormats(listed);
    const ids = groups.flatMap(({ formats }) => formats.map(({ id }) => id));
    expect([...ids].sort()).toEqual([...FORMAT_IDS].sort());
    expect(groups.map(({ title }) => title)).not.toContain('Others');
  });
});
