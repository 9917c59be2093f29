import type { Box } from '../domain/boxes.ts';

/** A model of the studio with all that is known of it. */
export interface ModelEntry {
  readonly id: string;
  /** What a person calls it; the id unless it was renamed. Boxes always name the id. */
  readonly title: string;
  readonly origin: 'shipped' | 'imported' | 'distilled';
  /** The one that is taken where nobody has chosen. */
  readonly isActive: boolean;
  /** `candidate`: distilled, and not better than what it was to replace, or not enough to judge. */
  readonly standing: 'promoted' | 'candidate' | null;
  /** Side of the square search crop in pixels, and how many box sides it is wide. */
  readonly searchSize: number;
  readonly searchFactor: number;
  /** Numbers in the weights. */
  readonly parameters: number;
  /** Multiply-accumulates of one frame with one object, in thousands of millions. */
  readonly gmacs: number;
  /** Size on disk. */
  readonly bytes: number;
  /** Measured on this machine; null before `measureModel`. */
  readonly msPerFrame: number | null;
  /** Where it comes from: teacher, data hash, settings, figures, time; shown as they are. */
  readonly lineage: Readonly<Record<string, string | number | boolean | null>>;
  /** The licence that its card names; null when it names none. */
  readonly licence: string | null;
  /** The page that lies beside it, in Markdown. */
  readonly card: string;
}

/** Every model, and what they take together. */
export interface ModelList {
  readonly models: readonly ModelEntry[];
  readonly bytes: number;
  /** The model that `rollBackModel` would return to, or null. */
  readonly formerId: string | null;
}

/** What a checkpoint file holds. */
export interface CheckpointInspection {
  readonly path: string;
  readonly format: string;
  /** `vit-b`, `tiny` or the numbers of another network, in words. */
  readonly network: string;
  readonly searchSize: number;
  readonly templateSize: number;
  /** Presets that fit, likeliest first. Weights do not show how far a tracker looks, so a person chooses. */
  readonly presets: readonly {
    readonly id: string;
    readonly title: string;
    readonly searchFactor: number;
    /** What is known of the licence of models published like this. */
    readonly licence: string;
  }[];
  /** Whether the file says all by itself, as models of this studio do: it is then imported with preset null. */
  readonly isOwn: boolean;
  /** An id that is free. */
  readonly suggestedId: string;
}

/** What a model made of one frame. */
export interface ModelTrial {
  readonly mediaId: number;
  /** Frames that the template and the search came from. */
  readonly templateFrame: number;
  readonly frameIndex: number;
  /** Image pixels: what the model found, and what the track has there (null: nothing). */
  readonly box: Box;
  readonly score: number;
  readonly trackBox: Box | null;
  /** Overlap of the two; null without a box of the track. */
  readonly iou: number | null;
}

/** Speed of a network on this machine. */
export interface ModelSpeed {
  readonly searchSize: number;
  /** Median milliseconds of the network for one frame with one object, on the CPU. */
  readonly msPerFrame: number;
}

/** What windows can ask about models. Errors say which model or file, and what to do. */
export interface ModelApi {
  models(): Promise<ModelList>;
  /** Makes a model the one that is taken where nobody has chosen. */
  activateModel(args: { readonly modelId: string }): Promise<ModelList>;
  /** Makes the former active model active again. */
  rollBackModel(): Promise<ModelList>;
  /** Gives a model another title; its id, which boxes name, stays. Shipped models keep theirs. */
  renameModel(args: { readonly modelId: string; readonly title: string }): Promise<ModelList>;
  /** Deletes a model's files. Shipped and active models stay, and one that a run is learning from. */
  deleteModel(args: { readonly modelId: string }): Promise<ModelList>;
  /** Writes a model as one file with all that is known of it, which other studios can import. */
  exportModel(args: {
    readonly modelId: string;
    readonly format: 'onnx' | 'safetensors';
    readonly path: string;
    readonly overwrite: boolean;
  }): Promise<{ readonly path: string; readonly bytes: number }>;
  /** Looks into a .pth, .pth.tar, .safetensors or .onnx file; nothing in it is executed. */
  inspectCheckpoint(args: { readonly path: string }): Promise<CheckpointInspection>;
  /** @param args.preset one of the inspection's; null for a model of this studio, which says all by itself */
  importModel(args: {
    readonly path: string;
    readonly id: string;
    readonly preset: string | null;
    readonly licence: string | null;
  }): Promise<ModelEntry>;
  /** Lets a model find a track's object in the frame after the given one, in which the track must have a box. */
  tryModel(args: {
    readonly modelId: string;
    readonly trackId: number;
    readonly frameIndex: number;
  }): Promise<ModelTrial>;
  /** Quickly measures a model's network, also at other crop sizes than its own; remembered until the studio is closed. */
  measureModel(args: {
    readonly modelId: string;
    readonly searchSizes: readonly number[];
  }): Promise<readonly ModelSpeed[]>;
}
