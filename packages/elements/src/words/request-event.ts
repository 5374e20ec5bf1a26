/** What every `-request` event carries beside its own detail. */
export interface WaitUntil {
  /**
   * Makes the element wait before it acts. If the promise rejects, it does not
   * act at all. Call it during dispatch.
   */
  waitUntil(promise: Promise<unknown>): void;
}

/** An event that asks before an element acts: it bubbles, crosses shadow roots and can be cancelled. */
export type RequestEvent<Detail extends object> = CustomEvent<Readonly<Detail> & WaitUntil>;

/** A request event and what its listeners made the element wait for. */
export interface PreparedRequest<Detail extends object> {
  readonly event: RequestEvent<Detail>;
  /** Resolves once everything waited for is done. @throws what the first of them threw */
  settled(): Promise<void>;
}

/** A request event that is not dispatched yet. */
export function createRequestEvent<Detail extends object>(name: `${string}-request`, detail: Detail): PreparedRequest<Detail> {
  const promises: Promise<unknown>[] = [];
  const event: RequestEvent<Detail> = new CustomEvent(name, {
    bubbles: true,
    composed: true,
    cancelable: true,
    detail: { ...detail, waitUntil: (promise: Promise<unknown>) => void promises.push(promise) },
  });
  return {
    event,
    settled: async () => void (await Promise.all(promises)),
  };
}

/**
 * Asks by a request event and says whether to go on: not if it was cancelled
 * (then the listener does the work itself), and not if something waited for
 * was rejected. Resolves at once, in a microtask, when nobody asked to wait.
 */
export async function dispatchRequest<Detail extends object>(
  target: EventTarget,
  name: `${string}-request`,
  detail: Detail,
): Promise<boolean> {
  const { event, settled } = createRequestEvent(name, detail);
  const isAllowed = target.dispatchEvent(event);
  try {
    await settled();
  } catch {
    // The listener refused by rejecting; the reason is its own affair.
    return false;
  }
  return isAllowed;
}
