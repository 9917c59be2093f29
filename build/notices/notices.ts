import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundledPackages, shippedPackages } from '../packaging/shipped-packages.ts';

/** One package in the notices. */
interface Notice {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The licence's text, with whom it comes from. */
  readonly text: string;
}

/** Who holds the rights in packages that have no licence file of their own, by their manifests and sources. */
const holders: Readonly<Record<string, readonly string[]>> = {
  '@bufbuild/protobuf': [
    'Copyright 2021-2026 Buf Technologies, Inc.',
    'Copyright 2008 Google Inc.',
  ],
  '@cwasm/jpeg-turbo': ['Copyright (c) Linus Unnebäck'],
  'onnx-buf': ['Copyright (c) Eric Zhang'],
  'onnxruntime-common': ['Copyright (c) Microsoft Corporation. All rights reserved.'],
  'onnxruntime-node': ['Copyright (c) Microsoft Corporation. All rights reserved.'],
};

/** Licences that a manifest does not state in today's form, as the package's own licence file says. */
const unstated: Readonly<Record<string, string>> = { async: 'MIT' };

const lockEntry = (root: string): ((folder: string) => { version: string; license?: string }) => {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { version: string; license?: string }>>;
  };
  return (folder) => {
    const entry = lock.packages[folder];
    if (entry === undefined) throw new Error(`package-lock.json does not have ${folder}.`);
    return entry;
  };
};

/** The standard texts of the licences that an SPDX expression names. @throws Error for one that is not kept here */
function standardText(root: string, license: string): string {
  return license
    .replaceAll(/[()]/g, '')
    .split(/ (?:AND|OR) /)
    .map((id) => {
      const file =
        id === 'Apache-2.0'
          ? path.join(root, 'LICENSE')
          : path.join(root, 'build', 'notices', 'texts', `${id.replace(/-or-later$/, '')}.txt`);
      return readFileSync(file, 'utf8').trimEnd();
    })
    .join('\n\n');
}

/** A package's own licence file, else the standard text under its holders' names. @throws Error without either */
function licenceText(root: string, folder: string, name: string, license: string): string {
  const [file] = globSync('{LICENSE,LICENCE,license,COPYING}{,.*}', {
    cwd: path.join(root, folder),
  }).sort();
  if (file !== undefined) {
    // What was compiled into a package has terms of its own.
    const compiled = globSync('codec/LICENSE*', { cwd: path.join(root, folder) }).sort();
    const texts = [file, ...compiled].map((each) =>
      readFileSync(path.join(root, folder, each), 'utf8').trim(),
    );
    return texts.join('\n\n');
  }
  const own = holders[name];
  if (own === undefined) throw new Error(`${name} has no licence file, and no holder is known.`);
  return `${own.join('\n')}\n\n${standardText(root, license)}`;
}

function collect(root: string): readonly Notice[] {
  const entryOf = lockEntry(root);
  const notice = (folder: string, name: string): Notice => {
    const { version, license: stated } = entryOf(folder);
    const license = stated ?? unstated[name];
    if (license === undefined) throw new Error(`${name} does not state its licence.`);
    return { name, version, license, text: licenceText(root, folder, name, license) };
  };
  const plain = shippedPackages(root).filter(({ name }) => name !== 'ffmpeg-static');
  // Not every machine has these: their terms are known, and their texts are kept here.
  const others = ['ffmpeg-static', '@derhuerst/ffprobe-static'];
  return [
    ...plain.map(({ folder, name }) => notice(folder, name)),
    ...bundledPackages.map((name) => notice(`node_modules/${name}`, name)),
    ...others.map((name): Notice => {
      const { version, license = 'unknown' } = entryOf(`node_modules/${name}`);
      return { name, version, license, text: standardText(root, license) };
    }),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The page of notices for everything that ships to any target; packages with the same text share it. */
export function writeNotices(root: string): string {
  const introduction = readFileSync(
    path.join(root, 'build', 'notices', 'introduction.md'),
    'utf8',
  ).trimEnd();
  const notices = collect(root);
  const rows = notices.map(({ name, version, license }) => `- \`${name}\` ${version}: ${license}`);
  const texts = Map.groupBy(notices, ({ text }) => text);
  const sections = [...texts].map(([text, under]) => {
    const names = under.map(({ name }) => name).join(', ');
    return `### ${names}\n\n\`\`\`text\n${text.replaceAll('\r\n', '\n')}\n\`\`\``;
  });
  return `${[introduction, '## Packages', rows.join('\n'), '## Licences', ...sections].join('\n\n')}\n`;
}
