/** Desks that are full or closed: nobody holds more than they may, and customers hear once why nobody comes. */
import type { Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import { isOpen, nextChange } from '@live-takeover/sdk/core';
import { simulatedConfig } from '../actors/configuration.js';
import type { World } from '../world/world.js';
import type { Ledger } from './ledger.js';

const capacity = simulatedConfig.agents.capacity ?? Infinity;

/** Follows the log. */
export function watchDesks(world: World, ledger: Ledger): void {
  const told = new Map<string, number>();
  ledger.onEvent((event, before) => {
    if (event.type === 'takeover-started') judgeCapacity(world, ledger, event.operator.id);
    const count = (told.get(event.conversationId) ?? 0) + (tellsOfNobody(event) ? 1 : 0);
    told.set(event.conversationId, opensRequest(event, before) ? 0 : count);
    if (event.type === 'message-sent' && event.automatic === 'outside-hours') world.reached.outsideHours += 1;
    if (count > 1) world.violate('told-once', `${event.conversationId} is told ${count} times for one request that nobody is there`);
  });
}

/** Whether agents of a bot have been on duty from one instant of the database's clock to another; null for partly. */
export function isOnDuty(botId: string, from: number, to: number): boolean | null {
  const hours = simulatedConfig.bots.find(({ id }) => id === botId)?.openingHours ?? null;
  if (hours === null) return true;
  return (nextChange(hours, from) ?? Infinity) > to ? isOpen(hours, from) : null;
}

function judgeCapacity(world: World, ledger: Ledger, agentId: string): void {
  let held = 0;
  for (const { head } of ledger.conversations.values()) if (head.closed === null && head.operator.kind === 'agent' && head.operator.id === agentId) held += 1;
  if (held > capacity) world.violate('capacity-holds', `${agentId} holds ${held} conversations, and may hold ${capacity}`);
}

function tellsOfNobody(event: ConversationEvent): boolean {
  return event.type === 'message-sent' && (event.automatic === 'no-agents' || event.automatic === 'outside-hours');
}

function opensRequest(event: ConversationEvent, before: Conversation | undefined): boolean {
  return event.type === 'agent-requested' && (before?.request ?? null) === null;
}
