/** Commands by which a conversation comes to another operator. Pure. */
import type { Agent, NewEvent } from '@live-takeover/sdk/core';
import { automaticMessage } from '../conversations/automatic-messages.js';
import type { Candidate, Circumstances, CommandOf, Decision, IdentifiedCommand } from './decision.js';
import { append, byOf, eventIdOf, holderName, refuse, refuseUnlessHeld, staleTerm } from './decision.js';
import { deskRequestEvents, requestEvents } from './request-events.js';

type Unnamed<Event> = Event extends NewEvent ? Omit<Event, 'id' | 'causedBy'> : never;

/** Decides a takeover, by force too. */
export function takeOver(command: CommandOf<'take-over'>, circumstances: Circumstances): Decision {
  const { head, agent } = circumstances;
  const { operator, term } = head;
  if (operator.kind === 'agent' && operator.id === agent.id) return append([]);
  if (command.isUndo === true) return undo(command, circumstances);
  if (operator.kind !== 'bot' && command.force !== true)
    return refuse('already-taken', `${operator.name} has taken this conversation over.`, operator.name);
  if (operator.kind !== 'bot' && agent.role !== 'supervisor')
    return refuse('forbidden', 'Only a supervisor may take a conversation from a colleague. Ask one, or ask the colleague.', operator.name);
  if (command.seenTerm !== term) return staleTerm(head);
  return refuseIfFull(circumstances) ?? handOver(command, circumstances, agent);
}

/** Decides a transfer: to a colleague, or back to the queue. */
export function transfer(command: CommandOf<'transfer'>, circumstances: Circumstances): Decision {
  const { head, bot, staffing } = circumstances;
  const refusal = refuseUnlessHeld(command.term, circumstances);
  if (refusal !== undefined) return refusal;
  if (command.to !== null) return give(command, command.to, circumstances);
  const events = before(command, circumstances, 'requeued');
  const idOf = eventIdOf(command);
  const opening = { idOf: (index: number) => idOf(events.length + index), causedBy: command.id, staffing, term: head.term + 1 };
  return append([...events, ...requestEvents(head, bot, opening)]);
}

/** Decides what a supervisor gives to an agent, whoever holds it. */
export function assign(command: CommandOf<'assign'>, circumstances: Circumstances): Decision {
  const { head, agent } = circumstances;
  if (agent.role !== 'supervisor') return refuse('forbidden', 'Only a supervisor may assign conversations. Ask one, or take it over yourself.');
  if (command.seenTerm !== head.term) return staleTerm(head);
  return give(command, command.to, circumstances);
}

/**
 * Decides a request for a desk outside. The bot answers until somebody there
 * accepts: whoever holds the conversation lets go of it, and a request that our
 * agents were to answer is the desk's from now on.
 */
export function requestDesk(command: CommandOf<'request-desk'>, circumstances: Circumstances): Decision {
  const { head, bot, desks = [] } = circumstances;
  if (command.desk !== 'salesforce' || !desks.includes(command.desk))
    return refuse('not-supported', 'No such desk is connected to this gateway. Hand over to an agent instead, or configure it under "desks".');
  if (command.term !== head.term) return staleTerm(head);
  if (head.request?.target === command.desk || (head.operator.kind === 'desk' && head.operator.id === command.desk)) return append([]);
  const refusal = head.operator.kind === 'bot' ? undefined : refuseUnlessHeld(command.term, circumstances);
  if (refusal !== undefined) return refusal;
  const idOf = eventIdOf(command);
  const given = before(command, circumstances, 'requeued');
  const ended: readonly NewEvent[] = head.request === null ? given : [{ type: 'agent-request-ended', id: idOf(0), causedBy: command.id, why: 'dismissed' }];
  const term = head.operator.kind === 'bot' ? head.term : head.term + 1;
  const opening = { idOf: (index: number) => idOf(ended.length + index), causedBy: command.id, term, ...reasonOf(head) };
  return append([...ended, ...deskRequestEvents(head, bot, command.desk, opening)], true);
}

