import type { AgentRequest, Conversation } from './conversation.js';
import type { Attributes, BotIdentity, Channel, Contact, ConversationId, Operator } from './event.js';
import type { MutableConversation } from './fold.js';
import { defaultBotRules } from './status.js';
import type { BotRules } from './status.js';

const bot: Operator = { kind: 'bot' };

/**
 * A conversation that a log changes in place. One flat object of one shape,
 * whatever it was read from, with the fields that most events touch first:
 * with a hundred thousand of them, waiting for memory is most of the cost. The
 * fields are declared only: defined, each would be `undefined` first, and an engine
 * that has seen that boxes every number anew.
 */
export class LoggedConversation implements MutableConversation {
  declare seq: number;
  declare at: number;
  /** The snapshot it belongs to. */
  declare generation: number;
  /** For the log's owner: where it keeps what belongs to this conversation; −1 until given. */
  declare slot: number;
  declare idleSince: number;
  declare lastMessageAt: number;
  declare closed: Conversation['closed'];
  declare left: Conversation['left'];
  declare request: AgentRequest | null;
  declare operator: Operator;
  declare defaultAnswers: number;
  declare defaultAnswerCounted: boolean;
  declare defaultAnswerCause: string | null;
  declare botFailedAt: number | null;
  /** For the log's owner: the rules of its bot. */
  declare rules: BotRules;
  declare silence: Conversation['silence'];
  declare ruleEndedAt: Conversation['ruleEndedAt'];
  /** For the log's owner: `silence` and `ruleEndedAt` when it last worked out since when its status holds. */
  declare seenSilence: Conversation['silence'] | undefined;
  declare seenRuleEndedAt: Conversation['ruleEndedAt'] | undefined;
  declare lastCustomerText: string | null;
  declare unansweredSeq: number;
  declare unansweredAt: number;
  declare firstMessageAt: number;
  declare defaultAnswerAts: readonly number[];
  declare term: number;
  declare transferTerm: number;
  declare operatorSince: number;
  declare viewedTerm: number;
  declare id: ConversationId;
  declare startedAt: number;
  declare reference: string;
  declare bot: BotIdentity;
  declare channel: Channel;
  declare thread: string;
  declare contact: Contact;
  declare attributes: Attributes;

  constructor(head: Conversation, generation: number) {
    this.seq = head.seq;
    this.at = head.at;
    this.generation = generation;
    this.slot = -1;
    this.idleSince = head.idleSince;
    this.lastMessageAt = head.lastMessageAt;
    this.closed = head.closed;
    this.left = head.left;
    this.request = head.request;
    this.operator = head.operator.kind === 'bot' ? bot : head.operator;
    this.defaultAnswers = head.defaultAnswers;
    this.defaultAnswerCounted = head.defaultAnswerCounted;
    this.defaultAnswerCause = head.defaultAnswerCause;
    this.botFailedAt = head.botFailedAt;
    this.rules = defaultBotRules;
    this.silence = head.silence;
    this.ruleEndedAt = head.ruleEndedAt;
    this.seenSilence = undefined;
    this.seenRuleEndedAt = undefined;
    this.lastCustomerText = head.lastCustomerText;
    this.unansweredSeq = head.unansweredSeq;
    this.unansweredAt = head.unansweredAt;
    this.firstMessageAt = head.firstMessageAt;
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
