import { frameHeaders } from '../../contract/frame-url.ts';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { MediaItem } from '../../domain/annotation.ts';
import type { Thumbnails } from '../ports/thumbnails.ts';
import type { MediaReaders } from './media-readers.ts';

/** Status of an answer that nobody waits for any more (a convention of nginx). */
const clientClosed = 499;

const statusOf: Readonly<Partial<Record<ErrorCode, number>>> = {
  'not-found': 404,
  'bad-input': 404,
  'bad-media': 422,
  cancelled: clientClosed,
};

const widestThumbnail = 2048;

/** What a frame URL asks for. */
interface FrameRequest {
  readonly mediaId: number;
  readonly frameIndex: number;
  /** Null: the picture's own bytes. */
  readonly thumbnailWidth: number | null;
}

/**
 * Answers GET /frame/<mediaId>/<index>: the picture's own bytes with headers that describe them, or with
 * `?format=jpeg&width=n` a thumbnail. There are no pictures but those of the open project's media.
 */
export class FrameService {
  readonly #readers: MediaReaders;
  readonly #thumbnails: Thumbnails;
  readonly #find: (mediaId: number) => MediaItem;

  constructor(ports: {
    readonly readers: MediaReaders;
    readonly thumbnails: Thumbnails;
    /** @throws StudioError when the open project has no such media item */
    readonly find: (mediaId: number) => MediaItem;
  }) {
    this.#readers = ports.readers;
    this.#thumbnails = ports.thumbnails;
    this.#find = ports.find;
  }

  /** True for addresses that this service answers. */
  owns(url: URL): boolean {
    return url.pathname.startsWith('/frame/');
  }

  /** Never rejects: what goes wrong is told as JSON with code and message. */
  readonly handle = async (request: Request): Promise<Response> => {
    try {
      return await this.#answer(request);
    } catch (error) {
      const known = isStudioError(error)
        ? error
        : new StudioError('internal', 'The picture could not be made: try again.');
      const { code, message } = known;
      return Response.json(
        { code, message },
        { status: statusOf[code] ?? 500, headers: { 'cache-control': 'no-store' } },
      );
    }
  };

  async #answer(request: Request): Promise<Response> {
    const { mediaId, frameIndex, thumbnailWidth } = parse(new URL(request.url));
    const item = this.#find(mediaId);
    const { identity } = item;
    const form = thumbnailWidth === null ? 'raw' : `jpeg-${thumbnailWidth}`;
    const ids = [identity.head, identity.tail, identity.table].map((hash) => hash.slice(0, 12));
    const etag = `"${ids.join('-')}-${frameIndex}-${form}"`;
    // Ids are of one project only, so a kept picture is good for nothing before the host has said whose it is.
    const kept = { etag, 'cache-control': 'private, no-cache' };
    if (request.headers.get('if-none-match') === etag) {
      return new Response(null, { status: 304, headers: kept });
    }
    const reader = await this.#readers.readerOf(item);
    if (thumbnailWidth !== null) {
      const frame = await reader.readAside(frameIndex, request.signal);
      const jpeg = await this.#thumbnails.jpeg(frame, thumbnailWidth);
      return new Response(streamOf(jpeg), {
        headers: { ...kept, 'content-type': 'image/jpeg', 'content-length': String(jpeg.length) },
      });
    }
    const frame = await reader.read(frameIndex, request.signal);
    return new Response(streamOf(frame.data), {
      headers: {
        ...frameHeaders(frame),
        etag,
        // Played video would push some 100 MB a second through the browser's disk cache.
        'cache-control': 'private, no-store',
        'content-length': String(frame.data.length),
      },
    });
  }
}

/** @throws StudioError bad-input */
function parse({ pathname, searchParams }: URL): FrameRequest {
  const match = /^\/frame\/(\d{1,9})\/(\d{1,9})$/.exec(pathname);
  const format = searchParams.get('format') ?? 'raw';
  const width = searchParams.get('width') ?? '160';
  const isKnown = format === 'raw' || (format === 'jpeg' && /^[1-9]\d{0,3}$/.test(width));
  if (match === null || !isKnown || Number(width) > widestThumbnail) {
    throw new StudioError(
      'bad-input',
      `There is no such picture: ask for /frame/<media>/<index>, with ?format=jpeg&width=1..${widestThumbnail} as a thumbnail.`,
    );
  }
  return {
    mediaId: Number(match[1]),
    frameIndex: Number(match[2]),
    thumbnailWidth: format === 'jpeg' ? Number(width) : null,
  };
}

/** Bytes as a body, without a copy. */
function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}
