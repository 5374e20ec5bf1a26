import type { Conversation, Handover, Silence } from './conversation.js';
import { agentThresholdLimit, previewLength, shortestSilenceMs, silenceLimit } from './conversation.js';
import type {
  AgentRequested,
  ConversationEvent,
  ConversationStarted,
  CustomerLeft,
  MessageSent,
  Operator,
  TakeoverEnded,
  TakeoverStarted,
} from './event.js';
import { erasedThread } from './erasure.js';

/** The bot as operator: one for all, for it has no more to say. */
export const botOperator: Operator = { kind: 'bot' };

/** A {@link Conversation} that its one owner may change in place. */
export type MutableConversation = { -readonly [Key in keyof Conversation]: Conversation[Key] };

/**
 * The conversation after one more event. Pure and total: an event that makes no
 * sense where it stands (a second takeover of the same term, a type unknown
 * here) changes nothing but `seq` and `at`. Order and gaps are the log's affair.
 *
 * @param conversation - undefined before `conversation-started`
 */
export function fold(conversation: Conversation | undefined, event: ConversationEvent): Conversation {
  if (conversation === undefined) return conversationFrom(event);
  const next: MutableConversation = { ...conversation };
  advance(next, event);
  return next;
}

/**
 * The conversation that its first known event makes. Anything but
 * `conversation-started` gives a nameless one, so that a reader who missed the
 * start still shows what it knows.
 */
export function conversationFrom(event: ConversationEvent): MutableConversation {
  const started: Partial<ConversationStarted> = event.type === 'conversation-started' ? event : {};
  const conversation: MutableConversation = {
    id: event.conversationId,
    seq: event.seq,
    at: event.at,
    startedAt: event.at,
    reference: started.reference ?? '',
    bot: started.bot ?? { id: '', name: '' },
    channel: started.channel ?? '',
    thread: started.thread ?? '',
    contact: started.contact ?? { verified: false },
    attributes: started.attributes ?? {},
    operator: botOperator,
    term: 0,
    operatorSince: event.at,
    transferTerm: -1,
    request: null,
    left: null,
    closed: null,
    idleSince: event.at,
    lastCustomerText: null,
    firstMessageAt: 0,
    lastMessageAt: 0,
    unansweredSeq: 0,
    unansweredAt: 0,
    defaultAnswers: 0,
    defaultAnswerAts: [],
    defaultAnswerCounted: true,
    defaultAnswerCause: null,
    botFailedAt: null,
    ruleEndedAt: [0, 0, 0, 0],
    silence: null,
    viewedTerm: -1,
  };
  if (event.type !== 'conversation-started') advance(conversation, event);
  return conversation;
}

/**
 * {@link fold} in place, for readers who own the object and hold many. Nested
 * values are replaced, never changed, so a shallow copy is a full snapshot.
 */
export function advance(conversation: MutableConversation, event: ConversationEvent): void {
  conversation.seq = event.seq;
  conversation.at = event.at;
  switch (event.type) {
    case 'message-sent':
      return addMessage(conversation, event);
    case 'agent-requested':
      return openRequest(conversation, event);
    case 'agent-request-ended':
      return endRequest(conversation, event.at);
    case 'takeover-started':
      return startTakeover(conversation, event);
    case 'takeover-ended':
      return endTakeover(conversation, event);
    case 'bot-failed':
      conversation.botFailedAt ??= event.at;
      return;
    case 'action-dismissed':
      return dismissAction(conversation, event.at);
    case 'conversation-viewed':
      conversation.viewedTerm = Math.max(conversation.viewedTerm, event.term);
      return;
    case 'attributes-changed':
      if (event.attributes !== undefined) conversation.attributes = { ...conversation.attributes, ...event.attributes };
      if (event.contact !== undefined) conversation.contact = { ...conversation.contact, ...event.contact };
      return;
    case 'desk-agent-changed':
      if (conversation.operator.kind === 'desk' && event.name !== null)
        conversation.operator = { ...conversation.operator, name: event.name };
      return;
    case 'customer-left':
      return leaveCustomer(conversation, event);
    case 'customer-returned':
      if (conversation.left?.why === 'connection-lost') returnCustomer(conversation, event.at);
      return;
    case 'conversation-closed':
      conversation.closed ??= { why: event.why, at: event.at };
      conversation.request = null;
      return;
    case 'conversation-erased':
      return forget(conversation);
    default:
      return;
  }
}

