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

  /** @throws StudioError bad-input when the command cannot be done, write-failed when it cannot be kept */
  edit(command: EditCommand): EditResult {
    const { session } = this.#projects;
    const { store, model } = session;
    const patch = planEdit(model, command, {
      nextTrackId: () => store.nextId('track'),
      nextLabelId: () => store.nextId('label'),
    });
    return session.commit(patch);
  }

  undo(): EditResult | null {
    return this.#projects.session.undo();
  }

  redo(): EditResult | null {
    return this.#projects.session.redo();
  }
}
