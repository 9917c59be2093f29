import type { EditResult } from '../../contract/api.ts';
import type { EditCommand } from '../../domain/edit-command.ts';
import { planEdit } from '../../domain/editing/plan-edit.ts';
import type { ProjectService } from './project-service.ts';

/** Hand labelling: commands, undo and redo. */
export class EditService {
  readonly #projects: ProjectService;

  constructor(projects: ProjectService) {
    this.#projects = projects;
  }

  /**
   * Makes an edit; it joins the last undo step where that is the one that led to revision `amends`.
   * @throws StudioError bad-input when the command cannot be done, write-failed when it cannot be kept
   */
  edit(command: EditCommand, amends?: number): EditResult {
    const { session } = this.#projects;
    const { store, model } = session;
    const patch = planEdit(model, command, {
      nextTrackId: () => store.nextId('track'),
      nextLabelId: () => store.nextId('label'),
    });
    const { revision, undoTitle } = store;
    if (amends !== revision || undoTitle === null) return session.commit(patch);
    return session.amend(patch, `${undoTitle}, ${patch.title.toLowerCase()}`);
  }

  undo(): EditResult | null {
    return this.#projects.session.undo();
  }

  redo(): EditResult | null {
    return this.#projects.session.redo();
  }
}
