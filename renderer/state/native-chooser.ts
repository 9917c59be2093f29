import type { DesktopBridge, FileQuestion } from '../../electron/contract/desktop.ts';
import { callDesktop } from './desktop.ts';
import type { ChooserRequest } from './dialogs.svelte.ts';
import { joinPath } from './paths.ts';

/** Kinds that are known by their extensions; videos are whatever ffmpeg reads. */
const filters: Readonly<Record<string, FileQuestion['filters'][number]>> = {
  project: { name: 'LoReTrack projects', extensions: ['loretrack'] },
  annotations: { name: 'Annotations', extensions: ['json'] },
};

/** Asks with the system's own dialogs. @throws StudioError as the host said it */
export async function chooseNatively(
  bridge: DesktopBridge,
  request: ChooserRequest,
): Promise<void> {
  const chosen = await callDesktop(bridge, 'chooseFiles', questionOf(request));
  if (chosen.length === 0) return;
  const extension = request.saveAs?.extension ?? '';
  // Not every system's dialog completes a name.
  const paths = chosen.map((path) =>
    path.toLowerCase().endsWith(extension) ? path : path + extension,
  );
  request.onChoose(paths);
}

/** A request as a native dialog asks it. */
export function questionOf(request: ChooserRequest): FileQuestion {
  const { title, accept, kinds, multiple = false, folders = false, saveAs, from = null } = request;
  const { only } = request;
  const name = saveAs && `${saveAs.name}${saveAs.extension}`;
  return {
    ...{ title, accept, multiple },
    kind: saveAs ? 'save' : !folders ? 'open' : kinds.length > 0 ? 'openEither' : 'openFolder',
    filters: only ? [only] : kinds.flatMap((kind) => filters[kind] ?? []),
    from: name === undefined ? from : from === null ? name : joinPath(from, name),
  };
}
