import type { AnnotatedClip } from './annotated-clip.ts';

/** What a person did until every frame was right. */
export interface Work {
  /** Boxes drawn, the first one not counted. */
  readonly corrections: number;
  /** Frames that the doubtful queue led to and that were right. */
  readonly vainLooks: number;
}

/** How late a person who watches a clip sees that a box has left its object, in frames. */
const REACTION_FRAMES = 15;

/** Ways in which a person finds the frames to correct; each ends when every frame is right. */
export const POLICIES = {
  /**
   * Plays the clip from the start after every correction, and stops when a box has been wrong for a while or has
   * become right again.
   */
  async watching(work: AnnotatedClip): Promise<Work> {
    return { corrections: await watch(work), vainLooks: 0 };
  },
  /**
   * Steps through the clip and corrects the first wrong frame; also what a person does who stops late and then goes
   * back to where the drift began, as one must whose tool mends nothing before a correction.
   */
  async stepping(work: AnnotatedClip): Promise<Work> {
    let corrections = 0;
    for (let at = work.firstWrong(); at !== null; at = work.firstWrong()) {
      await work.correct(at);
      corrections++;
    }
    return { corrections, vainLooks: 0 };
  },
  /** Goes where the doubtful queue leads as long as it leads anywhere, then watches for what it missed. */
  async queue(work: AnnotatedClip): Promise<Work> {
    let [corrections, vainLooks] = [0, 0];
    for (let [item] = work.doubts(); item !== undefined; [item] = work.doubts()) {
      if (work.isRightAt(item.peak)) {
        work.confirm(item.peak);
        vainLooks++;
      } else {
        await work.correct(item.peak);
        corrections++;
      }
    }
    return { corrections: corrections + (await watch(work)), vainLooks };
  },
} as const;

/** Name of a way to find frames. */
export type Policy = keyof typeof POLICIES;

async function watch(work: AnnotatedClip): Promise<number> {
  let corrections = 0;
  for (let at = work.firstWrong(); at !== null; at = work.firstWrong()) {
    let seen = at;
    while (seen < at + REACTION_FRAMES && isWrong(work, seen + 1)) seen++;
    await work.correct(seen);
    corrections++;
  }
  return corrections;
}

function isWrong(work: AnnotatedClip, frameIndex: number): boolean {
  return frameIndex < work.clip.truth.length && !work.isRightAt(frameIndex);
}