function addMessage(conversation: MutableConversation, event: MessageSent): void {
  const { from, at } = event;
  if (from === 'system' || event.automatic !== undefined) return;
  if (conversation.lastMessageAt === 0) conversation.firstMessageAt = at;
  conversation.lastMessageAt = at;
  if (from === 'customer') return addCustomerMessage(conversation, event);
  if (conversation.unansweredSeq !== 0) {
    conversation.unansweredSeq = 0;
    conversation.unansweredAt = 0;
  }
  if (conversation.botFailedAt !== null) endBotFailure(conversation, at);
  if (from !== 'bot' || event.defaultAnswer !== true) return;
  if (conversation.operator.kind !== 'bot' || isCounted(conversation, event.causedBy)) return;
  conversation.defaultAnswerCounted = true;
  conversation.defaultAnswerCause = event.causedBy ?? null;
  conversation.defaultAnswers += 1;
  if (conversation.defaultAnswerAts.length < agentThresholdLimit)
    conversation.defaultAnswerAts = [...conversation.defaultAnswerAts, at];
}

/** Whether the message that a default answer answers counted one before. */
function isCounted(conversation: MutableConversation, causedBy: string | undefined): boolean {
  if (conversation.lastCustomerText === null) return true;
  return causedBy === undefined ? conversation.defaultAnswerCounted : causedBy === conversation.defaultAnswerCause;
}

function addCustomerMessage(conversation: MutableConversation, event: MessageSent): void {
  const { at } = event;
  const text = event.text === '' ? fileNamesOf(event) : event.text;
  if (conversation.left !== null) returnCustomer(conversation, at);
  if (conversation.botFailedAt !== null) endBotFailure(conversation, at);
  if (at - conversation.idleSince >= shortestSilenceMs) rememberSilence(conversation, at);
  conversation.idleSince = at;
  conversation.lastCustomerText = text.length > previewLength ? previewOf(text) : text;
  conversation.defaultAnswerCounted = false;
  if (conversation.unansweredSeq === 0) {
    conversation.unansweredSeq = event.seq;
    conversation.unansweredAt = at;
  }
}

/** A bot that was too slow may answer after all; or somebody else does. */
function endBotFailure(conversation: MutableConversation, at: number): void {
  conversation.botFailedAt = null;
  endRule(conversation, 4, at);
}

/** What stands for a message that is nothing but files. */
function fileNamesOf({ attachments }: MessageSent): string {
  return attachments === undefined ? '' : attachments.map(({ name }) => name).join(', ');
}

/** Never half a surrogate pair: a store that replaces it would make another head than the browser's. */
function previewOf(text: string): string {
  const lastUnit = text.charCodeAt(previewLength - 1);
  const end = lastUnit >= 0xd800 && lastUnit <= 0xdbff ? previewLength - 1 : previewLength;
  // A mere slice would keep all of the message in memory. Two of them, joined and then looked into, become a text of their own.
  const preview = text.slice(0, previewLength / 2) + text.slice(previewLength / 2, end);
  return preview.charCodeAt(0) >= 0 ? preview : '';
}

function rememberSilence(conversation: MutableConversation, at: number): void {
  const lengthMs = at - conversation.idleSince;
  let before = conversation.silence;
  while (before !== null && before.lengthMs <= lengthMs) before = before.before;
  if (before !== null && before.count >= silenceLimit) before = withoutOldest(before);
  conversation.silence = { lengthMs, endedAt: at, count: before === null ? 1 : before.count + 1, before };
}

function withoutOldest(silence: Silence): Silence | null {
  if (silence.before === null) return null;
  return { ...silence, count: silence.count - 1, before: withoutOldest(silence.before) };
}

/** Who ended the chat stays gone when the connection follows: only a message takes that back. */
function leaveCustomer(conversation: MutableConversation, event: CustomerLeft): void {
  if (conversation.left !== null && (conversation.left.why === 'ended' || event.why === 'connection-lost')) return;
  conversation.left = { why: event.why, at: event.at };
}

