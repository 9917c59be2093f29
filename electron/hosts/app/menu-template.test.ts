import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { MENU_PLACES, type MenuCommand, type MenuModel } from '../../contract/desktop.ts';
import { menuTemplate, type MenuContext } from './menu-template.ts';

const command = (id: string, chord: string | null = null, enabled = true): MenuCommand => ({
  ...{ id, title: `Do ${id}`, chord, enabled },
});
const model: MenuModel = {
  ...(Object.fromEntries(MENU_PLACES.map((place) => [place, []])) as unknown as MenuModel),
  file: [[command('project.open', 'Ctrl+O')], [], [command('media.add')]],
  tracking: [[command('tracking.forward', 'T'), command('tracking.stop', null, false)]],
};
const context = (more: Partial<MenuContext> = {}): MenuContext => ({
  ...{ platform: 'linux', model, recent: [] },
  ...{ onCommand: vi.fn(), onOpen: vi.fn(), onAbout: vi.fn() },
  ...more,
});
const submenu = (items: readonly MenuItemConstructorOptions[], label: string) =>
  items.find((item) => item.label === label)!.submenu as MenuItemConstructorOptions[];
const click = (item: MenuItemConstructorOptions | undefined): void =>
  (item!.click as unknown as () => void)();

describe('menuTemplate', () => {
  it('puts commands into their places, groups divided by lines', () => {
    const labels = submenu(menuTemplate(context()), '&File').map(
      (item) => item.label ?? item.role ?? item.type,
    );
    const own = ['Do project.open', 'separator', 'Do media.add'];
    expect(labels).toEqual([...own, 'separator', 'Open &recent', 'separator', 'quit']);
  });

  it('shows keys without taking them from the window', () => {
    const [forward, stop] = submenu(menuTemplate(context()), '&Tracking');
    expect(forward).toMatchObject({ accelerator: 'T', registerAccelerator: false, enabled: true });
    expect(stop).toMatchObject({ enabled: false });
    expect(stop).not.toHaveProperty('accelerator');
  });

  it('leaves out keys that type on a Mac, where shown keys are run', () => {
    const items = menuTemplate(context({ platform: 'darwin' }));
    expect(submenu(items, '&Tracking')[0]).not.toHaveProperty('accelerator');
    expect(submenu(items, '&File')[0]).toMatchObject({ accelerator: 'CmdOrCtrl+O' });
    expect(items[0]).toMatchObject({ label: 'LoReTrack Studio' });
  });

  it('leads back to commands, recent projects and what the program is', () => {
    const there = { path: '/a&b/x.loretrack', name: 'x', openedAt: '', exists: true };
    const gone = { ...there, path: '/gone.loretrack', exists: false };
    const given = context({ recent: [there, gone] });
    const items = menuTemplate(given);
    click(submenu(items, '&File')[0]);
    expect(given.onCommand).toHaveBeenCalledWith('project.open');
    const recent = submenu(submenu(items, '&File'), 'Open &recent');
    expect(recent.map(({ label }) => label)).toEqual(['/a&&b/x.loretrack']);
    click(recent[0]);
    expect(given.onOpen).toHaveBeenCalledWith('/a&b/x.loretrack');
    click(submenu(items, '&Help').at(-1));
    expect(given.onAbout).toHaveBeenCalledOnce();
  });

  it('has the roles of the system before the window has told its commands', () => {
    const roles = JSON.stringify(menuTemplate(context({ model: null })));
    for (const role of ['cut', 'copy', 'paste', 'quit', 'windowMenu', 'help']) {
      expect(roles).toContain(`"${role}"`);
    }
  });
});
