import { Menu } from 'electron';
import type { MenuModel } from '../../contract/desktop.ts';
import { menuTemplate, type MenuContext } from './menu-template.ts';

/** The menu bar as it is now; made anew only where more than the commands' availability has changed. */
export class NativeMenu {
  readonly #links: Omit<MenuContext, 'model' | 'recent'>;
  #model: MenuModel | null = null;
  #recent: MenuContext['recent'] = [];

  constructor(links: Omit<MenuContext, 'model' | 'recent'>) {
    this.#links = links;
    this.#build();
  }

  /** Shows the window's commands. */
  setModel(model: MenuModel): void {
    const before = this.#model;
    this.#model = model;
    if (before !== null && shapeOf(before) === shapeOf(model)) this.#setEnabled(model);
    else this.#build();
  }

  /** Shows the projects that were open last, the latest first. */
  setRecent(recent: MenuContext['recent']): void {
    const isSame = JSON.stringify(pathsOf(recent)) === JSON.stringify(pathsOf(this.#recent));
    this.#recent = recent;
    if (!isSame) this.#build();
  }

  /** An open menu would close if it were made anew under the pointer. */
  #setEnabled(model: MenuModel): void {
    const menu = Menu.getApplicationMenu();
    for (const { id, enabled } of Object.values(model).flat(2)) {
      const item = menu?.getMenuItemById(id);
      if (item) item.enabled = enabled;
    }
  }

  #build(): void {
    const template = menuTemplate({ ...this.#links, model: this.#model, recent: this.#recent });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }
}

function shapeOf(model: MenuModel): string {
  return JSON.stringify(model, (key, value: unknown) => (key === 'enabled' ? undefined : value));
}

function pathsOf(recent: MenuContext['recent']): readonly string[] {
  return recent.filter(({ exists }) => exists).map(({ path }) => path);
}
