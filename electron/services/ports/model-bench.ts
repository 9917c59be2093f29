import type { ModelConfig } from '../../ml/nn/model-config.ts';

/** Overlaps (IoU, 0..1) of models with a person's box in one held-out picture, in the order of the models. */
export interface JudgedPicture {
  /** Track and frame as the archive names them. */
  readonly track: string;
  readonly frameIndex: number;
  readonly ious: readonly number[];
}

/** Runs networks outside this process, for figures of them. */
export interface ModelBench {
  /**
   * Lets models look for their object in every held-out picture of a frame archive: template from another frame of the
   * track, search around where the object was before.
   * @param request.archive absolute path of the archive's list
   * @param request.models absolute paths of model files, which may look around the box as far as they like
   * @throws StudioError as archive and models are, `cancelled`, `engine-died`
   */
  judge(
    request: { readonly archive: string; readonly models: readonly string[] },
    options?: { readonly signal?: AbortSignal },
  ): Promise<readonly JudgedPicture[]>;
  /** Milliseconds of each network for one frame with one object on the CPU, whatever its weights. */
  measure(configs: readonly ModelConfig[]): Promise<readonly number[]>;
  dispose(): Promise<void>;
}
