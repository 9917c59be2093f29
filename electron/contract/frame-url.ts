import { i420Bytes } from '../domain/frame.ts';
import type { Frame } from '../domain/frame.ts';
import { StudioError } from './errors.ts';
import type { ErrorCode } from './errors.ts';

/** Address of a picture's raw bytes, on the host that served the window. */
export function frameUrl(mediaId: number, frameIndex: number): string {
  return `/frame/${mediaId}/${frameIndex}`;
}

/** Address of a picture as a JPEG of `width` pixels, for thumbnails. */
export function thumbnailUrl(mediaId: number, frameIndex: number, width: number): string {
  return `${frameUrl(mediaId, frameIndex)}?format=jpeg&width=${width}`;
}

/** Headers that describe the raw bytes of a picture. */
export function frameHeaders(frame: Frame): Record<string, string> {
  return {
    'content-type': 'application/octet-stream',
    'x-frame-format': frame.kind,
    'x-frame-width': String(frame.width),
    'x-frame-height': String(frame.height),
    ...(frame.kind === 'i420' && {
      'x-frame-matrix': frame.matrix,
      'x-frame-range': frame.fullRange ? 'full' : 'limited',
    }),
  };
}

/**
 * The picture that a host answered with.
 * @throws StudioError the host's own reason, or `internal` when the answer is no picture
 */
export async function readFrame(response: Response): Promise<Frame> {
  if (!response.ok) {
    const reason = (await response.json().catch(() => ({}))) as {
      readonly code?: ErrorCode;
      readonly message?: string;
    };
    throw new StudioError(
      reason.code ?? 'internal',
      reason.message ?? `The picture did not come (status ${response.status}): try again.`,
    );
  }
  const { headers } = response;
  const [width, height] = [
    Number(headers.get('x-frame-width')),
    Number(headers.get('x-frame-height')),
  ];
  const data = new Uint8Array(await response.arrayBuffer());
  if (headers.get('x-frame-format') === 'rgb' && data.length === width * height * 3) {
    return { kind: 'rgb', width, height, data };
  }
  if (headers.get('x-frame-format') === 'i420' && data.length === i420Bytes(width, height)) {
    const matrix = headers.get('x-frame-matrix') === 'bt601' ? 'bt601' : 'bt709';
    const fullRange = headers.get('x-frame-range') === 'full';
    return { kind: 'i420', width, height, data, matrix, fullRange };
  }
  throw new StudioError('internal', 'The picture came incomplete: try again.');
}
