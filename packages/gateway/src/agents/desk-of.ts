import type { BotDesk, Desk } from '@live-takeover/sdk/core';
import type { GatewayConfig } from '../config/config.js';
import type { AgentIdentity } from './authenticate.js';
import { isInScope } from './scope.js';

/** What an agent's desk may choose from, of the bots in their scope. */
export function deskOf({ scope, capacity }: Pick<AgentIdentity, 'scope' | 'capacity'>, { agents, bots, desks }: Pick<GatewayConfig, 'agents' | 'bots' | 'desks'>): Desk {
  const inScope = bots.filter(({ tenant, id }) => isInScope(scope, tenant, id));
  const outside = desks.salesforce === undefined ? {} : { desks: [{ id: 'salesforce', name: 'Salesforce' }] };
  return {
    reasons: agents.reasons,
    bots: Object.fromEntries(inScope.map(({ id, name, preparedReplies, wrapUp }): [string, BotDesk] => [id, { name, preparedReplies, wrapUp, ...outside }])),
    capacity: capacity ?? agents.capacity,
  };
}
