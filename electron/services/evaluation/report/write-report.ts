import { formatEvaluation } from '../../../contract/evaluation-file.ts';
import type { Evaluation } from '../../../domain/metrics/evaluation.ts';
import type { ResultFiles } from '../../ports/result-files.ts';
import { sequencesCsv, trackersCsv } from './csv-report.ts';
import { htmlReport } from './html-report.ts';

/** Names of a report's files in its folder. */
export const REPORT_FILES = {
  html: 'report.html',
  json: 'evaluation.json',
  trackers: 'trackers.csv',
  sequences: 'sequences.csv',
} as const;

/**
 * Writes a comparison as one self-contained HTML page, as JSON that it can be made from again, and as two CSV tables.
 * @param folder absolute path; made when it is not there
 * @throws StudioError write-failed
 */
export async function writeReport(
  files: ResultFiles,
  folder: string,
  evaluation: Evaluation,
): Promise<void> {
  await files.write(`${folder}/${REPORT_FILES.json}`, formatEvaluation(evaluation));
  await files.write(`${folder}/${REPORT_FILES.trackers}`, trackersCsv(evaluation));
  await files.write(`${folder}/${REPORT_FILES.sequences}`, sequencesCsv(evaluation));
  await files.write(`${folder}/${REPORT_FILES.html}`, htmlReport(evaluation));
}
