import type { MediaIdentity } from '../../domain/annotation.ts';
import type { FrameTable } from '../../domain/frame-table.ts';

/** Tells media files apart, wherever they lie. */
export interface MediaIdentities {
  /** Identity of a video file or image folder whose frame table is known. @throws StudioError not-found */
  identify(path: string, table: FrameTable): Promise<MediaIdentity>;
  /** True when there is something at the path that could be the media. */
  exists(path: string): Promise<boolean>;
}
