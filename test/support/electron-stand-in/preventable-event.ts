/** An event whose default action a listener can prevent, as Electron's are. */
export interface PreventableEvent {
  preventDefault(): void;
  readonly defaultPrevented: boolean;
}

/** A new event with some details. */
export function preventableEvent<Details extends object>(
  details: Details,
): Details & PreventableEvent {
  let isPrevented = false;
  return Object.defineProperties(details, {
    preventDefault: { value: () => (isPrevented = true) },
    defaultPrevented: { get: () => isPrevented },
  }) as Details & PreventableEvent;
}
