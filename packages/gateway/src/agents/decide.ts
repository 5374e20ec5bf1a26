/**
 * What a command does to a conversation as it stands: the new events, or why
 * not. Pure; the store has the last word through the expectations.
 */
import type { ConversationEvent, NewEvent } from '@live-takeover/sdk/core';
import { isErased, statusOf } from '@live-takeover/sdk/core';
import { automaticMessage } from '../conversations/automatic-messages.js';
import { assign, requestDesk, takeOver, transfer } from './change-hands.js';
import type { Circumstances, CommandOf, Decision, IdentifiedCommand, LastTakeoverEnd } from './decision.js';
import { append, byOf, eventIdOf, holderName, refuse, refuseUnlessHeld, refuseUnlessMine, staleTerm } from './decision.js';

/** Decides a command. */
export function decide(command: IdentifiedCommand, circumstances: Circumstances): Decision {
  if (circumstances.head.closed !== null && (command.name !== 'add-note' || isErased(circumstances.head)))
    return refuse('conversation-closed', 'The conversation is closed. A new message of the customer opens another.');
  switch (command.name) {
    case 'take-over':
      return takeOver(command, circumstances);
    case 'hand-back':
      return handBack(command, circumstances);
    case 'transfer':
      return transfer(command, circumstances);
    case 'assign':
      return assign(command, circumstances);
    case 'send':
      return send(command, circumstances);
    case 'add-note':
      return append([{ type: 'note-added', id: eventIdOf(command)(0), causedBy: command.id, by: byOf(circumstances.agent), text: command.text }]);
    case 'dismiss-action':
      return dismiss(command, circumstances);
    case 'close':
      return close(command, circumstances);
    case 'request-desk':
      return requestDesk(command, circumstances);
  }
}

/**
 * The last end of a takeover among a conversation's newest events.
 *
 * @param events - oldest first
 */
export function lastTakeoverEnd(events: readonly ConversationEvent[]): LastTakeoverEnd | undefined {
  const index = events.findLastIndex(({ type }) => type === 'takeover-ended');
  const ended = events[index];
  if (ended?.type !== 'takeover-ended') return undefined;
  const hasCustomerWrittenSince = events.slice(index + 1).some((event) => event.type === 'message-sent' && event.from === 'customer');
  return { why: ended.why, byId: ended.by?.id, hasCustomerWrittenSince };
}

function handBack(command: CommandOf<'hand-back'>, circumstances: Circumstances): Decision {
  const { head, bot, agent } = circumstances;
  const refusal = refuseUnlessHeld(command.term, circumstances) ?? refuseWrapUp(command, circumstances);
  if (refusal !== undefined) return refusal;
  const idOf = eventIdOf(command);
  const endedInto = head.term + 1;
  return append([
    { type: 'takeover-ended', id: idOf(0), causedBy: command.id, term: head.term, endedInto, why: 'handed-back', by: byOf(agent), ...wrapUpOf(command) },
    ...automaticMessage('exit', bot, head, { id: idOf(1), causedBy: idOf(0), term: endedInto, agentName: holderName(head) }),
  ]);
}

function send(command: CommandOf<'send'>, { head, agent, files }: Circumstances): Decision {
  const refusal = refuseUnlessMine(command.term, head, agent);
  if (refusal !== undefined) return refusal;
  if (files?.ok === false) return files;
  return append([
    {
      type: 'message-sent',
      id: eventIdOf(command)(0),
      causedBy: command.id,
      from: 'agent',
      text: command.text,
      author: byOf(agent),
      term: head.term,
      ...(files === undefined || files.attachments.length === 0 ? {} : { attachments: files.attachments }),
    },
  ]);
}

/** Dismisses the need for action. Never ends a request: it may have come in the instant of the press, unseen, and requests do not vanish. */
function dismiss(command: CommandOf<'dismiss-action'>, { head, agent, bot, now }: Circumstances): Decision {
  if (command.term !== head.term) return staleTerm(head);
  const id = eventIdOf(command)(0);
  const code = bot === undefined ? undefined : statusOf(head, bot.rules, now).reason.code;
  if (code === 'default-answers' || code === 'bot-failed')
    return append([{ type: 'action-dismissed', id, causedBy: command.id, by: byOf(agent) }]);
  return refuse('nothing-to-dismiss', 'The conversation no longer needs action.');
}

function close(command: CommandOf<'close'>, circumstances: Circumstances): Decision {
  const { head, bot, agent } = circumstances;
  if (command.term !== head.term) return staleTerm(head);
  const refusal = (head.operator.kind === 'bot' ? undefined : refuseUnlessHeld(command.term, circumstances)) ?? refuseWrapUp(command, circumstances);
  if (refusal !== undefined) return refusal;
  const idOf = eventIdOf(command);
  const events: NewEvent[] = [];
  if (head.request !== null) events.push({ type: 'agent-request-ended', id: idOf(events.length), causedBy: command.id, why: 'dismissed' });
  if (head.operator.kind !== 'bot') {
    const endedInto = head.term + 1;
    events.push({ type: 'takeover-ended', id: idOf(events.length), causedBy: command.id, term: head.term, endedInto, why: 'closed', by: byOf(agent), ...wrapUpOf(command) });
    const place = { id: idOf(events.length), causedBy: idOf(events.length - 1), term: endedInto, agentName: holderName(head) };
    events.push(...automaticMessage('exit', bot, head, place));
  }
  events.push({ type: 'conversation-closed', id: idOf(events.length), causedBy: command.id, why: 'closed-by-agent' });
  return append(events, true);
}

/** A wrap-up reason belongs to a takeover that ends, is one of the bot's, and is there where the bot asks for it. */
function refuseWrapUp({ wrapUp }: CommandOf<'hand-back' | 'close'>, { head, bot }: Circumstances): Decision | undefined {
  const asked = head.operator.kind === 'bot' ? null : (bot?.wrapUp ?? null);
  const reasons = asked?.reasons.map(({ id }) => id) ?? [];
  if (wrapUp === undefined)
    return asked?.isRequired === true ? refuse('wrap-up-missing', `A reason is asked for here. Give one as wrapUp: ${reasons.join(', ')}.`) : undefined;
  if (asked === null) return refuse('bad-request', 'No wrap-up reason is asked for here. Leave wrapUp out.');
  return reasons.includes(wrapUp) ? undefined : refuse('bad-request', `There is no wrap-up reason of that name. Give one of ${reasons.join(', ')}.`);
}

function wrapUpOf({ wrapUp }: CommandOf<'hand-back' | 'close'>): { readonly wrapUp?: string } {
  return wrapUp === undefined ? {} : { wrapUp };
}
