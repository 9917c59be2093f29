import type {
  Menu as ElectronMenu,
  MenuItem as ElectronItem,
  MenuItemConstructorOptions,
} from 'electron';

const modifier = /^(?:CmdOrCtrl|CommandOrControl|Cmd|Ctrl|Alt|Option|AltGr|Shift|Super|Meta)$/;
const key =
  /^(?:[!-~]|F(?:[1-9]|1\d|2[0-4])|Plus|Space|Tab|Capslock|Numlock|Scrolllock|Backspace|Delete|Insert|Return|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape|Esc)$/;

/** One item of a menu; `click` does what a person's click does. */
export class MenuItem {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly role: string | undefined;
  readonly accelerator: string | undefined;
  readonly submenu: Menu | undefined;
  enabled: boolean;
  readonly #click: MenuItemConstructorOptions['click'];

  constructor(options: MenuItemConstructorOptions) {
    const {
      id = '',
      label = '',
      type,
      role,
      accelerator,
      submenu,
      enabled = true,
      click,
    } = options;
    if (accelerator !== undefined) checkAccelerator(accelerator);
    this.id = id;
    this.label = label;
    this.type = type ?? (submenu === undefined ? 'normal' : 'submenu');
    this.role = role;
    this.accelerator = accelerator;
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : undefined;
    this.enabled = enabled;
    this.#click = click;
  }

  click(): void {
    if (this.enabled) this.#click?.(this as never, undefined, {});
  }
}

/** A menu; the application's own is only kept. */
export class Menu {
  static #application: Menu | null = null;
  readonly items: MenuItem[] = [];

  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): Menu {
    const menu = new Menu();
    for (const options of template) menu.items.push(new MenuItem(options));
    return menu;
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}

function checkAccelerator(accelerator: string): void {
  const parts = accelerator.split('+');
  const isGood = key.test(parts.at(-1)!) && parts.slice(0, -1).every((part) => modifier.test(part));
  if (!isGood) throw new TypeError(`conversion failure from ${accelerator}`);
}

type ItemChecked = Pick<ElectronItem, 'id' | 'label' | 'enabled' | 'click'>;
MenuItem satisfies new (options: MenuItemConstructorOptions) => ItemChecked;
Menu satisfies Record<
  keyof Pick<
    typeof ElectronMenu,
    'buildFromTemplate' | 'setApplicationMenu' | 'getApplicationMenu'
  >,
  unknown
>;
