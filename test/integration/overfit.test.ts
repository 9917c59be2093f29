import { expect, it } from 'vitest';
import { openSession } from '../../electron/adapters/ort/session.ts';
import { DISTILL_PRESETS } from '../../electron/ml/distill/distill-config.ts';
import { TINY_OPTIMISER } from '../../electron/ml/distill/optimiser-config.ts';
import { Random } from '../../electron/ml/distill/random.ts';
import { TrainStep, type StepReport } from '../../electron/ml/distill/train-step.ts';
import { TrainingState } from '../../electron/ml/distill/training-state.ts';
import { trainingGraph } from '../../electron/ml/distill/training-graph.ts';
import { serialise } from '../../electron/ml/graph/serialise.ts';
import { modelConfig } from '../../electron/ml/nn/model-config.ts';
import { microState } from '../support/micro-state.ts';
import { MICRO } from '../support/networks.ts';
import { realPairs } from '../support/real-pairs.ts';

it('200 steps on one batch of real pairs bring the loss below a tenth', async () => {
  const config = modelConfig(MICRO, 128, { template: 2, search: 4 });
  const loss = { ...DISTILL_PRESETS.tiny, qkvKd: null, discKd: null };
  const state = await microState('t64_s128.pth.tar');
  const plan = trainingGraph({
    ...{ student: config, teacher: config, batch: 8, loss, batchNorm: 'batch', dropPath: false },
  });
  const runner = await openSession(serialise(plan.graph, { name: 'overfit' }).model, {
    threads: 1,
  });
  const trainer = new TrainStep({
    plan,
    runner,
    state: new TrainingState(state, plan, { keepAverage: false }),
    config: {
      ...TINY_OPTIMISER,
      learningRate: 2e-2,
      clipNorm: 10,
      weightDecay: 0,
      averageDecay: null,
      schedule: { warmUpSteps: 10, shape: { kind: 'cosine', floor: 0.05 } },
    },
    random: new Random(1),
  });
  const batch = await realPairs(config, 8, loss);
  const reports: StepReport[] = [];
  for (let step = 0; step < 200; step++) reports.push(await trainer.step(batch, step / 200));
  await runner.close();
  const first = reports[0]!.losses['total']!;
  const last = reports.at(-1)!;
  expect(last.losses['total']! / first).toBeLessThan(0.1);
  expect(last.iou).toBeGreaterThan(0.8);
});
