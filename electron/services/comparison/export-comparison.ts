import type { ComparisonExport } from '../../contract/comparison.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Evaluation } from '../../domain/metrics/evaluation.ts';
import { comparisonPlots, iouPlot } from '../../domain/plots/evaluation-plots.ts';
import { standalone } from '../../domain/plots/svg.ts';
import { sequencesCsv, trackersCsv } from '../evaluation/report/csv-report.ts';
import { htmlReport } from '../evaluation/report/html-report.ts';

/** First bytes of every PNG file. */
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** What a file of an export holds. @throws StudioError bad-input when there is nothing to show, or no picture came */
export function exportedContent(
  what: ComparisonExport,
  evaluation: Evaluation,
): string | Uint8Array {
  switch (what.kind) {
    case 'report':
      return htmlReport(evaluation);
    case 'trackers':
      return trackersCsv(evaluation);
    case 'sequences':
      return sequencesCsv(evaluation);
    case 'plot': {
      const plot = comparisonPlots(evaluation.trackers).find(({ name }) => name === what.plot);
      if (plot !== undefined) return standalone(plot.svg);
      throw new StudioError('bad-input', 'The comparison has nothing to show in this plot.');
    }
    case 'ious': {
      const sequence = evaluation.sequences.find(({ name }) => name === what.sequence);
      if (sequence === undefined) {
        throw new StudioError('bad-input', `The comparison has no sequence "${what.sequence}".`);
      }
      return standalone(iouPlot(sequence.name, sequence.frames, evaluation.trackers));
    }
    case 'picture': {
      const bytes = new Uint8Array(Buffer.from(what.png, 'base64'));
      if (PNG.every((byte, i) => bytes[i] === byte)) return bytes;
      throw new StudioError('bad-input', 'The picture that was to be written is no PNG.');
    }
  }
}
