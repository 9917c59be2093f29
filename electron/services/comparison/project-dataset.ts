import path from 'node:path';
import { fromColumns } from '../../contract/track-columns.ts';
import type { Dataset } from '../../domain/datasets/evaluation-sequence.ts';
import { sequencesOfProject, withDistinctNames } from '../../domain/datasets/track-sequences.ts';
import { StudioError } from '../../contract/errors.ts';
import type { ProjectSession } from '../studio/project-session.ts';

/**
 * The open project as a data set: a sequence per track, of which only frames that a person drew or confirmed count.
 * @param exists whether there is something at a path
 * @throws StudioError bad-input when no track has two such frames
 */
export async function projectDataset(
  session: Pick<ProjectSession, 'store' | 'model' | 'tracksOf'>,
  exists: (file: string) => Promise<boolean>,
): Promise<Dataset> {
  const { store, model } = session;
  const media = model.media();
  const found = await Promise.all(media.map((item) => exists(item.path)));
  const labels = new Map(model.labels().map(({ id, name }) => [id, name]));
  const sequences = media.flatMap((item, i) =>
    found[i] === true
      ? sequencesOfProject(item, session.tracksOf(item.id).map(fromColumns), labels)
      : [],
  );
  const unreadable = media.flatMap((item, i) =>
    found[i] === true ? [] : [{ name: item.name, reason: `${item.path} is not there any more` }],
  );
  if (sequences.length === 0) {
    throw new StudioError(
      'bad-input',
      'The project has no track with two frames that a person drew or confirmed: draw or confirm some first.',
    );
  }
  const name = path.parse(store.path).name;
  return {
    ...{ name, kind: 'project', path: store.path, unreadable },
    sequences: withDistinctNames(sequences),
  };
}
