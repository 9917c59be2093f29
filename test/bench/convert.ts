import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FORMAT_IDS, type FormatId } from '../../electron/domain/formats/format-ids.ts';
import { packageFile } from '../../electron/hosts/folders.ts';
import { rounded } from './measure.ts';

const TRACKS = 100;
const FRAMES = 10_000;
/** Where each box becomes a file, or a track, of its own, a million of them measures the disk. */
const SLOW: ReadonlySet<FormatId> = new Set(['yolo', 'yolo-tracks']);

/** Ground truth of a million boxes that move and change size. */
async function writeSource(file: string): Promise<void> {
  function* lines(): Generator<string> {
    for (let frame = 1; frame <= FRAMES; frame++) {
      let text = '';
      for (let id = 1; id <= TRACKS; id++) {
        const [x, y] = [(frame * 1.37 + id * 17) % 1800, (frame * 0.73 + id * 9) % 1000];
        const [w, h] = [20 + (id % 50) + (frame % 7) / 8, 30 + (id % 40)];
        text += `${frame},${id},${x.toFixed(2)},${y.toFixed(2)},${w},${h},0.${id % 10}5,-1,-1,-1\n`;
      }
      yield text;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
}

interface Run {
  readonly seconds: number;
  readonly peakMb: number;
}

/** One conversion with its check in a process of its own: seconds, and the most memory that it had. */
async function convert(from: string, to: FormatId, out: string): Promise<Run> {
  const program = path.join(path.dirname(packageFile), 'bin/loretrack.js');
  const args = ['convert', from, '--to', to, '--out', out, '--size', '1920x1080', '--check'];
  const told =
    '\nprocess.on("exit", () => process.stderr.write("peak " + process.resourceUsage().maxRSS));';
  const hook = `data:text/javascript,${encodeURIComponent(told)}`;
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', hook, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const { boxes, check } = JSON.parse(output || '{}') as { boxes?: number; check?: string };
  if (code !== 0 || boxes !== TRACKS * FRAMES || check !== 'same') {
    throw new Error(`${from} to ${to}: ${String(code)} ${output} ${errors}`);
  }
  // The program may start itself once more on its own Node: the larger one is the one that worked.
  const peaks = Array.from(errors.matchAll(/peak (\d+)/g), ([, kib]) => Number(kib) / 1024);
  return {
    seconds: rounded((performance.now() - start) / 1000),
    peakMb: rounded(Math.max(...peaks), 0),
  };
}

/** A million boxes into every format and back into MOT results, each time read back and compared. */
export async function bench(): Promise<Readonly<Record<string, unknown>>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'loretrack-bench-'));
  const result: Record<string, { readonly to: Run; readonly from: Run }> = {};
  try {
    const source = path.join(folder, 'source.txt');
    await writeSource(source);
    for (const format of FORMAT_IDS.filter((id) => !SLOW.has(id))) {
      const out = path.join(folder, format);
      const to = await convert(source, format, out);
      const from = await convert(out, 'mot-results', path.join(folder, 'back.txt'));
      result[format] = { to, from };
      console.log(
        `${format.padEnd(16)} to ${to.seconds} s, ${to.peakMb} MB; from ${from.seconds} s, ${from.peakMb} MB`,
      );
      await rm(out, { recursive: true, force: true });
      await rm(path.join(folder, 'back.txt'), { recursive: true, force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const runs = Object.values(result).flatMap(({ to, from }) => [to, from]);
  return {
    bench: 'convert',
    boxes: TRACKS * FRAMES,
    slowestSeconds: Math.max(...runs.map(({ seconds }) => seconds)),
    peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)),
    formats: result,
  };
}
