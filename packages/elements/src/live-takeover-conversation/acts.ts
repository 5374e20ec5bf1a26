import type { Agent, BotDesk, Capabilities, CommandHandle, Conversation, ConversationEvent, ConversationId, StatusAt, TakeoverClient } from '@live-takeover/sdk';
import { isErased } from '@live-takeover/sdk/core';

/** What an agent does to a conversation besides writing. */
export type Act =
  | { readonly name: 'take-over'; readonly force?: true; readonly isUndo?: true }
  | { readonly name: 'hand-back' | 'close'; readonly wrapUp?: string }
  | { readonly name: 'transfer'; readonly to: string | null; readonly note?: string }
  | { readonly name: 'assign'; readonly to: string; readonly note?: string }
  | { readonly name: 'dismiss-action' }
  | { readonly name: 'request-desk'; readonly desk: string };

/** Names an {@link Act}, as its command is called. */
export type ActName = Act['name'];

/** Something that the pane offers: an act, the undoing of a hand-back, or a note. */
export type Offer = ActName | 'undo' | 'note';

/** Who holds a conversation, as seen by the signed-in agent. */
export type Holding = 'bot' | 'me' | 'other' | 'closed';

/** What an offer depends on. */
export interface Circumstances {
  readonly conversation: Conversation;
  readonly events: readonly ConversationEvent[];
  readonly status: StatusAt | undefined;
  readonly me: Agent | undefined;
  readonly capabilities: Capabilities;
  /** What the conversation's bot lets agents choose from; undefined where nothing is known. */
  readonly botDesk: BotDesk | undefined;
}

/** The event by which the page is asked before each act. */
export const requestNames: Readonly<Record<ActName, `${string}-request`>> = {
  'take-over': 'takeover-request',
  'hand-back': 'hand-back-request',
  transfer: 'transfer-request',
  assign: 'assign-request',
  close: 'close-request',
  'dismiss-action': 'dismiss-request',
  'request-desk': 'desk-request',
};

/** Who holds this conversation. */
export function holdingOf({ closed, operator }: Conversation, me: Agent | undefined): Holding {
  if (closed !== null) return 'closed';
  if (operator.kind === 'bot') return 'bot';
  return operator.kind === 'agent' && operator.id === me?.id ? 'me' : 'other';
}

/** What this agent can do now, the most likely last. What the backend cannot do is not offered. */
export function offersOf(circumstances: Circumstances): readonly Offer[] {
  const { conversation, status, me, capabilities } = circumstances;
  const holding = holdingOf(conversation, me);
  const isSupervisor = me?.role === 'supervisor';
  const isGivenAway = isSupervisor && capabilities.transfer && (holding === 'bot' || holding === 'other');
  const possible: readonly (readonly [Offer, boolean])[] = [
    ['close', holding === 'me' || (isSupervisor && holding !== 'closed')],
    ['request-desk', deskOffered(circumstances) !== undefined && (holding === 'me' || holding === 'bot')],
    ['assign', isGivenAway],
    ['note', capabilities.notes && holding !== 'me' && !isErased(conversation)],
    ['dismiss-action', holding === 'bot' && status?.status === 'action'],
    ['undo', canUndoHandBack(circumstances)],
    ['transfer', holding === 'me' && capabilities.transfer],
    ['hand-back', holding === 'me'],
    ['take-over', holding === 'bot' || (holding === 'other' && isSupervisor)],
  ];
  return possible.flatMap(([offer, isPossible]) => (isPossible ? [offer] : []));
}

/** The desk outside to which the conversation can be given now; undefined if there is none, or it was asked already. */
export function deskOffered({ conversation, botDesk }: Pick<Circumstances, 'conversation' | 'botDesk'>): { readonly id: string; readonly name: string } | undefined {
  return conversation.request?.target === 'salesforce' ? undefined : botDesk?.desks?.[0];
}

/** Whether the newest thing that happened is this agent's own hand-back: nobody took over, asked or wrote since, the bot excepted. */
export function canUndoHandBack({ conversation, events, me }: Pick<Circumstances, 'conversation' | 'events' | 'me'>): boolean {
  if (me === undefined || holdingOf(conversation, me) !== 'bot' || conversation.request !== null) return false;
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index];
    if (event?.type === 'message-sent' && event.from === 'customer') return false;
    if (event?.type === 'takeover-started') return false;
    if (event?.type !== 'takeover-ended') continue;
    return event.why === 'handed-back' && event.endedInto === conversation.term && (event.by?.id ?? holderOf(events, event.term)) === me.id;
  }
  return false;
}

/** Gives the command of an act. */
export function give(act: Act, client: TakeoverClient, conversationId: ConversationId): CommandHandle {
  switch (act.name) {
    case 'take-over':
      return client.takeOver(conversationId, act);
    case 'hand-back':
      return client.handBack(conversationId, act);
    case 'transfer':
      return client.transfer(conversationId, act.to, act);
    case 'assign':
      return client.assign(conversationId, act.to, act);
    case 'close':
      return client.closeConversation(conversationId, act);
    case 'dismiss-action':
      return client.dismissAction(conversationId);
    case 'request-desk':
      return client.requestDesk(conversationId, act.desk);
  }
}

function holderOf(events: readonly ConversationEvent[], term: number): string | undefined {
  const start = events.findLast((event) => event.type === 'takeover-started' && event.term === term);
  return start?.type === 'takeover-started' ? start.operator.id : undefined;
}
