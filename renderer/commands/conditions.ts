import type { Command } from './command.ts';
import type { Studio } from '../state/studio.svelte.ts';

/** When a command makes sense, and what it needs for that. */
export type Condition = Required<Pick<Command, 'when' | 'needs'>>;

const hasMedia = ({ project }: Studio): boolean => project.media !== null;
/** True while the project can be changed. */
export const canWrite = ({ state }: Studio): boolean =>
  state.project !== null && state.project.readOnlyReason === null;

/** True while the project can be changed and a video is open. */
export const canEdit = (studio: Studio): boolean => hasMedia(studio) && canWrite(studio);

/** Things that are asked of a project. */
export const WITH_PROJECT: Condition = {
  when: ({ state }) => state.project !== null,
  needs: 'an open project',
};

/** Things that change the project, with or without a video. */
export const WITH_WRITABLE_PROJECT: Condition = {
  when: canWrite,
  needs: 'a project that can be changed',
};

/** Looking at a video. */
export const WITH_MEDIA: Condition = { when: hasMedia, needs: 'an open video' };

/** Changing the labels of a video. */
export const WITH_EDITABLE_MEDIA: Condition = {
  when: canEdit,
  needs: 'a video in a project that can be changed',
};

/** Looking at a track. */
export const WITH_TRACK: Condition = {
  when: (studio) => hasMedia(studio) && studio.selection.primary !== null,
  needs: 'a selected track',
};

/** Changing a track. */
export const WITH_EDITABLE_TRACK: Condition = {
  when: (studio) => canEdit(studio) && studio.selection.primary !== null,
  needs: 'a selected track that can be changed',
};

/** Changing the box of a track in the current frame. */
export const WITH_BOX: Condition = {
  when: (studio) => canEdit(studio) && studio.actions.hasBox,
  needs: 'a selected track with a box in this frame',
};

/** Moving a box, or taking up the one that can be carried on to the current frame. */
export const WITH_MOVABLE_BOX: Condition = {
  when: (studio) => canEdit(studio) && studio.actions.canMove,
  needs: 'a selected track with a box to move',
};

/** Going through the objects of a frame; without any, Tab walks through the window as elsewhere. */
export const WITH_OBJECTS: Condition = {
  when: (studio) => hasMedia(studio) && studio.tracks.here.length > 0,
  needs: 'an object in this frame',
};
