import type { Conversation, NewEvent } from '@live-takeover/sdk/core';
import type { BotConfig } from '../config/config.js';
import { automaticMessage } from '../conversations/automatic-messages.js';
import type { Staffing } from './staffing.js';
import { answerOf, isDeserted } from './staffing.js';

/** How a request for an agent comes about. */
export interface RequestOpening {
  /** Names the n-th event. */
  readonly idOf: (index: number) => string;
  readonly causedBy?: string;
  readonly reason?: string;
  readonly staffing: Staffing;
  /** The term in force once the request is open. */
  readonly term: number;
}

/**
 * A request, and in the same append what the customer is told: that someone is
 * coming, that everyone is busy, or why nobody is there. Where the bot says so,
 * nobody there ends it.
 */
export function requestEvents(head: Conversation, bot: BotConfig | undefined, opening: RequestOpening): readonly NewEvent[] {
  const { idOf, causedBy, reason, staffing, term } = opening;
  const requested: NewEvent = {
    type: 'agent-requested',
    id: idOf(0),
    target: 'agents',
    ...(causedBy === undefined ? {} : { causedBy }),
    ...(reason === undefined ? {} : { reason }),
  };
  const told = answerEvents(staffing, bot, head, { id: idOf(1), causedBy: idOf(0), term });
  if (!isDeserted(staffing) || bot?.onNoAgents !== 'end') return [requested, ...told];
  return [requested, ...told, { type: 'agent-request-ended', id: idOf(2), causedBy: idOf(0), why: 'no-agents' }];
}

/** A request for somebody at a desk outside, and what the customer is told. Who of our agents is there does not matter. */
export function deskRequestEvents(head: Conversation, bot: BotConfig | undefined, target: 'salesforce', opening: Omit<RequestOpening, 'staffing'>): readonly NewEvent[] {
  const { idOf, causedBy, reason, term } = opening;
  const requested: NewEvent = {
    type: 'agent-requested',
    id: idOf(0),
    target,
    ...(causedBy === undefined ? {} : { causedBy }),
    ...(reason === undefined ? {} : { reason }),
  };
  return [requested, ...automaticMessage('confirmation', bot, head, { id: idOf(1), causedBy: idOf(0), term })];
}

/** What a customer is told who asks for an agent, or has asked. */
export function answerEvents(
  staffing: Staffing,
  bot: BotConfig | undefined,
  head: Conversation,
  place: { readonly id: string; readonly causedBy: string; readonly term: number },
): readonly NewEvent[] {
  const opensAt = staffing.state === 'outside-hours' ? { opensAt: staffing.opensAt } : {};
  return automaticMessage(answerOf(staffing), bot, head, { ...place, ...opensAt });
}
