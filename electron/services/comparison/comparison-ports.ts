import type { ModelService } from '../models.ts';
import type { ComparisonFiles } from '../ports/comparison-files.ts';
import type { Datasets } from '../ports/datasets.ts';
import type { MapEngine } from '../ports/map-engine.ts';
import type { Media } from '../ports/media.ts';
import type { TrackingEngine } from '../ports/tracking-engine.ts';

/** What comparisons need of the machine. */
export interface ComparisonPorts {
  readonly files: ComparisonFiles;
  readonly datasets: Datasets;
  /** Starts an engine of its own for each sequence that is tracked at the same time. */
  readonly launch: () => TrackingEngine;
  readonly maps: MapEngine;
  /** Cores of this machine. */
  readonly cores: number;
}

/** What a comparison under way needs. */
export interface ComparisonRunPorts extends Pick<ComparisonPorts, 'files' | 'launch' | 'cores'> {
  readonly media: Media;
  readonly models: Pick<ModelService, 'digest'>;
  /** Program and version, for the results. */
  readonly createdBy: string;
}
