import type { Alert, Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk';
import { labelOf } from '@live-takeover/sdk';

/** An alert that calls one agent only. */
export interface PersonalAlert {
  readonly alert: Alert;
  readonly agentId: string;
}

/** Who is called by name now: about what was given, taken, or written to who holds it. */
export interface PersonalAlerts {
  standing(): readonly PersonalAlert[];
  /** Takes notice of what happened. */
  notice(events: readonly ConversationEvent[]): void;
}

/** What such alerts look at, and whom they tell. */
export interface PersonalAlertsOptions {
  readonly head: (conversationId: ConversationId) => Conversation | undefined;
  readonly rang: (personal: PersonalAlert) => void;
  readonly ended: (alertId: string) => void;
}

/** None yet. */
export function createPersonalAlerts({ head, rang, ended }: PersonalAlertsOptions): PersonalAlerts {
  const standing = new Map<ConversationId, readonly PersonalAlert[]>();
  const look = (id: ConversationId): void => {
    const conversation = head(id);
    const [before, now] = [standing.get(id) ?? [], conversation === undefined ? [] : personalCallsOf(conversation)];
    if (now.length > 0) standing.set(id, now);
    else standing.delete(id);
    for (const { alert } of before) if (!now.some((personal) => personal.alert.id === alert.id)) ended(alert.id);
    for (const personal of now) if (!before.some(({ alert }) => alert.id === personal.alert.id)) rang(personal);
  };
  return {
    standing: () => [...standing.values()].flat(),
    notice(events) {
      for (const id of new Set(events.map((event) => event.conversationId))) look(id);
    },
  };
}

function personalCallsOf(head: Conversation): readonly PersonalAlert[] {
  const { id, operator, handover, unansweredSeq, idleSince, operatorSince, closed } = head;
  const calls: PersonalAlert[] = [];
  // What a colleague closes is lost to who held it; whatever else stood is over.
  if (closed !== null && handover?.at !== closed.at) return calls;
  const about = { conversationId: id, ring: 1, botName: head.bot.name, label: labelOf(head) };
  const holder = operator.kind === 'agent' ? operator.id : undefined;
  if (handover !== undefined) {
    const { seq, at, by, from, to } = handover;
    const made = (kind: 'assigned' | 'takeover-lost'): Alert => ({ ...about, id: `${kind}:${id}:${seq}`, kind, at, ...(by === undefined ? {} : { by: by.name }) });
    if (to !== undefined && holder === to.id) calls.push({ alert: made('assigned'), agentId: to.id });
    if (from !== undefined && from.id !== to?.id) calls.push({ alert: made('takeover-lost'), agentId: from.id });
  }
  if (holder !== undefined && unansweredSeq !== 0 && idleSince > operatorSince) {
    const alert: Alert = { ...about, id: `customer-message:${id}:${unansweredSeq}:${idleSince}`, kind: 'customer-message', at: idleSince };
    calls.push({ alert, agentId: holder });
  }
  return calls;
}
