import type { PhotoLibrary } from './photo-library.ts';

/** Every so manieth photo and cut-out is kept for validation. */
const EVERY = 20;

/** Divides a library into what is learned from and what is only looked at; no picture is in both. */
export function holdOutPhotos(library: PhotoLibrary): {
  readonly training: PhotoLibrary;
  readonly validation: PhotoLibrary;
} {
  const isHeld = (index: number): boolean => index % EVERY === EVERY - 1;
  return {
    training: subset(library, (index) => !isHeld(index)),
    validation: subset(library, isHeld),
  };
}

function subset(library: PhotoLibrary, wanted: (index: number) => boolean): PhotoLibrary {
  const kept = [...library.photos.keys()].filter(wanted);
  const place = new Map(kept.map((photo, index) => [photo, index]));
  return {
    photos: kept.map((photo) => library.photos[photo]!),
    boxes: library.boxes.flatMap(({ photo, box }) => {
      const index = place.get(photo);
      return index === undefined ? [] : [{ photo: index, box }];
    }),
    cutouts: library.cutouts.filter((_, index) => wanted(index)),
    skipped: library.skipped,
  };
}
