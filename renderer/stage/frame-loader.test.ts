import { beforeEach, describe, expect, it } from 'vitest';
import { FrameLoader } from './frame-loader.ts';

/** A host that answers when told to. */
class FakeHost {
  readonly waiting = new Map<
    number,
    { answer: (response: Response) => void; signal: AbortSignal }
  >();
  readonly asked: number[] = [];

  readonly fetch = ((url: string, init: RequestInit) => {
    const frameIndex = Number(url.split('/').at(-1));
    this.asked.push(frameIndex);
    return new Promise<Response>((resolve, reject) => {
      const signal = init.signal!;
      signal.addEventListener('abort', () => {
        this.waiting.delete(frameIndex);
        reject(new DOMException('aborted', 'AbortError'));
      });
      this.waiting.set(frameIndex, { answer: resolve, signal });
    });
  }) as typeof fetch;

  /** Answers with a 2 x 2 picture whose bytes are the frame's index. */
  async answer(frameIndex: number, response?: Response): Promise<void> {
    const headers = {
      'x-frame-format': 'i420',
      'x-frame-width': '2',
      'x-frame-height': '2',
      'x-frame-matrix': 'bt709',
      'x-frame-range': 'full',
    };
    const request = this.waiting.get(frameIndex);
    if (!request) throw new Error(`frame ${frameIndex} was not asked for`);
    this.waiting.delete(frameIndex);
    request.answer(response ?? new Response(new Uint8Array(6).fill(frameIndex), { headers }));
    await settle();
  }

  async answerAll(): Promise<void> {
    while (this.waiting.size > 0) await this.answer(this.waiting.keys().next().value!);
  }
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

let host: FakeHost;
let loader: FrameLoader;

beforeEach(() => {
  host = new FakeHost();
  loader = new FrameLoader({ mediaId: 4, frameCount: 200, fetch: host.fetch });
});

describe('load', () => {
  it('gives exactly the frame asked for, and from the cache thereafter', async () => {
    const loading = loader.load(50);
    await host.answer(50);
    expect((await loading)?.data[0]).toBe(50);
    expect((await loader.load(50))?.data[0]).toBe(50);
    expect(host.asked.filter((index) => index === 50)).toHaveLength(1);
  });

  it('asks /frame/<media>/<index> and refuses frames that do not exist', async () => {
    const urls: string[] = [];
    const spy = new FrameLoader({
      mediaId: 4,
      frameCount: 2,
      fetch: ((url: string) => (urls.push(url), Promise.reject(new TypeError('gone')))) as never,
    });
    await expect(spy.load(1)).rejects.toMatchObject({ code: 'internal' });
    expect(urls).toEqual(['/frame/4/1']);
    for (const index of [-1, 2, 0.5, NaN]) {
      await expect(spy.load(index)).rejects.toMatchObject({ code: 'bad-input' });
    }
  });

  it('while scrubbing lets the oldest finish, keeps the newest, and drops those between', async () => {
    const loads = [10, 20, 30, 40].map((index) => loader.load(index));
    await settle();
    expect([...host.waiting.keys()]).toEqual([10, 40]);
    expect(await loads[1]).toBeNull();
    expect(await loads[2]).toBeNull();
    await host.answer(10);
    expect((await loads[0])?.data[0]).toBe(10);
    await host.answer(40);
    expect((await loads[3])?.data[0]).toBe(40);
  });

  it('drops what is under way once a cached frame is wanted', async () => {
    const first = loader.load(10);
    await host.answer(10);
    await first;
    const overtaken = loader.load(20);
    expect((await loader.load(10))?.data[0]).toBe(10);
    expect(await overtaken).toBeNull();
  });

  it('tells why a frame cannot be had, and tries again when asked again', async () => {
    const failing = loader.load(10);
    const refused = expect(failing).rejects.toMatchObject({ code: 'bad-media', message: 'bad' });
    await host.answer(
      10,
      new Response(JSON.stringify({ code: 'bad-media', message: 'bad' }), { status: 422 }),
    );
    await refused;
    const again = loader.load(10);
    await host.answer(10);
    expect((await again)?.data[0]).toBe(10);
  });

  it('takes over a prefetch of the same frame', async () => {
    loader.aim(9, 1);
    const loading = loader.load(10);
    expect(host.asked.filter((index) => index === 10)).toHaveLength(1);
    await host.answer(10);
    expect((await loading)?.data[0]).toBe(10);
  });
});

describe('prefetch', () => {
  it('asks for a few frames at a time, in order, after the frame that is waited for', async () => {
    const loading = loader.load(50);
    loader.aim(50, 1);
    expect(host.asked).toEqual([50]);
    await host.answer(50);
    await loading;
    expect([...host.waiting.keys()]).toEqual([51, 52, 53]);
    await host.answer(51);
    expect([...host.waiting.keys()]).toEqual([52, 53, 54]);
  });

  it('turns round with the playhead and gives up what lies elsewhere', async () => {
    loader.aim(50, 1);
    expect([...host.waiting.keys()]).toEqual([51, 52, 53]);
    loader.aim(120, -1);
    await settle();
    expect([...host.waiting.keys()]).toEqual([119, 118, 117]);
    expect(loader.stats().aborted).toBe(3);
  });

  it('lets a frame that playing has just passed arrive', () => {
    loader.aim(50, 1);
    loader.aim(53, 1);
    expect(host.waiting.has(51)).toBe(true);
    loader.aim(70, 1);
    expect(host.waiting.has(51)).toBe(false);
  });

  it('stops at the window’s end and within half of the cache', async () => {
    loader = new FrameLoader({ mediaId: 4, frameCount: 200, fetch: host.fetch, maxBytes: 6 * 16 });
    const first = loader.load(0);
    loader.aim(0, 1);
    await host.answer(0);
    await first;
    await host.answerAll();
    expect(host.asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(loader.stats()).toMatchObject({ cachedFrames: 9, cachedBytes: 54, inFlight: 0 });
  });

  it('does not ask again and again for a damaged frame', async () => {
    loader.aim(0, 1);
    await host.answer(1, new Response('broken', { status: 422 }));
    await host.answerAll();
    loader.aim(0, 1);
    await host.answerAll();
    expect(host.asked.filter((index) => index === 1)).toHaveLength(1);
  });

  it('ends with the loader', async () => {
    const loading = loader.load(10);
    loader.dispose();
    expect(await loading).toBeNull();
    expect(host.waiting.size).toBe(0);
    expect(await loader.load(11)).toBeNull();
    expect(host.asked).toEqual([10]);
  });
});