function reasonOf({ request }: Circumstances['head']): { readonly reason?: string } {
  return request?.reason === undefined ? {} : { reason: request.reason };
}

/** Takes back a hand-back of one's own that nobody has noticed yet. */
function undo(command: CommandOf<'take-over'>, circumstances: Circumstances): Decision {
  const { head, agent, lastEnd } = circumstances;
  if (head.operator.kind !== 'bot') return refuse('too-late', `${holderName(head)} has taken this conversation over since. Ask them to transfer it.`, holderName(head));
  if (command.seenTerm !== head.term) return refuse('too-late', 'Somebody had this conversation since you handed it back. Look again, then take it over.');
  const isOwn = lastEnd?.why === 'handed-back' && lastEnd.byId === agent.id && head.handover === undefined;
  if (!isOwn) return refuse('bad-request', 'There is no hand-back of yours to take back. Take the conversation over instead.');
  if (lastEnd.hasCustomerWrittenSince) return refuse('too-late', 'The customer has written since you handed back, and the bot answers. Look again, then take it over.');
  return refuseIfFull(circumstances) ?? handOver(command, circumstances, agent);
}

function give(command: CommandOf<'transfer' | 'assign'>, to: string, circumstances: Circumstances): Decision {
  const { head, candidate } = circumstances;
  if (head.operator.kind === 'agent' && to === head.operator.id)
    return refuse('bad-request', `${head.operator.name} has this conversation already. Choose someone else.`);
  const target = candidate(to);
  if (target === undefined || target.readiness === 'absent')
    return refuse('not-available', 'That colleague is not available for this conversation now. Choose another, or put it in the queue.');
  if (target.readiness === 'full')
    return refuse('at-capacity', `${target.name} holds as many conversations as they may${limitOf(target)}. Choose someone else, or put it in the queue.`);
  return handOver(command, circumstances, target);
}

function refuseIfFull({ load: { holding, capacity } }: Circumstances): Decision | undefined {
  if (capacity === null || holding < capacity) return undefined;
  return refuse('at-capacity', `You hold ${holding} ${holding === 1 ? 'conversation' : 'conversations'}, and may hold ${capacity}. Hand one back or transfer it first.`);
}

/** The end of a takeover, if there is one, the next one, and the start message right after it. */
function handOver(command: CommandOf<'take-over' | 'transfer' | 'assign'>, circumstances: Circumstances, holder: Pick<Agent, 'id' | 'name'>): Decision {
  const { head, agent, bot } = circumstances;
  const idOf = eventIdOf(command);
  const ended = before(command, circumstances, 'transferred');
  const started: NewEvent = {
    type: 'takeover-started',
    id: idOf(ended.length),
    causedBy: command.id,
    operator: { kind: 'agent', id: holder.id, name: holder.name },
    term: head.term + 1,
    ...(holder.id === agent.id ? {} : { by: byOf(agent) }),
  };
  const place = { id: idOf(ended.length + 1), causedBy: started.id, term: started.term, agentName: holder.name };
  // What is taken may meanwhile have been withdrawn or closed; what is passed on stays the giver's affair.
  return append([...ended, started, ...automaticMessage('start', bot, head, place)], command.name !== 'transfer');
}

/**
 * What comes first: the note, which so stands in the transcript as the last word
 * of who gave the conversation away, and the end of the takeover.
 */
function before(command: IdentifiedCommand, { head, agent }: Circumstances, why: 'transferred' | 'requeued'): readonly NewEvent[] {
  const { term, operator } = head;
  const bodies: Unnamed<NewEvent>[] = [];
  if ('note' in command && command.note !== undefined && command.note.trim() !== '') bodies.push({ type: 'note-added', by: byOf(agent), text: command.note });
  if (operator.kind !== 'bot') bodies.push({ type: 'takeover-ended', term, endedInto: term + 1, why, by: byOf(agent) });
  return bodies.map((body, index): NewEvent => ({ ...body, id: eventIdOf(command)(index), causedBy: command.id }));
}

function limitOf({ capacity }: Candidate): string {
  return capacity === null ? '' : ` (${capacity})`;
}
