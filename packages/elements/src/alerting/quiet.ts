/** Do not disturb: no sound and nothing on the desktop, while the agent goes on receiving requests. */
export interface Quiet {
  /** Epoch ms of this machine's clock; null: until it is turned off. */
  readonly until: number | null;
}

/** As it was kept. */
export function decodeQuiet(value: unknown): Quiet | undefined {
  const until = (value as Partial<Quiet> | null)?.until;
  return until === null || (typeof until === 'number' && Number.isFinite(until)) ? { until } : undefined;
}

/** What is in force now. */
export function quietAt(quiet: Quiet | undefined, now: number): Quiet | undefined {
  return quiet === undefined || (quiet.until !== null && quiet.until <= now) ? undefined : quiet;
}
