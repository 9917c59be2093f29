/** Makes an effect or a derived value depend on state that it does not read itself, such as what a canvas shows. */
export function dependOn(...values: readonly unknown[]): void {
  // Reading them was all.
  values.at(0);
}
