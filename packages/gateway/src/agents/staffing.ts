import type { AutomaticMessage } from '@live-takeover/sdk/core';

/** Whether a customer of a bot could be given to an agent now, and if not, why. */
export type Staffing =
  | { readonly state: 'available' }
  /** Agents are there, and each of them holds as many conversations as they may. */
  | { readonly state: 'all-busy' }
  | { readonly state: 'no-agents' }
  /** `opensAt`: epoch ms. */
  | { readonly state: 'outside-hours'; readonly opensAt: number };

/** Whether one agent could be given a conversation now. */
export type Readiness = 'available' | 'full' | 'absent';

/** What a customer is told who asks for an agent. */
export function answerOf({ state }: Staffing): AutomaticMessage {
  return state === 'available' ? 'confirmation' : state;
}

/** Whether there is nobody who could answer, and nobody who will be free soon. */
export function isDeserted({ state }: Staffing): boolean {
  return state === 'no-agents' || state === 'outside-hours';
}
