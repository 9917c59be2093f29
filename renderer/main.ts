import { mount } from 'svelte';
import App from './app/App.svelte';
import { connect } from './app/connect.ts';
import { attachDesktop } from './app/desktop-window.svelte.ts';
import { windowRegions } from './app/regions.ts';
import { COMMANDS } from './commands/commands.ts';
import { desktopBridge } from './state/desktop.ts';
import { Keymap } from './state/keymap.svelte.ts';
import { Studio } from './state/studio.svelte.ts';
import './styles/tokens.css';
import './styles/base.css';

const keymap = new Keymap(localStorage, COMMANDS);
const studio = new Studio(connect(), localStorage, windowRegions, keymap);
mount(App, { target: document.getElementById('app')!, props: { studio } });
const bridge = desktopBridge();
if (bridge) attachDesktop(studio, bridge);
// Says why, where the host cannot be reached; the connection itself is tried again by the transport.
void studio.state.refresh();
