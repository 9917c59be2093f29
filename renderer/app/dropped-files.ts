import { desktopBridge } from '../state/desktop.ts';
import { PROJECT_EXTENSION } from '../../electron/contract/project-file.ts';
import type { Studio } from '../state/studio.svelte.ts';

/** Opens or adds what was dropped on the window, as far as the window is told where it lies. */
export function takeDropped(dropped: readonly File[], studio: Studio): void {
  const { files, state, toasts } = studio;
  const bridge = desktopBridge();
  if (!bridge) {
    toasts.show(
      'info',
      'A browser does not tell where dropped files lie, so that they could not be found again: choose them here instead.',
      {
        action: {
          title: state.project ? 'Add media …' : 'Open project …',
          run: () => (state.project ? files.addMedia() : files.openProject()),
        },
      },
    );
    return;
  }
  takeFiles(
    dropped.map((file) => bridge.pathOf(file)).filter((path) => path !== ''),
    studio,
  );
}

/** Opens or adds files by what they are: a project before media, media before annotations. */
export function takeFiles(paths: readonly string[], studio: Studio): void {
  const { files, state, toasts, project } = studio;
  const opened = paths.find((path) => path.toLowerCase().endsWith(PROJECT_EXTENSION));
  const annotations = paths.filter((path) => /\.(?:json|xml|csv|txt)$/i.test(path));
  const media = paths.filter((path) => path !== opened && !annotations.includes(path));
  if (opened !== undefined) void files.open(opened);
  else if (media.length > 0 && state.project) void files.add(media);
  else if (media.length > 0) files.createProject(media);
  else if (annotations[0] !== undefined && project.media)
    files.lookIntoAnnotations(project.media, annotations[0]);
  else if (paths.length > 0)
    toasts.show('info', 'Open a project and a video first, then drop annotations onto it.');
}
