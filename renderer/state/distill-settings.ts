import {
  STUDENT_SIZES,
  type DistillationAblations,
  type DistillationBudget,
  type DistillationSettings,
} from '../../electron/contract/distillation.ts';
import type { ModelEntry } from '../../electron/contract/models.ts';

/** Models and size that a person would probably choose for a new student. */
export type SuggestedModels = Pick<
  DistillationSettings,
  'teacherId' | 'replacesId' | 'startId' | 'studentSize'
>;

/** Networks whose numbers of weights differ by less are the same at another crop size. */
const SAME_NETWORK = 0.1;

/** Held out, and for how long, unless a person says otherwise. */
export const USUAL_HOLD_OUT = 0.2;

/** A quarter of an hour at most, and less where nothing gets better any more. */
export const USUAL_BUDGET: DistillationBudget = { minutes: 15, steps: null, patience: 5 };

/** Whether a model's weights fit a student of a teacher: both networks differ in the size of their crops at most. */
export function isSameNetwork(a: ModelEntry, b: ModelEntry): boolean {
  return (
    Math.abs(a.parameters - b.parameters) <= SAME_NETWORK * Math.max(a.parameters, b.parameters)
  );
}

/**
 * The largest model teaches one that takes the place of the active one, at its size; where the weights fit, it starts
 * from what that one knows already. Null without any model.
 */
export function suggestedModels(models: readonly ModelEntry[]): SuggestedModels | null {
  const active = models.find(({ isActive }) => isActive) ?? models[0];
  const teacher = models.toSorted((a, b) => b.gmacs - a.gmacs)[0];
  if (active === undefined || teacher === undefined) return null;
  const studentSize =
    STUDENT_SIZES.find((size) => size <= active.searchSize) ?? STUDENT_SIZES.at(-1)!;
  return {
    ...{ teacherId: teacher.id, replacesId: active.id, studentSize },
    startId: startFor(teacher, active),
  };
}

/** What a student starts from: the model that it is to replace where its weights fit, else the teacher (null). */
export function startFor(teacher: ModelEntry, replaced: ModelEntry): string | null {
  return teacher.id !== replaced.id && isSameNetwork(teacher, replaced) ? replaced.id : null;
}

/** Ablations with one switch set, or left to what is usual (undefined). */
export function withAblation<Name extends keyof DistillationAblations>(
  ablations: DistillationAblations,
  name: Name,
  value: DistillationAblations[Name] | undefined,
): DistillationAblations {
  const rest = Object.fromEntries(Object.entries(ablations).filter(([key]) => key !== name));
  return value === undefined ? rest : { ...rest, [name]: value };
}

/** A budget without an end is none: a run would never be over. */
export function isBounded({ minutes, steps, patience }: DistillationBudget): boolean {
  return minutes !== null || steps !== null || patience !== null;
}
