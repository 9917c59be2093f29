import type { DistillationAblations } from '../../contract/distillation.ts';
import { defaultDistillConfig, type DistillConfig } from '../../ml/distill/distill-config.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';

/** Weight of a module that the teacher's family has off, when it is switched on (LoReTrack's lambda). */
const MODULE_WEIGHT = 0.01;

/** The losses of a run: the teacher's family's, with a person's switches. */
export function lossOf(ablations: DistillationAblations, teacher: ModelConfig): DistillConfig {
  const base = defaultDistillConfig(teacher);
  return {
    ...base,
    reading: ablations.reading ?? base.reading,
    studentInput: ablations.studentInput ?? base.studentInput,
    qkvKd: qkvKd(ablations, base),
    featureKd: featureKd(ablations, base),
    discKd: discKd(ablations, base),
  };
}

function qkvKd(
  { qkvKd: isOn, layers, templateTokens }: DistillationAblations,
  { qkvKd: base }: DistillConfig,
): DistillConfig['qkvKd'] {
  if (!(isOn ?? base !== null)) return null;
  return {
    weight: base?.weight ?? MODULE_WEIGHT,
    layers: layers ?? base?.layers ?? 1,
    tokens: tokensOf(templateTokens) ?? base?.tokens ?? 'search',
  };
}

function featureKd(
  { featureKd: isOn, templateTokens }: DistillationAblations,
  { featureKd: base }: DistillConfig,
): DistillConfig['featureKd'] {
  if (!(isOn ?? base !== null)) return null;
  return {
    weight: base?.weight ?? MODULE_WEIGHT,
    tokens: tokensOf(templateTokens) ?? base?.tokens ?? 'search',
  };
}

function discKd(
  { discKd: isOn, tau, alpha, beta }: DistillationAblations,
  { discKd: base }: DistillConfig,
): DistillConfig['discKd'] {
  if (!(isOn ?? base !== null)) return null;
  return {
    weight: base?.weight ?? MODULE_WEIGHT,
    alpha: alpha ?? base?.alpha ?? 0.6,
    beta: beta ?? base?.beta ?? 0.4,
    tau: tau ?? base?.tau ?? { kind: 'quantile', share: 0.2 },
  };
}

function tokensOf(templateTokens: boolean | undefined): 'search' | 'all' | undefined {
  return templateTokens === undefined ? undefined : templateTokens ? 'all' : 'search';
}
