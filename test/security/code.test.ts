import { describe, expect, it } from 'vitest';
import {
  noCodeFromText,
  noMarkupFromText,
  noPlainHttp,
  noShell,
  onlyAllowedLinks,
} from './code-rules.ts';
import { readSource, shippedSources } from './shipped-sources.ts';

const sources = shippedSources();

/** Each rule with code that breaks it, and code that only looks as if. */
const rules = [
  {
    name: 'text is never run',
    rule: noCodeFromText,
    bad: [
      'eval("1")',
      'globalThis.eval(x)',
      'new Function("return 1")',
      'Function(x)()',
      'setTimeout("go()", 1)',
      'setInterval(`go(${x})`, 1)',
      "import vm from 'node:vm'",
    ],
    good: ['setTimeout(() => go(), 1)', 'evaluate(x)', 'const f: Function = g'],
  },
  {
    name: 'no program is started through a shell',
    rule: noShell,
    bad: [
      "spawn('a', [], { shell: true })",
      "spawn('a', { shell: '/bin/sh' })",
      "import { exec } from 'node:child_process'",
      "import { execSync as run } from 'child_process'",
    ],
    good: [
      "spawn('a', [], { shell: false })",
      "import { execFile } from 'node:child_process'",
      "import { shell } from 'electron'",
      '/a/.exec(text)',
    ],
  },
  {
    name: 'text never becomes markup',
    rule: noMarkupFromText,
    bad: [
      'element.innerHTML = text',
      'element.outerHTML = text',
      "element.insertAdjacentHTML('beforeend', text)",
      'document.write(text)',
      'frame.srcdoc = text',
    ],
    good: ['element.textContent = text', 'process.stdout.write(text)', 'clipboard.write([item])'],
  },
  {
    name: 'nothing is fetched in the clear but from this machine',
    rule: noPlainHttp,
    bad: ["fetch('http://example.com/a')", 'const a = `http://${host}/`', "'see http://a.example'"],
    good: [
      "'http://127.0.0.1:80/'",
      "'http://localhost/'",
      "'http://www.w3.org/2000/svg'",
      "'https://a.example'",
      '// http://a.example',
    ],
  },
  {
    name: 'the system opens only allowed addresses',
    rule: onlyAllowedLinks,
    bad: [
      'shell.openExternal(url)',
      'const link = new URL(url).href; shell.openExternal(link)',
      'electron.shell.openPath(file)',
    ],
    good: ['const link = allowedLink(url); if (link !== null) void shell.openExternal(link)'],
  },
] as const;

describe.each(rules)('$name', ({ rule, bad, good }) => {
  it('in all that ships', () => {
    expect(sources.length).toBeGreaterThan(200);
    expect(sources.flatMap(rule)).toEqual([]);
  });

  it.each(bad)('sees through %s', (code) => {
    expect(rule(readSource('electron/a.ts', code))).toHaveLength(1);
  });

  it.each(good)('lets %s be', (code) => {
    expect(rule(readSource('electron/a.ts', code))).toEqual([]);
  });
});

describe('components', () => {
  it('are read with their scripts and their markup', () => {
    const script = readSource('renderer/A.svelte', '<script lang="ts">eval(x);</script><p>a</p>');
    expect(noCodeFromText(script)).toHaveLength(1);
    expect(noMarkupFromText(readSource('renderer/A.svelte', '<p>{@html text}</p>'))).toHaveLength(
      1,
    );
  });
});
