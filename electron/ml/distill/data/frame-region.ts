import type { Box } from '../../../domain/boxes.ts';
import type { ModelConfig } from '../../nn/model-config.ts';
import { cropReach, cropStyle } from './crop-style.ts';
import { toPicture } from './crop-transform.ts';
import type { ArchivedPicture } from './frame-archive.ts';
import type { CropGeometry } from './training-pair.ts';

/** What of a frame is kept: the region, the picture's size and the box in it. */
export type FrameRegion = Pick<ArchivedPicture, 'frame' | 'region' | 'width' | 'height' | 'box'>;

/**
 * The region around a box that a network's crops look at, cut to the frame, and shrunk as far as they lose nothing.
 * @param box in frame px, at least partly within the frame
 * @param frame size of the frame in px
 */
export function frameRegion(
  box: Box,
  frame: { readonly width: number; readonly height: number },
  network: ModelConfig,
): FrameRegion {
  const root = Math.sqrt(box.w * box.h);
  const reach = root * cropReach(cropStyle(network), network.searchFactor);
  const [left, width] = span(box.x + box.w / 2, reach, frame.width);
  const [top, height] = span(box.y + box.h / 2, reach, frame.height);
  // Template and search crops show the object at different resolutions: the finer one decides.
  const finest = Math.max(
    network.searchSize / network.searchFactor,
    network.templateSize / network.templateFactor,
  );
  const scale = Math.min(1, finest / root);
  const kept = { width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
  const place = { frame, region: { x: left, y: top, w: width, h: height }, ...kept };
  return { ...place, box: inPicture(box, place) };
}

/** First pixel and number of pixels of what lies within `reach` of `centre`, at least one. */
function span(
  centre: number,
  reach: number,
  limit: number,
): readonly [from: number, count: number] {
  const from = Math.min(limit - 1, Math.max(0, Math.floor(centre - reach)));
  const to = Math.max(from + 1, Math.min(limit, Math.ceil(centre + reach)));
  return [from, to - from];
}

/** Whether a crop sees kept pixels only, or what lies beyond the frame itself. */
export function isWithinRegion(
  geometry: CropGeometry,
  { frame, region, width, height }: FrameRegion,
): boolean {
  const corners = ([0, 1] as const).flatMap((u) =>
    ([0, 1] as const).map((v) => toPicture(geometry, [u, v])),
  );
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return (
    (region.x === 0 || Math.min(...xs) >= 0) &&
    (region.y === 0 || Math.min(...ys) >= 0) &&
    (region.x + region.w === frame.width || Math.max(...xs) <= width) &&
    (region.y + region.h === frame.height || Math.max(...ys) <= height)
  );
}

/** A box in frame px as the picture of a region shows it, px. */
export function inPicture(box: Box, { region, width, height }: Omit<FrameRegion, 'box'>): Box {
  const [scaleX, scaleY] = [width / region.w, height / region.h];
  return {
    x: (box.x - region.x) * scaleX,
    y: (box.y - region.y) * scaleY,
    w: box.w * scaleX,
    h: box.h * scaleY,
  };
}

/** The annotated box of an archived picture in px of its frame. */
export function inFrame({ box, region, width, height }: FrameRegion): Box {
  const [scaleX, scaleY] = [region.w / width, region.h / height];
  return {
    x: region.x + box.x * scaleX,
    y: region.y + box.y * scaleY,
    w: box.w * scaleX,
    h: box.h * scaleY,
  };
}
