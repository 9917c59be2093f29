import type { CorrectionEntry } from '../../domain/learning/correction-history.ts';

/** An edit's corrections with the frames that they were made in. */
export interface LoggedCorrections extends CorrectionEntry {
  readonly corrected: readonly LoggedPlace[];
  readonly takenBack: readonly LoggedPlace[];
}

/** A frame of a track. */
export interface LoggedPlace {
  readonly trackId: number;
  readonly frameIndex: number;
}

/** What was tracked and corrected in each project, over time; no part of the annotations. */
export interface CorrectionLog {
  /** Adds entries of a project; never rejects: annotating goes on without a log. */
  append(projectPath: string, entries: readonly LoggedCorrections[]): Promise<void>;
  /** All entries of a project, the oldest first. */
  read(projectPath: string): Promise<readonly LoggedCorrections[]>;
}
