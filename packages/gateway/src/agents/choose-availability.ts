import type { AgentPresence, Agent, AvailabilityReason, SetAvailability } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { AgentChoice } from './presence-board.js';

/** Whose availability becomes what, or why not. */
export type AvailabilityDecision =
  | { readonly ok: true; readonly agentId: string; readonly choice: AgentChoice }
  | { readonly ok: false; readonly error: TakeoverError };

/** What a choice depends on. */
export interface AvailabilityCircumstances {
  readonly agent: Agent;
  readonly reasons: readonly AvailabilityReason[];
  readonly findAgent: (agentId: string) => Pick<AgentPresence, 'id'> | undefined;
}

/** Decides what an agent may choose, and a supervisor for another. Pure. */
export function chooseAvailability({ availability, agentId }: SetAvailability, { agent, reasons, findAgent }: AvailabilityCircumstances): AvailabilityDecision {
  const choices = ['online', 'offline', ...reasons.map(({ id }) => id)];
  if (!choices.includes(availability)) return refuse('bad-request', `There is no availability ${JSON.stringify(availability)}. Choose one of ${choices.join(', ')}.`);
  if (agentId === undefined || agentId === agent.id) return { ok: true, agentId: agent.id, choice: { availability } };
  if (agent.role !== 'supervisor') return refuse('forbidden', 'Only a supervisor may set the availability of somebody else. Ask one, or ask your colleague.');
  if (availability !== 'offline') return refuse('bad-request', 'A supervisor may set somebody else to "offline" only. Ask them to choose the rest themselves.');
  if (findAgent(agentId) === undefined) return refuse('bad-request', 'There is no agent of that id. Take one from the list of colleagues.');
  return { ok: true, agentId, choice: { availability, setBy: agent.name } };
}

function refuse(code: 'bad-request' | 'forbidden', message: string): AvailabilityDecision {
  return { ok: false, error: new TakeoverError(code, message) };
}
