import path from 'node:path';
import { resultFiles } from '../../../adapters/files/result-files.ts';
import { DEVICES } from '../../../contract/device.ts';
import { StudioError } from '../../../contract/errors.ts';
import { DATASET_KINDS } from '../../../domain/datasets/evaluation-sequence.ts';
import { formatResultLines } from '../../../domain/datasets/result-lines.ts';
import type { Evaluation } from '../../../domain/metrics/evaluation.ts';
import { PROTOCOLS } from '../../../domain/metrics/protocol.ts';
import type { Protocol } from '../../../domain/metrics/protocol.ts';
import type {
  EvaluationOutcome,
  EvaluationProgress,
  ResultFolder,
} from '../../../services/evaluation/evaluation-job.ts';
import { REPORT_FILES, writeReport } from '../../../services/evaluation/report/write-report.ts';
import type { ModelInfo } from '../../../services/models.ts';
import { choiceOption, integerOption, readArguments, usage } from '../arguments.ts';
import type { Command } from '../command.ts';
import type { Studio } from '../../compose.ts';
import { evaluationJson, evaluationText } from '../evaluation-text.ts';
import type { Terminal } from '../terminal.ts';

/** `loretrack eval`: measure trackers on sequences with ground truth. */
export const evaluate: Command = {
  name: 'eval',
  summary: 'measure and compare trackers on sequences with ground truth',
  help: `
loretrack eval <data set> [--model id | --models a,b,c] [--results name=folder] [--report dir] [--json file]

Measures trackers on a benchmark's folder (OTB, LaSOT, GOT-10k, TrackingNet, UAV123, VOT, or plain folders with
groundtruth.txt and img/), on an annotation file (COCO or the studio's JSON), or on a project, of which only boxes
that a person drew or confirmed count. One pass from the first true box, never reset; truth as written, boxes
unrounded. What fails is reported by name, and the rest goes on.

  --model id        model id or path of an .onnx file (see "loretrack models list"; default the shipped one)
  --models a,b      several models, compared on the same sequences
  --results n=dir   results that another toolkit has written, as tracker n; may be repeated
  --protocol name   whose rules decide what can be measured: pytracking (default) or got10k, which refuses results
                    of another length. Tables show SUC, NPRE, PRE of the one and AO, SR0.5, SR0.75 of the other
  --report dir      write report.html, trackers.csv, sequences.csv and evaluation.json there
  --json file       write the figures as JSON; "-" for standard output
  --runs dir        keep results there in pytracking's form, and go on from those that it holds (default <report>/runs)
  --boxes dir       write each sequence's boxes as <dir>/<sequence>.txt, x,y,w,h per line (of one model)
  --sequences a,b   only these sequences
  --kind name       ${DATASET_KINDS.join(', ')}
                    (recognised by its files unless told)
  --media dir       where the videos of an annotation file lie (default beside it)
  --device name     ${DEVICES.join(', ')} (default auto)
  --threads n       threads of each network on the CPU (default: cores divided by --jobs)
  --jobs n          sequences to track at once (default: as many as there are cores)
  --no-speed        do not measure speeds by themselves after tracking several sequences at once
`,
  async run(args, studio, terminal) {
    const { values, positionals } = readArguments(
      args,
      {
        model: { type: 'string' },
        models: { type: 'string' },
        results: { type: 'string', multiple: true },
        protocol: { type: 'string', default: 'pytracking' },
        report: { type: 'string' },
        json: { type: 'string' },
        runs: { type: 'string' },
        boxes: { type: 'string' },
        sequences: { type: 'string' },
        kind: { type: 'string' },
        media: { type: 'string' },
        device: { type: 'string', default: 'auto' },
        threads: { type: 'string' },
        jobs: { type: 'string' },
        'no-speed': { type: 'boolean' },
      },
      ['data set'],
    );
    const results = (values.results ?? []).map(readResultOption);
    const models = await chooseModels(studio, values, results.length > 0);
    if (values.boxes !== undefined && models.length + results.length !== 1) {
      throw usage('--boxes is for one model: several would write the same files; use --runs');
    }
    const report = values.report === undefined ? undefined : path.resolve(values.report);
    const runs = values.runs ?? (report === undefined ? undefined : path.join(report, 'runs'));
    const { kind: kindText, media } = values;
    const kind = kindText === undefined ? undefined : choiceOption('kind', kindText, DATASET_KINDS);
    const threads = integerOption('threads', values.threads, { min: 1, max: 256 });
    const atOnce = integerOption('jobs', values.jobs, { min: 1, max: 64 });
    const outcome = await studio.evaluation.evaluate(
      {
        dataset: path.resolve(positionals[0]!),
        ...(kind !== undefined && { kind }),
        ...(media !== undefined && { mediaFolder: path.resolve(media) }),
        ...(values.sequences !== undefined && { sequences: listOption(values.sequences) }),
        ...{ models, results },
        protocols: readProtocols(values.protocol),
        device: choiceOption('device', values.device, DEVICES),
        ...(threads !== undefined && { threads }),
        ...(atOnce !== undefined && { atOnce }),
        ...(runs !== undefined && { runs: path.resolve(runs) }),
        measuresSpeed: values['no-speed'] !== true,
      },
      { signal: terminal.signal, onProgress: (progress) => tell(progress, terminal) },
    );
    const { evaluation } = outcome;
    const human = values.json === '-' ? terminal.err : terminal.out;
    human.write(`${evaluationText(evaluation)}\n`);
    if (values.boxes !== undefined) await writeBoxes(path.resolve(values.boxes), outcome);
    if (report !== undefined) {
      await writeReport(resultFiles, report, evaluation);
      human.write(`report: ${path.join(report, REPORT_FILES.html)}\n`);
    }
    if (values.json === '-') terminal.out.write(evaluationJson(evaluation));
    else if (values.json !== undefined) {
      await resultFiles.write(path.resolve(values.json), evaluationJson(evaluation));
    }
    mustBeWhole(evaluation);
  },
};

