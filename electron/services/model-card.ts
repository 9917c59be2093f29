import type { Lineage } from '../ml/nn/metadata.ts';
import { tokenCounts, type ModelConfig } from '../ml/nn/model-config.ts';

/** The page that lies beside a model: what it is and where it comes from. */
export function modelCard(id: string, config: ModelConfig, lineage: Lineage): string {
  const { architecture: net } = config;
  const counts = tokenCounts(config);
  return `# ${id}

| | |
|---|---|
| network | one-stream tracker without candidate elimination, ${net.stem} stem, width ${net.embedDim}, ${net.depth} blocks, ${net.heads} heads, head ${net.headChannels} |
| template | ${config.templateSize} px, factor ${config.templateFactor}, ${counts.template} tokens |
| search region | ${config.searchSize} px, factor ${config.searchFactor}, ${counts.search} tokens |
${Object.entries(lineage)
  .map(([key, value]) => `| ${key} | ${String(value)} |`)
  .join('\n')}
`;
}
