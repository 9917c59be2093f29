import type { RecentProject } from '../../contract/api.ts';

/** The projects that a person had open, on this machine. */
export interface RecentProjects {
  /** The latest first. */
  list(): Promise<readonly RecentProject[]>;
  /** Puts a project at the top. Losing the list must not stop anybody's work: a failure is not told. */
  add(path: string): Promise<void>;
}
