import { StudioError } from '../../../contract/errors.ts';
import type { ProposeArgs } from '../../../contract/tracking.ts';
import type { Box } from '../../../domain/boxes.ts';
import type { AnnotationModel } from '../../../domain/editing/annotation-model.ts';
import { personsBox, type PlacedBox } from '../../../domain/tracking/plan-run.ts';
import type { ModelService } from '../../models.ts';
import type { TrackingEngine } from '../../ports/tracking-engine.ts';
import type { ProjectService } from '../project-service.ts';

/** Asks the tracker for single boxes, near where a person has roughly put one. */
export class BoxProposals {
  readonly #projects: ProjectService;
  readonly #engine: TrackingEngine;
  readonly #models: ModelService;

  constructor(ports: {
    readonly projects: ProjectService;
    readonly engine: TrackingEngine;
    readonly models: ModelService;
  }) {
    this.#projects = ports.projects;
    this.#engine = ports.engine;
    this.#models = ports.models;
  }

  /**
   * Where the tracker sees the object near a box; it knows the object from the nearest other frame that a person drew
   * or confirmed. @throws StudioError bad-input when there is no such frame
   */
  async propose({ trackId, frameIndex, box, tracker }: ProposeArgs): Promise<{
    readonly box: Box;
    readonly score: number;
  }> {
    const { session } = this.#projects;
    const anchor = nearestAnchor(session.model, trackId, frameIndex);
    const mediaId = session.model.track(trackId)?.mediaId;
    if (anchor === null || mediaId === undefined) {
      throw new StudioError(
        'bad-input',
        `The tracker does not know yet what track ${trackId} looks like: draw or confirm it in another frame first.`,
      );
    }
    const { path: media } = session.mediaItem(mediaId);
    const { path: model } = await this.#models.find(tracker.modelId);
    const template = { box: anchor.box, anchorFrame: anchor.frameIndex };
    const object = { id: '1', ...template, resumeBox: box };
    const request = { media, model, device: tracker.device, from: frameIndex, to: frameIndex };
    for await (const event of this.#engine.track({ ...request, objects: [object] })) {
      const found = event.type === 'frame' ? event.results[0] : undefined;
      if (found !== undefined) return { box: found.box, score: found.score };
    }
    throw new StudioError('cancelled', 'The tracker was stopped before it had seen the frame.');
  }
}

function nearestAnchor(
  model: AnnotationModel,
  trackId: number,
  frameIndex: number,
): PlacedBox | null {
  const before = personsBox(model, trackId, frameIndex, -1);
  const after = personsBox(model, trackId, frameIndex, 1);
  if (before === null || after === null) return before ?? after;
  return frameIndex - before.frameIndex <= after.frameIndex - frameIndex ? before : after;
}
