const STAGE = '[data-region="stage"] [data-canvas]';

/** Tells an element's styles where in the window the stage is, for as long as it is there: `--stage-left` and so on. */
export function beside(element: HTMLElement): () => void {
  const place = (): void => {
    const stage = document.querySelector(STAGE);
    if (!stage) return;
    const { left, right, top, bottom, width } = stage.getBoundingClientRect();
    for (const [name, value] of Object.entries({ left, right, top, bottom, width })) {
      element.style.setProperty(`--stage-${name}`, `${value}px`);
    }
  };
  const observer = new ResizeObserver(place);
  const stage = document.querySelector(STAGE);
  if (stage) observer.observe(stage);
  observer.observe(document.documentElement);
  place();
  return () => observer.disconnect();
}
