import type { Frame, I420Frame } from '../../electron/domain/frame.ts';
import { toRgba } from './yuv-to-rgba.ts';

/** A picture that a canvas can draw; `close` gives its memory back at once. */
export interface Picture {
  readonly source: CanvasImageSource;
  readonly width: number;
  readonly height: number;
  close(): void;
}

/**
 * Makes a frame drawable: through WebCodecs, so that the browser converts the very bytes the tracker sees, else by
 * our own conversion (image folders arrive as RGB; old browsers and plain http have no VideoFrame).
 * @throws Error where the browser gives no canvas
 */
export function toPicture(frame: Frame): Picture {
  if (frame.kind === 'i420' && typeof VideoFrame === 'function') return videoPicture(frame);
  return canvasPicture(frame);
}

function videoPicture(frame: I420Frame): Picture {
  const { width, height } = frame;
  const chromaWidth = (width + 1) >> 1;
  const crOffset = width * height + chromaWidth * ((height + 1) >> 1);
  const source = new VideoFrame(frame.data, {
    format: 'I420',
    codedWidth: width,
    codedHeight: height,
    timestamp: 0,
    layout: [
      { offset: 0, stride: width },
      { offset: width * height, stride: chromaWidth },
      { offset: crOffset, stride: chromaWidth },
    ],
    // Primaries and transfer as on screen: only the matrix is converted, as for the tracker.
    colorSpace: {
      matrix: frame.matrix === 'bt709' ? 'bt709' : 'smpte170m',
      primaries: 'bt709',
      transfer: 'iec61966-2-1',
      fullRange: frame.fullRange,
    },
  });
  return { source, width, height, close: () => source.close() };
}

function canvasPicture(frame: Frame): Picture {
  const { width, height } = frame;
  const source = new OffscreenCanvas(width, height);
  const context = source.getContext('2d', { alpha: false });
  if (!context) throw new Error('this browser gives no 2D canvas');
  context.putImageData(new ImageData(toRgba(frame), width, height), 0, 0);
  return {
    source,
    width,
    height,
    close: () => {
      source.width = source.height = 0;
    },
  };
}
