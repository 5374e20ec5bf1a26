import type { AgentPresence, Alert, Availability, AvailabilityReason, TakeoverClient } from '@live-takeover/sdk';
import { isPersonal } from '../alerting/alert-choices.js';
import { instantWords, type Words } from '../language/words.js';

/** Whether requests can reach the agent, as honestly as it is known. */
export type PresenceState =
  | { readonly state: 'connecting' | 'refused' }
  | { readonly state: 'lost'; readonly since: number }
  | {
      readonly state: 'known';
      readonly availability: Availability;
      /** What the integrator calls it, where it is one of theirs. */
      readonly reason: AvailabilityReason | undefined;
      /** The supervisor who chose it, if it was not the agent. */
      readonly setBy: string | undefined;
    };

/** Reads it off a client. */
export function presenceStateOf(client: TakeoverClient): PresenceState {
  if (client.connection.value.state === 'refused') return { state: 'refused' };
  const freshness = client.freshness.value;
  if (freshness.state === 'not-updating') return { state: 'lost', since: freshness.since };
  const availability = client.availability.value;
  if (availability === undefined) return { state: 'connecting' };
  return { state: 'known', availability, reason: reasonOf(client, availability), setBy: ownPresence(client)?.setBy };
}

/** The signed-in agent as colleagues see them; undefined until that is known. */
export function ownPresence({ me, agents }: TakeoverClient): AgentPresence | undefined {
  return agents.value.find(({ id }) => id === me.value?.id);
}

/** The integrator's reason that an availability stands for. */
export function reasonOf({ desk }: TakeoverClient, availability: Availability): AvailabilityReason | undefined {
  return desk.value.reasons.find(({ id }) => id === availability);
}

/** Whether one who chose this is given requests. */
export function receivesRequests(availability: Availability, reason: AvailabilityReason | undefined): boolean {
  return availability === 'online' || reason?.receivesRequests === true;
}

/**
 * In words: "Agent Online", "Agent Offline · Lunch", "Offline: connection lost 14:02".
 *
 * @param now - epoch ms of this machine's clock
 */
export function presenceWords(words: Words, presence: PresenceState, now: number): string {
  switch (presence.state) {
    case 'connecting':
      return words('presence.connecting');
    case 'refused':
      return words('presence.refused');
    case 'lost':
      return words('presence.lost', { time: instantWords(words, presence.since, now) });
    case 'known': {
      const { availability, reason, setBy } = presence;
      if (availability === 'online') return words('presence.online');
      if (setBy !== undefined) return words('presence.offline-by', { name: setBy });
      if (availability === 'offline') return words('presence.offline');
      return words(isReceiving(presence) ? 'presence.reason-receiving' : 'presence.reason', { reason: reason?.label ?? availability });
    }
  }
}

/** Whether requests reach the agent now. */
export function isReceiving(presence: PresenceState): boolean {
  return presence.state === 'known' && receivesRequests(presence.availability, presence.reason);
}

/** The alerts that concern the agent, oldest first: while they chose to receive no requests, only those about what they hold. */
export function alertsOf(client: TakeoverClient): readonly Alert[] {
  const availability = client.availability.value;
  const receives = !client.capabilities.presence || availability === undefined || receivesRequests(availability, reasonOf(client, availability));
  return client.alerts.value.filter((alert) => receives || isPersonal(alert));
}

/** A customer's message that the agent read in its conversation needs no alert, here or in any other tab. */
export function seeWhatWasRead(client: TakeoverClient): void {
  const marks = client.readMarks.value;
  for (const { id, kind, conversationId, at } of client.alerts.value) if (kind === 'customer-message' && (marks[conversationId] ?? 0) >= at) client.markAlertSeen(id);
}

/** What the agent is now, and whether a supervisor made them so; undefined while it is not known. */
export function presentChoiceOf(client: TakeoverClient | undefined): { readonly availability: Availability; readonly isSetByOther: boolean } | undefined {
  const presence = client === undefined ? undefined : presenceStateOf(client);
  return presence?.state === 'known' ? { availability: presence.availability, isSetByOther: presence.setBy !== undefined } : undefined;
}
