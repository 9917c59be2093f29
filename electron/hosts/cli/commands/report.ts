import path from 'node:path';
import { exchangeFiles } from '../../../adapters/files/exchange-files.ts';
import { resultFiles } from '../../../adapters/files/result-files.ts';
import { parseEvaluation } from '../../../contract/evaluation-file.ts';
import type { Evaluation } from '../../../domain/metrics/evaluation.ts';
import { mergeEvaluations } from '../../../domain/metrics/merge-evaluations.ts';
import { REPORT_FILES, writeReport } from '../../../services/evaluation/report/write-report.ts';
import { readArguments, usage } from '../arguments.ts';
import type { Command } from '../command.ts';
import { evaluationText } from '../evaluation-text.ts';

/** `loretrack report`: the report of evaluations that were made before. */
export const report: Command = {
  name: 'report',
  summary: 'make a report of evaluations again, or of several together',
  help: `
loretrack report <evaluation.json> [--with other.json] --out dir

Makes report.html, trackers.csv, sequences.csv and evaluation.json out of the figures that "loretrack eval --report"
has kept; nothing is tracked.
  --with file  another evaluation of the same sequences, whose trackers join the table; may be repeated
  --out dir    where to write
`,
  async run(args, _studio, { out }) {
    const { values, positionals } = readArguments(
      args,
      { with: { type: 'string', multiple: true }, out: { type: 'string' } },
      ['evaluation.json'],
    );
    if (values.out === undefined) throw usage('--out dir is missing: where to write');
    const evaluations: Evaluation[] = [];
    for (const file of [positionals[0]!, ...(values.with ?? [])]) {
      const absolute = path.resolve(file);
      evaluations.push(parseEvaluation(await exchangeFiles.read(absolute), absolute));
    }
    const evaluation = mergeEvaluations(evaluations);
    const folder = path.resolve(values.out);
    await writeReport(resultFiles, folder, evaluation);
    out.write(`${evaluationText(evaluation)}\n`);
    out.write(`report: ${path.join(folder, REPORT_FILES.html)}\n`);
  },
};
