import type { Availability, AvailabilityReason } from '@live-takeover/sdk';
import { warnOnce } from '../client-source/warn-once.js';

/** After how long of doing nothing, and what the agent then is. */
export interface AwayRule {
  readonly afterMs: number;
  readonly availability: Availability;
}

/**
 * Reads `away-after` and `away-reason`.
 *
 * @param reasons - those of the desk
 * @returns undefined where nobody is set away; Offline stands in for a reason that the desk does not know
 */
export function awayRuleOf(
  element: Element & { readonly awayAfter: number | undefined; readonly awayReason: string | undefined },
  reasons: readonly AvailabilityReason[],
): AwayRule | undefined {
  const { awayAfter, awayReason = 'offline' } = element;
  if (awayAfter === undefined) return undefined;
  if (!(awayAfter > 0)) {
    warnOnce(element, 'away-after is no number of minutes above 0, so nobody is set away.');
    return undefined;
  }
  const isKnown = awayReason === 'offline' || reasons.some(({ id }) => id === awayReason);
  if (!isKnown && reasons.length > 0) warnOnce(element, `away-reason="${awayReason}" is none of the desk’s reasons. Agents are set Offline instead.`);
  return { afterMs: awayAfter * 60_000, availability: isKnown ? awayReason : 'offline' };
}
