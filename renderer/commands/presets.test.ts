import { describe, expect, it } from 'vitest';
import { COMMANDS, commandOf } from './commands.ts';
import { claimOf, keyTable } from './key-table.ts';
import { isChord } from './keys.ts';
import { KEY_PRESETS, presetOf } from './presets.ts';

const meaning = (presetId: string, chord: string): string | undefined => {
  const table = keyTable(COMMANDS, presetOf(presetId)!.keys, {});
  return COMMANDS.find(({ id, mode }) => mode === undefined && table.get(id)!.includes(chord))?.id;
};

describe.each(KEY_PRESETS.map((preset) => [preset.title, preset] as const))('%s', (_, { keys }) => {
  it('names commands that there are', () => {
    const known = COMMANDS.map(({ id }) => id);
    expect(Object.keys(keys).filter((id) => !known.includes(id))).toEqual([]);
  });

  it('gives no chord two meanings in one mode', () => {
    const table = keyTable(COMMANDS, keys, {});
    const claims = COMMANDS.flatMap((command) =>
      table.get(command.id)!.map((chord) => claimOf(chord, command)),
    );
    expect(claims.filter((claim, index) => claims.indexOf(claim) !== index)).toEqual([]);
  });

  it('writes chords as key presses are written', () => {
    expect(
      Object.values(keys)
        .flat()
        .filter((chord) => !isChord(chord)),
    ).toEqual([]);
  });

  it('says only what differs from the command table', () => {
    const same = Object.keys(keys).filter(
      (id) => keys[id]!.join(' ') === commandOf(id).keys.join(' '),
    );
    expect(same).toEqual([]);
  });

  it('leaves Escape, help and the list of all commands where they are', () => {
    expect(Object.keys(keys)).not.toContain('view.cancel');
    expect(Object.keys(keys)).not.toContain('help');
    expect(Object.keys(keys)).not.toContain('palette');
  });
});

describe('hands that know another program', () => {
  it.each([
    ['dive', { D: 'frame.previous', F: 'frame.next', Space: 'play.toggle', N: 'draw.track' }],
    ['dive', { ArrowDown: 'track.next', Home: 'track.first', Delete: 'track.delete' }],
    ['losslesscut', { J: 'play.shuttleBackward', K: 'play.toggle', L: 'play.shuttleForward' }],
    ['losslesscut', { ',': 'frame.previous', '.': 'frame.next', ArrowLeft: 'frame.backSecond' }],
    ['losslesscut', { I: 'range.start', O: 'range.end', B: 'track.split', G: 'frame.goTo' }],
    ['one-hand', { A: 'frame.previous', D: 'frame.next', Q: 'frame.back30', E: 'frame.forward30' }],
  ] as const)('find their keys in %s', (presetId, keys) => {
    for (const [chord, id] of Object.entries(keys))
      expect(meaning(presetId, chord), chord).toBe(id);
  });

  it('reach the whole loop with the left hand', () => {
    const left = /^(?:(?:Ctrl|Alt|Shift)\+)*(?:[QWERTASDFGZXCVB1-5`]|Space|Tab|Escape)$/;
    const table = keyTable(COMMANDS, presetOf('one-hand')!.keys, {});
    const loop = [
      ...['frame.previous', 'frame.next', 'frame.back30', 'frame.forward30', 'play.toggle'],
      ...['draw.track', 'draw.again', 'keyframe.toggle', 'box.delete', 'track.next'],
      ...['tracking.forward', 'tracking.backward', 'tracking.repair', 'view.cancel'],
      ...['proposal.accept', 'proposal.discard', 'doubt.next', 'doubt.previous', 'doubt.confirm'],
      ...['box.confirm', 'box.occluded', 'box.absent', 'edit.undo', 'edit.redo'],
    ];
    for (const id of loop) {
      expect(
        table.get(id)!.filter((chord) => left.test(chord)),
        id,
      ).not.toEqual([]);
    }
  });
});

it('knows no preset by another name', () => {
  expect([presetOf('emacs'), presetOf(undefined)]).toEqual([null, null]);
});
