import type { AutomaticMessage, Conversation, NewEvent } from '@live-takeover/sdk';

type Distributed<Event> = Event extends NewEvent ? Omit<Event, 'id' | 'causedBy'> : never;

/** An event that has no id and no cause yet. */
export type Unnamed = Distributed<NewEvent>;

/** Automatic messages by the names under which settings have them. */
export type Messages = Readonly<Record<string, string>>;

/** What is said unless a supervisor words it otherwise. */
export const startingMessages: Messages = {
  start: 'You are now talking to {agent}.',
  exit: '{agent} has left. {bot} is back.',
  confirmation: 'I am calling a colleague. One moment, please.',
  noAgents: 'Nobody is here right now. I will keep your request open.',
  allBusy: 'All colleagues are in other chats. I will keep your request open.',
  outsideHours: 'We are closed at this hour. I will keep your request open.',
  requestExpired: 'All colleagues are still busy. Your request stays open.',
};

/** What of a conversation the variables of a message are filled from. */
export type Addressed = Pick<Conversation, 'bot' | 'contact' | 'reference'>;

/**
 * A message of the gateway's own.
 *
 * @returns nothing where settings leave it empty
 */
export function automatic(
  kind: AutomaticMessage,
  messages: Messages,
  head: Addressed,
  { term, agentName = '' }: { readonly term: number; readonly agentName?: string },
): readonly Unnamed[] {
  const template = messages[kind.replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase())] ?? '';
  if (template === '') return [];
  const values: Messages = { agent: agentName, bot: head.bot.name, customer: head.contact.name ?? '', reference: head.reference };
  const text = template.replace(/\{(\w+)\}/g, (variable, name: string) => values[name] ?? variable);
  return [{ type: 'message-sent', from: 'system', text, automatic: kind, term }];
}
