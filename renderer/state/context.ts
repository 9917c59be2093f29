import { createContext } from 'svelte';
import type { Studio } from './studio.svelte.ts';

/** The window's state for every component below the one that provides it. */
export const [useStudio, provideStudio] = createContext<Studio>();
