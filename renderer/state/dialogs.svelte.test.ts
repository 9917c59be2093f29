import { describe, expect, it } from 'vitest';
import { Dialogs } from './dialogs.svelte.ts';

describe('Dialogs', () => {
  it('come back when the one over them is closed', () => {
    const dialogs = new Dialogs();
    dialogs.open({ kind: 'models' });
    dialogs.openOver({ kind: 'help' });
    dialogs.openOver({ kind: 'keys' });
    expect(dialogs.current?.kind).toBe('keys');
    dialogs.close();
    expect(dialogs.current?.kind).toBe('help');
    dialogs.close();
    expect(dialogs.current?.kind).toBe('models');
    dialogs.close();
    expect(dialogs.current).toBeNull();
  });

  it('are forgotten when another one takes their place, or all are closed', () => {
    const dialogs = new Dialogs();
    dialogs.open({ kind: 'models' });
    dialogs.openOver({ kind: 'help' });
    dialogs.open({ kind: 'keys' });
    dialogs.close();
    expect(dialogs.current).toBeNull();
    dialogs.open({ kind: 'models' });
    dialogs.openOver({ kind: 'help' });
    dialogs.closeAll();
    dialogs.close();
    expect(dialogs.current).toBeNull();
  });
});
