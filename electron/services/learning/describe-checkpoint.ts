import type { CheckpointInspection } from '../../contract/models.ts';
import { TINY, VIT_B, type Architecture } from '../../ml/nn/model-config.ts';
import { presetConfig, sameArchitecture } from '../../ml/nn/presets.ts';
import type { RecognisedNetwork } from '../../ml/nn/recognise-network.ts';
import type { OwnConfig } from '../model-import.ts';
import { freeId, idOf } from './model-ids.ts';
import { presetNotes } from './preset-notes.ts';

/** What a person is told of a checkpoint before it is imported. */
export function describeCheckpoint(
  path: string,
  found: {
    readonly format: string;
    readonly weights: RecognisedNetwork;
    readonly presets: readonly string[];
    readonly own: OwnConfig | null;
  },
  taken: ReadonlySet<string>,
): CheckpointInspection {
  const { format, weights, own } = found;
  const { templateSize, searchSize } = own?.config ?? weights;
  return {
    ...{ path, format, network: networkName(weights.architecture), searchSize, templateSize },
    presets: found.presets.map((id) => ({
      ...{ id, ...presetNotes(id) },
      searchFactor: presetConfig(id, weights).searchFactor,
    })),
    isOwn: own !== null,
    suggestedId: freeId(idOf(path), taken),
  };
}

function networkName(net: Architecture): string {
  if (sameArchitecture(net, VIT_B)) return 'vit-b';
  if (sameArchitecture(net, TINY)) return 'tiny';
  return `${net.stem} stem, ${net.depth} blocks of width ${net.embedDim}`;
}
