/** What is known of models that were published like this: their title and licence. */
export function presetNotes(preset: string): { readonly title: string; readonly licence: string } {
  const size = /-(\d+)$/.exec(preset)?.[1];
  if (preset.startsWith('ostrack-')) {
    return {
      title: `OSTrack ${size}, as published`,
      licence:
        'OSTrack’s code and weights are published under the MIT licence; they were trained on LaSOT, GOT-10k, COCO and TrackingNet, whose own terms limit use to research in part.',
    };
  }
  if (preset.startsWith('loretrack-')) {
    return {
      title: `LoReTrack ${size}, as published`,
      licence:
        'LoReTrack’s repository states the licence of its code and weights: look there before you share a model. It was trained on the same data sets as OSTrack.',
    };
  }
  return {
    title: 'The small family of this studio',
    licence:
      'Models that ship with the studio are under Apache-2.0; others are as their makers say.',
  };
}
