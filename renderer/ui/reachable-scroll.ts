const FOCUSABLE = 'button:not(:disabled), input:not(:disabled), select:not(:disabled), [tabindex]';

/**
 * Lets the keyboard into an element that scrolls but holds nothing to focus, so that the arrows scroll it. For as long
 * as the element is there.
 */
export function reachableScroll(element: HTMLElement): () => void {
  const look = (): void => {
    const isCut =
      element.scrollHeight > element.clientHeight + 1 ||
      element.scrollWidth > element.clientWidth + 1;
    if (isCut && element.querySelector(FOCUSABLE) === null) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  };
  const sizes = new ResizeObserver(look);
  sizes.observe(element);
  const contents = new MutationObserver(look);
  contents.observe(element, { childList: true, subtree: true });
  look();
  return () => {
    sizes.disconnect();
    contents.disconnect();
  };
}