function returnCustomer(conversation: MutableConversation, at: number): void {
  if (conversation.left === null) return;
  endRule(conversation, conversation.left.why === 'ended' ? 1 : 3, at);
  conversation.left = null;
}

function openRequest(conversation: MutableConversation, event: AgentRequested): void {
  if (conversation.operator.kind !== 'bot' || conversation.request !== null || conversation.closed !== null) return;
  const { at, seq, target, reason } = event;
  conversation.request = reason === undefined ? { at, seq, target } : { at, seq, target, reason };
}

function endRequest(conversation: MutableConversation, at: number): void {
  if (conversation.request === null) return;
  conversation.request = null;
  endRule(conversation, 2, at);
}

function startTakeover(conversation: MutableConversation, event: TakeoverStarted): void {
  if (conversation.operator.kind !== 'bot') return;
  if (event.term !== conversation.term + 1 && event.term !== conversation.transferTerm) return;
  setHandover(conversation, handoverTo(conversation, event));
  conversation.operator = event.operator;
  conversation.term = event.term;
  conversation.transferTerm = -1;
  conversation.operatorSince = event.at;
  conversation.request = null;
}

function endTakeover(conversation: MutableConversation, event: TakeoverEnded): void {
  if (conversation.operator.kind === 'bot' || event.term !== conversation.term || !(event.endedInto > event.term)) return;
  setHandover(conversation, handoverFrom(conversation, event));
  conversation.operator = botOperator;
  conversation.term = event.endedInto;
  conversation.operatorSince = event.at;
  conversation.transferTerm = event.why === 'transferred' ? event.endedInto : -1;
  resetDefaultAnswers(conversation);
  endRule(conversation, 2, event.at);
}

/** What an agent loses who did not let go of it themselves. */
function handoverFrom({ operator }: MutableConversation, { seq, at, by, why }: TakeoverEnded): Handover | undefined {
  if (operator.kind !== 'agent' || by?.id === operator.id) return undefined;
  if (by === undefined && why !== 'agent-unreachable' && why !== 'unanswered') return undefined;
  const from = { id: operator.id, name: operator.name };
  return by === undefined ? { seq, at, from } : { seq, at, by, from };
}

/** What an agent is given who did not take it themselves; and if it is the other half of a transfer, who lost it. */
function handoverTo({ handover, transferTerm }: MutableConversation, { seq, at, by, term, operator }: TakeoverStarted): Handover | undefined {
  const lost = term === transferTerm ? handover : undefined;
  if (by === undefined || by.id === operator.id) return lost;
  return { seq, at, by, ...lost, to: { id: operator.id, name: operator.name } };
}

/** Touches nothing where there is nothing, as nearly always. */
function setHandover(conversation: MutableConversation, handover: Handover | undefined): void {
  if (handover !== undefined || conversation.handover !== undefined) conversation.handover = handover;
}

function dismissAction(conversation: MutableConversation, at: number): void {
  if (conversation.defaultAnswers === 0 && conversation.botFailedAt === null) return;
  resetDefaultAnswers(conversation);
  conversation.botFailedAt = null;
  endRule(conversation, 4, at);
}

function resetDefaultAnswers(conversation: MutableConversation): void {
  conversation.defaultAnswers = 0;
  conversation.defaultAnswerAts = [];
}

/** What {@link withoutContent} takes out of events, taken out of what they added up to. */
function forget(conversation: MutableConversation): void {
  conversation.thread = erasedThread(conversation.id);
  conversation.contact = { verified: false };
  conversation.attributes = {};
  if (conversation.lastCustomerText !== null) conversation.lastCustomerText = '';
  if (conversation.request?.reason !== undefined) {
    const { at, seq, target } = conversation.request;
    conversation.request = { at, seq, target };
  }
}

function endRule(conversation: MutableConversation, rule: 1 | 2 | 3 | 4, at: number): void {
  const [first, second, third, fourth] = conversation.ruleEndedAt;
  conversation.ruleEndedAt = [rule === 1 ? at : first, rule === 2 ? at : second, rule === 3 ? at : third, rule === 4 ? at : fourth];
}