async function chooseModels(
  { models }: Studio,
  { model, models: several }: { readonly model?: string; readonly models?: string },
  hasResults: boolean,
): Promise<readonly ModelInfo[]> {
  if (model !== undefined && several !== undefined) throw usage('give --model or --models');
  const ids =
    several === undefined ? [model].filter((id) => id !== undefined) : listOption(several);
  if (ids.length === 0) return hasResults ? [] : [await models.default()];
  return Promise.all(ids.map((id) => models.find(id)));
}

function listOption(text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim());
  return words.filter((word) => word !== '');
}

/** All protocols, the one whose rules decide first. */
function readProtocols(text: string): readonly Protocol[] {
  const first = choiceOption('protocol', text, PROTOCOLS);
  return [first, ...PROTOCOLS.filter((one) => one !== first)];
}

function readResultOption(text: string): ResultFolder {
  const cut = text.indexOf('=');
  if (cut > 0 && cut < text.length - 1) {
    return { name: text.slice(0, cut), folder: path.resolve(text.slice(cut + 1)) };
  }
  throw usage(
    `--results is "${text}"; give a name and a folder, for example siamfc=results/SiamFC`,
  );
}

function tell(
  { tracker, sequence, what, note, done, total }: EvaluationProgress,
  to: Terminal,
): void {
  const more = note === null ? '' : `: ${note.replaceAll(/\s*\n\s*/g, ' ')}`;
  to.err.write(`${done}/${total} ${tracker} ${sequence} ${what}${more}\n`);
}

async function writeBoxes(folder: string, { boxes }: EvaluationOutcome): Promise<void> {
  for (const found of boxes.values()) {
    for (const [sequence, list] of found) {
      const text = formatResultLines(list).replaceAll('\t', ',');
      await resultFiles.write(path.join(folder, `${sequence}.txt`), text);
    }
  }
}

/** @throws StudioError bad-media naming what could not be measured, once everything else is written */
function mustBeWhole({ unreadable, trackers }: Evaluation): void {
  const failed = [
    ...unreadable.map(({ sequence, reason }) => `${sequence} (${reason})`),
    ...trackers.flatMap(({ tracker, failures }) =>
      failures.map(({ sequence, reason }) => `${tracker.name} on ${sequence} (${reason})`),
    ),
  ];
  if (failed.length === 0) return;
  const shown = failed.slice(0, 3).join('; ');
  const more = failed.length > 3 ? `; and ${failed.length - 3} more` : '';
  throw new StudioError('bad-media', `not everything could be measured: ${shown}${more}`);
}
