/**
 * Works through tasks in order, up to `workers.length` at a time, each worker one after the other. Stops to hand out
 * tasks once one has failed, waits for those under way, and fails with the first failure.
 */
export async function inParallel<W, T>(
  workers: readonly W[],
  tasks: readonly T[],
  work: (worker: W, task: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const run = async (worker: W): Promise<void> => {
    while (next < tasks.length && failure === undefined) {
      try {
        await work(worker, tasks[next++]!);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(workers.map(run));
  if (failure !== undefined) throw failure.error;
}
