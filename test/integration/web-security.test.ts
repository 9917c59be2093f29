import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { HostMessage } from '../../electron/contract/wire.ts';
import { studioEndpoint } from '../../electron/hosts/studio-endpoint.ts';
import { startWebHost } from '../../electron/hosts/web/web-host.ts';
import type { WebHost } from '../../electron/hosts/web/web-host.ts';
import { temporaryStudio, videoFixture } from '../support/temporary-studio.ts';
import type { TemporaryStudio } from '../support/temporary-studio.ts';

let studio: TemporaryStudio;
let host: WebHost;
let own: string;

beforeAll(async () => {
  studio = await temporaryStudio();
  const rendererFolder = studio.at('renderer');
  await mkdir(`${rendererFolder}/assets`, { recursive: true });
  await writeFile(`${rendererFolder}/index.html`, '<!doctype html><title>Studio</title>');
  await writeFile(`${rendererFolder}/assets/index-1.js`, 'void 0;');
  await writeFile(studio.at('secret.txt'), 'secret');
  await studio.service.createProject({ path: studio.at('a.loretrack') });
  await studio.service.addMedia({ paths: [videoFixture('bframes.mp4')] });
  host = await startWebHost({
    endpoint: studioEndpoint(studio.service),
    frames: studio.service.frames.handle,
    rendererFolder,
    port: 0,
  });
  own = `http://127.0.0.1:${host.port}`;
});
afterAll(async () => {
  await host.close();
  await studio.remove();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request with exactly these headers and this address, which fetch would tidy up. */
async function ask(
  address: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port: host.port, path: address, method, headers });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) };
}

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${host.token}` });

/** Opens a window's socket: the socket, or the status of the refusal. */
async function openSocket(
  headers: Readonly<Record<string, string>>,
  address = '/messages',
): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}${address}`, { headers });
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_, response) => {
      resolve(response.statusCode!);
      response.destroy();
    });
  });
}

/** Sends texts on a socket of its own, and gives the first `count` answers. */
async function converse(
  texts: readonly (string | Buffer)[],
  count = texts.length,
): Promise<HostMessage[]> {
  const socket = (await openSocket(bearer())) as WebSocket;
  const answers: HostMessage[] = [];
  const enough = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      answers.push(JSON.parse(data.toString()) as HostMessage);
      if (answers.length === count) resolve();
    });
    socket.on('close', () => resolve());
  });
  for (const text of texts) socket.send(text);
  await enough;
  socket.close();
  return answers;
}

describe('the page', () => {
  it('is served without any secret, under a strict policy', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(body.toString()).not.toContain(host.token);
    const policy = headers['content-security-policy']!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${host.port}`);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('keeps its scripts, whose names change with them', async () => {
    const { status, headers } = await ask('/assets/index-1.js');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/javascript/);
    expect(headers['cache-control']).toContain('immutable');
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..\\..\\secret.txt',
    '//etc/passwd',
    '/etc/passwd',
    '/assets',
    '/assets/',
    '/index.html/../../secret.txt',
    '/%00',
    '/%',
    'http://example.org/secret.txt',
  ])('leads nowhere from %s', async (address) => {
    const { status, body } = await ask(address);
    expect(body.toString()).not.toContain('secret\n');
    expect(body.toString()).not.toBe('secret');
    expect(body.toString()).not.toContain('root:');
    expect([200, 404]).toContain(status);
    if (status === 200) expect(body.toString()).toContain('<title>Studio</title>');
  });

  it('says how to build the window where it is missing', async () => {
    const bare = await startWebHost({
      endpoint: studioEndpoint(studio.service),
      frames: studio.service.frames.handle,
      rendererFolder: studio.at('nowhere'),
      port: 0,
    });
    const response = await fetch(`http://127.0.0.1:${bare.port}/`);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm start');
    await bare.close();
  });
});

describe('who is let in', () => {
  it.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', '0.0.0.0'])(
    'not a request to the host %j',
    async (name) => {
      const headers = { ...bearer(), host: name };
      for (const address of ['/', '/frame/1/0', '/session']) {
        expect((await ask(address, headers)).status).toBe(400);
      }
      expect(await openSocket(headers)).toBe(400);
    },
  );

  it.each(['http://evil.example', 'null', 'http://127.0.0.1', 'http://127.0.0.1:1', 'file://'])(
    'not a page of the origin %s, even with the token',
    async (origin) => {
      const headers = { ...bearer(), origin };
      expect((await ask('/frame/1/0', headers)).status).toBe(403);
      expect((await ask('/session', headers, 'POST')).status).toBe(403);
      expect(await openSocket(headers)).toBe(403);
    },
  );

  it('not what another site embeds, but a link to the page', async () => {
    const embedded = { ...bearer(), 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    expect((await ask('/frame/1/0', embedded)).status).toBe(403);
    expect(await openSocket({ ...bearer(), 'sec-fetch-site': 'same-site' })).toBe(403);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await ask('/', link)).status).toBe(200);
  });

  it('nobody without the token', async () => {
    const flipped = host.token.startsWith('A')
      ? `B${host.token.slice(1)}`
      : `A${host.token.slice(1)}`;
    const wrong: Record<string, string>[] = [
      {},
      { authorization: 'Bearer ' },
      { authorization: `Bearer ${flipped}` },
      { authorization: `Bearer ${host.token}A` },
      { authorization: host.token },
      { cookie: `loretrack-${host.port}=${host.token}` },
      { cookie: `loretrack-${host.port}=` },
    ];
    for (const headers of wrong) {
      expect((await ask('/frame/1/0', headers)).status).toBe(401);
      expect((await ask('/session', headers, 'POST')).status).toBe(401);
      expect(await openSocket(headers)).toBe(401);
    }
    expect((await ask(`/frame/1/0?token=${host.token}`)).status).toBe(401);
  });

  it('a page that has exchanged the token for a cookie', async () => {
    const { status, headers } = await ask('/session', { ...bearer(), origin: own }, 'POST');
    expect(status).toBe(200);
    const [cookie] = headers['set-cookie']!;
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(cookie).not.toContain(host.token);
    const known = { cookie: `other=1; ${cookie!.split(';')[0]!}`, origin: own };
    expect((await ask('/frame/1/0', known)).status).toBe(200);
    expect((await ask('/session', known, 'POST')).status).toBe(200);
    const socket = await openSocket(known);
    expect(socket).toBeInstanceOf(WebSocket);
    (socket as WebSocket).close();
  });

  it('nobody elsewhere than at its own addresses', async () => {
    expect(await openSocket(bearer(), '/')).toBe(404);
    expect(await openSocket(bearer(), '/messages/..')).toBe(404);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await ask('/', bearer(), method)).status).toBe(405);
      expect((await ask('/frame/1/0', bearer(), method)).status).toBe(405);
    }
    expect((await ask('/session', bearer())).status).toBe(405);
  });

  it('listens on no other address of the machine', async () => {
    const socket = connect(host.port, '::1');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toMatch(/ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH|EAFNOSUPPORT/);
  });
});

