/** What keys are given to: as much of a command as the keymap looks at. */
export interface Keyed {
  readonly id: string;
  /** What it does, in the words of a menu. */
  readonly title: string;
  /** Its chords unless a preset or a person says otherwise, as `chordOf` writes them; tooltips show the first. */
  readonly keys: readonly string[];
  /**
   * `draw`: its keys count only while a box is being drawn, `compare`: while trackers are compared; and then before all
   * others.
   */
  readonly mode?: 'draw' | 'compare';
  /**
   * `canvas`: its keys count only while the focus is in no control, so that Tab still walks through the window;
   * `everywhere`: those with Ctrl or Alt count in text fields as well.
   */
  readonly scope?: 'canvas' | 'everywhere';
}
