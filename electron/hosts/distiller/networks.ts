import { openSession, type Session } from '../../adapters/ort/session.ts';
import { isStudioError } from '../../contract/errors.ts';
import type { Provider } from '../../contract/device.ts';
import type { GraphRunner } from '../../ml/distill/graph-runner.ts';
import {
  teacherGraph,
  trainingGraph,
  type TrainingGraph,
} from '../../ml/distill/training-graph.ts';
import type { TrainingJob } from '../../ml/distill/training-job.ts';
import type { Graph } from '../../ml/graph/graph.ts';
import { serialise } from '../../ml/graph/serialise.ts';
import type { StateDict } from '../../ml/graph/tensor-data.ts';
import { abstractGraph } from '../../ml/nn/tracker-network.ts';

/** The graphs of a run, ready to run. */
export interface RunNetworks {
  readonly plan: TrainingGraph;
  readonly step: GraphRunner;
  /** The forward pass with weights as inputs. */
  readonly forward: GraphRunner;
  readonly teacher: {
    readonly runner: GraphRunner;
    readonly outputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  } | null;
  /** Why the device that was asked for is not in use. */
  readonly fallbackReason?: string;
}

/** Builds and opens a run's graphs. @throws StudioError bad-model, GraphError for a teacher that does not fit. */
export async function openNetworks(
  job: TrainingJob,
  teacherState: StateDict | null,
): Promise<RunNetworks> {
  const { student, teacher, batch, loss, optimiser } = job;
  const plan = trainingGraph({
    ...{ student, teacher: teacher?.config ?? student, batch, loss },
    batchNorm: 'batch',
    dropPath: optimiser.dropPath > 0,
  });
  let fallbackReason: string | undefined;
  const open = async (graph: Graph, name: string): Promise<Session> => {
    const { model } = serialise(graph, { name });
    const options = { maySpin: false, ...(job.threads !== null && { threads: job.threads }) };
    if (job.provider !== 'cpu' && fallbackReason === undefined) {
      try {
        return await openSession(model, { provider: job.provider as Provider });
      } catch (error) {
        if (!isStudioError(error)) throw error;
        fallbackReason = error.message;
      }
    }
    return openSession(model, options);
  };
  const step = await open(plan.graph, 'training-step');
  const forward = await open(abstractGraph(student), 'forward');
  if (teacher === null || teacherState === null) {
    return {
      plan,
      step,
      forward,
      teacher: null,
      ...(fallbackReason !== undefined && { fallbackReason }),
    };
  }
  const graph = teacherGraph(teacher.config, teacherState, loss);
  const outputs = [...graph.outputs].map(([name, { shape }]) => ({
    name,
    shape: shape.map((extent) => (typeof extent === 'number' ? extent : -1)),
  }));
  const runner = await open(graph, 'teacher');
  return {
    ...{ plan, step, forward, teacher: { runner, outputs } },
    ...(fallbackReason !== undefined && { fallbackReason }),
  };
}
