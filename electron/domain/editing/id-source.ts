/** Where new tracks and labels get their ids: unique in the project and never used again. */
export interface IdSource {
  nextTrackId(): number;
  nextLabelId(): number;
}