describe('frame addresses', () => {
  it.each([
    ['/frame/2/0', 404],
    ['/frame/1/99999', 404],
    ['/frame/1/-1', 404],
    ['/frame/1/0/', 404],
    ['/frame/1', 404],
    ['/frame/', 404],
    ['/frame/1/0x1', 404],
    ['/frame/1/1e1', 404],
    ['/frame/%31/0', 404],
    ['/frame/1/..%2f..%2fsecret.txt', 404],
    ['/frame//etc/passwd', 404],
    ['/frame/1/0?format=exe', 404],
    ['/frame/1/0?format=jpeg&width=0', 404],
    ['/frame/1/0?format=jpeg&width=99999', 404],
    ['/frame/1/99999999999999999999', 404],
  ])('%s leads to no picture', async (address, status) => {
    const answer = await ask(address, bearer());
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'bad-input' });
  });
});

describe('messages', () => {
  it('that are no calls are answered with an error, and the next one is heard', async () => {
    const texts = ['', '{', '[]', '{"id":"x","method":"status"}', '{"id":5,"method":"__proto__"}'];
    const more = [
      '{"id":6,"method":"constructor","args":{}}',
      '{"id":7,"method":"subscribe","args":{}}',
      '{"id":8,"method":"edit","args":{"__proto__":{"command":1}}}',
      '{"id":9,"method":"status"}',
    ];
    const answers = await converse([...texts, ...more]);
    expect(answers).toHaveLength(9);
    for (const answer of answers) {
      if ('id' in answer && answer.id === 9) expect(answer).toHaveProperty('result.version');
      else expect(answer).toMatchObject({ error: { code: 'bad-input' } });
    }
  });

  it('in binary are refused', async () => {
    expect(await converse([Buffer.from([0, 1, 2])])).toMatchObject([{ id: null, error: {} }]);
  });

  it('that are too long end the connection, and nothing else', async () => {
    const socket = (await openSocket(bearer())) as WebSocket;
    const closed = once(socket, 'close') as Promise<[number]>;
    socket.send('x'.repeat(5 * 2 ** 20));
    expect((await closed)[0]).toBe(1009);
    expect(await converse(['{"id":1,"method":"status"}'])).toMatchObject([{ id: 1 }]);
  });

  it('of any kind leave the host alive and the project as it was', async () => {
    const before = await studio.service.status();
    const texts = fc.sample(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc
          .record({
            id: fc.nat(),
            method: fc.constantFrom(
              'edit',
              'tracks',
              'frameTable',
              'importAnnotations',
              'relinkMedia',
              'x',
            ),
            args: fc.anything(),
          })
          .map((call) => (JSON.stringify(call) as string | undefined) ?? ''),
      ),
      500,
    );
    const answers = await converse([...texts.slice(0, 250), '{"id":77777777,"method":"status"}']);
    expect(answers).toHaveLength(251);
    await converse(texts.slice(250));
    expect(await studio.service.status()).toEqual(before);
  });

  it('of a rogue protocol end the connection only', async () => {
    const socket = connect(host.port, '127.0.0.1');
    socket.write(
      `GET /messages HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nAuthorization: Bearer ${host.token}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bad\r\n\r\n`,
    );
    socket.resume();
    await once(socket, 'close');
    expect((await ask('/')).status).toBe(200);
  });
});

it('closes at once although a window is open', async () => {
  const other = await startWebHost({
    endpoint: studioEndpoint(studio.service),
    frames: studio.service.frames.handle,
    rendererFolder: studio.at('renderer'),
    port: 0,
  });
  const socket = new WebSocket(`ws://127.0.0.1:${other.port}/messages`, {
    headers: { authorization: `Bearer ${other.token}` },
  });
  await once(socket, 'open');
  const closed = once(socket, 'close') as Promise<[number]>;
  await other.close();
  expect((await closed)[0]).toBe(1001);
});

it('says so when its port is taken', async () => {
  const again = startWebHost({
    endpoint: studioEndpoint(studio.service),
    frames: studio.service.frames.handle,
    rendererFolder: studio.at('renderer'),
    port: host.port,
  });
  await expect(again).rejects.toMatchObject({ code: 'bad-input' });
});
