import { registerHooks } from 'node:module';

// Loaded before the desktop program's main file: from here on `electron` is the stand-in.
const standIn = new URL('electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});
Object.defineProperty(process, 'type', { value: 'browser' });
Object.assign(process.versions, { electron: '0.0.0-stand-in', chrome: '0.0.0' });
// Electron leaves its own options out; `electron main.ts words` becomes argv[0], main file, words, as here.
await import('./control.ts');
