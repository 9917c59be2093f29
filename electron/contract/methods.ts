import type { StudioMethod } from './api.ts';

// A record rather than a list, so that the compiler misses none and refuses any other.
const methods: Readonly<Record<StudioMethod, true>> = {
  status: true,
  createProject: true,
  openProject: true,
  closeProject: true,
  saveCopy: true,
  addMedia: true,
  relinkMedia: true,
  removeMedia: true,
  frameTable: true,
  tracks: true,
  edit: true,
  undo: true,
  redo: true,
  exportAnnotations: true,
  importAnnotations: true,
  trackers: true,
  startTracking: true,
  repairTrack: true,
  checkTrack: true,
  stopLayer: true,
  acceptLayer: true,
  discardLayer: true,
  layers: true,
  proposeBox: true,
  listFolder: true,
};

/** The names of all API methods: nothing else can be called over a transport. */
export const STUDIO_METHODS = Object.keys(methods) as readonly StudioMethod[];
