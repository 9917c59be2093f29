import type { TrainingEvent } from '../../contract/training.ts';
import type { GraphRunner } from '../../ml/distill/graph-runner.ts';
import type { TrainingJob } from '../../ml/distill/training-job.ts';
import type { TrainingState } from '../../ml/distill/training-state.ts';
import { HeldOutView } from './held-out-view.ts';

/** What a show works with. */
interface ShowParts {
  /** The student's forward pass, with weights as inputs. */
  readonly runner: GraphRunner;
  readonly state: TrainingState;
  readonly emit: (event: TrainingEvent) => void;
}

/** Tells what teacher and student make of a run's held-out frames; the teacher is asked once. */
export class HeldOutShow {
  readonly #view: HeldOutView;
  readonly #parts: ShowParts;
  #isTeacherTold = false;
  #isDue = false;

  private constructor(view: HeldOutView, parts: ShowParts) {
    this.#view = view;
    this.#parts = parts;
  }

  /**
   * Null for a run that holds no annotated frames out.
   * @param indices the held-out pairs that training is validated by
   */
  static async open(
    job: TrainingJob,
    indices: readonly number[],
    parts: ShowParts,
  ): Promise<HeldOutShow | null> {
    const view = await HeldOutView.open(job, indices);
    return view && new HeldOutShow(view, parts);
  }

  /** What was told is out of date. */
  renew(): void {
    this.#isDue = true;
  }

  /** Tells it, if there is something new to see. */
  async tell(): Promise<void> {
    if (!this.#isDue) return;
    this.#isDue = false;
    const { runner, state, emit } = this.#parts;
    if (!this.#isTeacherTold) {
      const iou = await this.#view.askTeacher();
      if (iou !== null) emit({ type: 'teacherValidated', iou });
      this.#isTeacherTold = true;
    }
    const examples = await this.#view.show(runner, state.deployable());
    emit({ type: 'examples', step: state.step, examples });
  }
}
