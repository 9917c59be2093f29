// Loaded in the place of Electron: the part of it that the desktop program uses.
export { app, protocol } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { Menu, MenuItem } from './menu.ts';
export { session } from './session.ts';
export {
  dialog,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  screen,
  shell,
} from './system.ts';
export { utilityProcess } from './utility-process.ts';
