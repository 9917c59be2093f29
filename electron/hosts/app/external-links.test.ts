import { describe, expect, it } from 'vitest';
import { allowedLink } from './external-links.ts';

describe('allowedLink', () => {
  it.each([
    'https://github.com/botaoye/OSTrack',
    'https://github.com/ShaohuaDong2021/LoReTrack/blob/main/README.md#top',
    'https://onnxruntime.ai/docs/execution-providers/',
  ])('lets %s be opened', (url) => expect(allowedLink(url)).toBe(url));

  it.each([
    'http://github.com/botaoye/OSTrack',
    'https://github.com/botaoye/OSTrack-evil',
    'https://github.com/botaoye/OSTrack/../../evil/page',
    'https://github.com/botaoye/OSTrack/%2e%2e/%2e%2e/evil/page',
    'https://github.com.evil.example/botaoye/OSTrack',
    'https://user:word@github.com/botaoye/OSTrack',
    'https://github.com:444/botaoye/OSTrack',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://host/share',
    'studio://app/',
    '',
  ])('keeps %s from being opened', (url) => expect(allowedLink(url)).toBeNull());
});
