import type { Conversation, NewEvent } from '@live-takeover/sdk/core';
import type { BotConfig } from '../config/config.js';
import { automaticMessage } from '../conversations/automatic-messages.js';

/** How a request for an agent comes about. */
export interface RequestOpening {
  /** Names the n-th event. */
  readonly idOf: (index: number) => string;
  readonly causedBy?: string;
  readonly reason?: string;
  readonly isAnyoneAvailable: boolean;
  /** The term in force once the request is open. */
  readonly term: number;
}

/**
 * A request, and in the same append what the customer is told: that someone is
 * coming, or that nobody is there. Where the bot says so, nobody there ends it.
 */
export function requestEvents(head: Conversation, bot: BotConfig | undefined, opening: RequestOpening): readonly NewEvent[] {
  const { idOf, causedBy, reason, isAnyoneAvailable, term } = opening;
  const requested: NewEvent = {
    type: 'agent-requested',
    id: idOf(0),
    target: 'agents',
    ...(causedBy === undefined ? {} : { causedBy }),
    ...(reason === undefined ? {} : { reason }),
  };
  const kind = isAnyoneAvailable ? 'confirmation' : 'no-agents';
  const told = automaticMessage(kind, bot, head, { id: idOf(1), causedBy: idOf(0), term });
  if (isAnyoneAvailable || bot?.onNoAgents !== 'end') return [requested, ...told];
  return [requested, ...told, { type: 'agent-request-ended', id: idOf(2), causedBy: idOf(0), why: 'no-agents' }];
}
