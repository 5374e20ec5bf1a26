import type { AgentRequest, Conversation } from './conversation.js';
import type { Attributes, BotIdentity, Channel, Contact, ConversationId, Operator } from './event.js';
import type { MutableConversation } from './fold.js';
import { defaultBotRules } from './status.js';
import type { BotRules } from './status.js';

const bot: Operator = { kind: 'bot' };

/**
 * A conversation that a log changes in place. One flat object of one shape,
 * whatever it was read from, with the fields that most events touch first:
 * with a hundred thousand of them, waiting for memory is most of the cost.
 */
export class LoggedConversation implements MutableConversation {
  seq: number;
  at: number;
  /** The snapshot it belongs to. */
  generation: number;
  /** For the log's owner: where it keeps what belongs to this conversation; −1 until given. */
  slot = -1;
  idleSince: number;
  lastMessageAt: number;
  closed: Conversation['closed'];
  left: Conversation['left'];
  request: AgentRequest | null;
  operator: Operator;
  defaultAnswers: number;
  defaultAnswerCounted: boolean;
  botFailedAt: number | null;
  /** For the log's owner: the rules of its bot. */
  rules: BotRules = defaultBotRules;
  silence: Conversation['silence'];
  ruleEndedAt: Conversation['ruleEndedAt'];
  /** For the log's owner: `silence` and `ruleEndedAt` when it last worked out since when its status holds. */
  seenSilence: Conversation['silence'] | undefined = undefined;
  seenRuleEndedAt: Conversation['ruleEndedAt'] | undefined = undefined;
  lastCustomerText: string | null;
  unansweredSeq: number;
  unansweredAt: number;
  firstMessageAt: number;
  defaultAnswerAts: readonly number[];
  term: number;
  transferTerm: number;
  operatorSince: number;
  viewedTerm: number;
  id: ConversationId;
  startedAt: number;
  reference: string;
  bot: BotIdentity;
  channel: Channel;
  thread: string;
  contact: Contact;
  attributes: Attributes;

  constructor(head: Conversation, generation: number) {
    this.seq = head.seq;
    this.at = head.at;
    this.generation = generation;
    this.idleSince = head.idleSince;
    this.operator = head.operator.kind === 'bot' ? bot : head.operator;
    this.request = head.request;
    this.left = head.left;
    this.closed = head.closed;
    this.botFailedAt = head.botFailedAt;
    this.defaultAnswers = head.defaultAnswers;
    this.defaultAnswerCounted = head.defaultAnswerCounted;
    this.firstMessageAt = head.firstMessageAt;
    this.lastMessageAt = head.lastMessageAt;
    this.lastCustomerText = head.lastCustomerText;
    this.unansweredSeq = head.unansweredSeq;
    this.unansweredAt = head.unansweredAt;
    this.ruleEndedAt = head.ruleEndedAt;
    this.silence = head.silence;
    this.defaultAnswerAts = head.defaultAnswerAts;
    this.term = head.term;
    this.transferTerm = head.transferTerm;
    this.operatorSince = head.operatorSince;
    this.viewedTerm = head.viewedTerm;
    this.id = head.id;
    this.startedAt = head.startedAt;
    this.reference = head.reference;
    this.bot = head.bot;
    this.channel = head.channel;
    this.thread = head.thread;
    this.contact = head.contact;
    this.attributes = head.attributes;
  }

  /** What it is now, as a value that nobody changes. */
  copy(): Conversation {
    const { generation: _1, slot: _2, rules: _3, seenSilence: _4, seenRuleEndedAt: _5, ...conversation } = this;
    return conversation;
  }
}
