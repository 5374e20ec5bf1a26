import { silenceLimit } from './conversation.js';
import type { AgentRequest, Conversation } from './conversation.js';
import { mark, marksOf, marksOfLeft, marksOfRequest } from './decide.js';
import type { Attributes, BotIdentity, Channel, Contact, ConversationId, Operator } from './event.js';
import { botOperator } from './fold.js';
import type { MutableConversation } from './fold.js';
import { NumberTable, rowLength } from './number-table.js';
import { defaultBotRules } from './status.js';
import type { BotRules } from './status.js';

const countedMark = 128;
const movedMark = 256;
const operatorMark = 512;

/**
 * A conversation that a log changes in place: its numbers in a table, those that
 * most events touch first, everything else in one flat object of one shape,
 * whatever it was read from. Most events touch the table and nothing else.
 */
export class LoggedConversation implements MutableConversation {
  readonly #table: NumberTable;
  /** Where its numbers begin in the table. */
  readonly #start: number;
  /** For the log's owner: where it keeps what belongs to this conversation; −1 until given. */
  slot = -1;
  /** For the log's owner: the rules of its bot. */
  rules: BotRules = defaultBotRules;
  lastCustomerText: string | null;
  #operator: Operator;
  #request: AgentRequest | null;
  #left: Conversation['left'];
  #closed: Conversation['closed'];
  #silence: Conversation['silence'];
  #ruleEndedAt: Conversation['ruleEndedAt'];
  defaultAnswerCause: string | null;
  defaultAnswerAts: readonly number[];
  handover: Conversation['handover'];
  /** The snapshot it belongs to. */
  readonly generation: number;
  readonly id: ConversationId;
  reference: string;
  bot: BotIdentity;
  channel: Channel;
  thread: string;
  contact: Contact;
  attributes: Attributes;

  /** @param row - of the table; the conversation's while it is held */
  constructor(head: Conversation, generation: number, table: NumberTable = new NumberTable(), row: number = table.take()) {
    this.#table = table;
    this.#start = row * rowLength;
    this.lastCustomerText = head.lastCustomerText;
    this.#operator = head.operator.kind === 'bot' ? botOperator : head.operator;
    this.#request = head.request;
    this.#left = head.left;
    this.#closed = head.closed;
    this.#silence = head.silence;
    this.#ruleEndedAt = head.ruleEndedAt;
    this.defaultAnswerCause = head.defaultAnswerCause;
    this.defaultAnswerAts = head.defaultAnswerAts;
    this.handover = head.handover;
    this.generation = generation;
    this.id = head.id;
    this.reference = head.reference;
    this.bot = head.bot;
    this.channel = head.channel;
    this.thread = head.thread;
    this.contact = head.contact;
    this.attributes = head.attributes;
    // Not by the setters: a hundred thousand conversations come at once.
    const { values } = table;
    const start = row * rowLength;
    values[start] = head.seq;
    values[start + 1] = head.at;
    values[start + 2] = head.idleSince;
    values[start + 3] = head.lastMessageAt;
    values[start + 4] = head.unansweredSeq;
    values[start + 5] = head.unansweredAt;
    values[start + 6] = head.defaultAnswers;
    values[start + 8] = head.firstMessageAt;
    values[start + 9] = head.term;
    values[start + 10] = head.transferTerm;
    values[start + 11] = head.operatorSince;
    values[start + 12] = head.viewedTerm;
    values[start + 13] = head.startedAt;
    values[start + 14] = head.botFailedAt ?? 0;
    values[start + 7] = marksOf(head) | (head.defaultAnswerCounted ? countedMark : 0) | movedMark | operatorMark;
  }

  /** Of the table. */
  get row(): number {
    return this.#start / rowLength;
  }

  /** What decides its status, silence and default answers aside. */
  get marks(): number {
    return this.#table.values[this.#start + 7] as number;
  }

  /** Whether something has changed since {@link LoggedConversation.settle} that its status may hold since. */
  get hasMoved(): boolean {
    return (this.marks & movedMark) !== 0;
  }

  /** Whether its operator is another since then. */
  get hasNewOperator(): boolean {
    return (this.marks & operatorMark) !== 0;
  }

  /** Takes note that its owner knows its status and since when that holds. */
  settle(): void {
    this.#mark(movedMark | operatorMark, 0);
  }

  get operator(): Operator {
    return this.#operator;
  }
  set operator(value: Operator) {
    this.#operator = value;
    this.#mark(mark.held, (value.kind === 'bot' ? 0 : mark.held) | movedMark | operatorMark);
  }

  get request(): AgentRequest | null {
    return this.#request;
  }
  set request(value: AgentRequest | null) {
    if (value === this.#request) return;
    this.#request = value;
    this.#mark(mark.asked | mark.deskAsked, marksOfRequest(value));
  }

  get left(): Conversation['left'] {
    return this.#left;
  }
  set left(value: Conversation['left']) {
    this.#left = value;
    this.#mark(mark.ended | mark.lost, marksOfLeft(value));
  }

  get closed(): Conversation['closed'] {
    return this.#closed;
  }
  set closed(value: Conversation['closed']) {
    this.#closed = value;
    this.#mark(mark.closed, value === null ? 0 : mark.closed);
  }

  get silence(): Conversation['silence'] {
    return this.#silence;
  }
  set silence(value: Conversation['silence']) {
    this.#silence = value;
    const { stalledAfterMs, abandonedAfterMs } = this.rules;
    // Most are too short for any rule to ask when they ended, unless an older one was forgotten for it.
    const isAskedFor = value !== null && (value.lengthMs >= Math.min(stalledAfterMs, abandonedAfterMs) || value.count >= silenceLimit);
    if (isAskedFor) this.#mark(0, movedMark);
  }

  get ruleEndedAt(): Conversation['ruleEndedAt'] {
    return this.#ruleEndedAt;
  }
  set ruleEndedAt(value: Conversation['ruleEndedAt']) {
    this.#ruleEndedAt = value;
    this.#mark(0, movedMark);
  }

  get defaultAnswerCounted(): boolean {
    return (this.marks & countedMark) !== 0;
  }
  set defaultAnswerCounted(value: boolean) {
    this.#mark(countedMark, value ? countedMark : 0);
  }

  get botFailedAt(): number | null {
    return (this.marks & mark.botFailed) === 0 ? null : (this.#table.values[this.#start + 14] as number);
  }
  set botFailedAt(value: number | null) {
    this.#table.values[this.#start + 14] = value ?? 0;
    this.#mark(mark.botFailed, value === null ? 0 : mark.botFailed);
  }

  get seq(): number {
    return this.#table.values[this.#start] as number;
  }
  set seq(value: number) {
    this.#table.values[this.#start] = value;
  }

  get at(): number {
    return this.#table.values[this.#start + 1] as number;
  }
  set at(value: number) {
    this.#table.values[this.#start + 1] = value;
  }

  get idleSince(): number {
    return this.#table.values[this.#start + 2] as number;
  }
  set idleSince(value: number) {
    this.#table.values[this.#start + 2] = value;
  }

  get lastMessageAt(): number {
    return this.#table.values[this.#start + 3] as number;
  }
  set lastMessageAt(value: number) {
    this.#table.values[this.#start + 3] = value;
  }

  get unansweredSeq(): number {
    return this.#table.values[this.#start + 4] as number;
  }
  set unansweredSeq(value: number) {
    this.#table.values[this.#start + 4] = value;
  }

  get unansweredAt(): number {
    return this.#table.values[this.#start + 5] as number;
  }
  set unansweredAt(value: number) {
    this.#table.values[this.#start + 5] = value;
  }

  get defaultAnswers(): number {
    return this.#table.values[this.#start + 6] as number;
  }
  set defaultAnswers(value: number) {
    this.#table.values[this.#start + 6] = value;
  }

  get firstMessageAt(): number {
    return this.#table.values[this.#start + 8] as number;
  }
  set firstMessageAt(value: number) {
    this.#table.values[this.#start + 8] = value;
  }

  get term(): number {
    return this.#table.values[this.#start + 9] as number;
  }
  set term(value: number) {
    this.#table.values[this.#start + 9] = value;
  }

  get transferTerm(): number {
    return this.#table.values[this.#start + 10] as number;
  }
  set transferTerm(value: number) {
    this.#table.values[this.#start + 10] = value;
  }

  get operatorSince(): number {
    return this.#table.values[this.#start + 11] as number;
  }
  set operatorSince(value: number) {
    this.#table.values[this.#start + 11] = value;
  }

  get viewedTerm(): number {
    return this.#table.values[this.#start + 12] as number;
  }
  set viewedTerm(value: number) {
    this.#table.values[this.#start + 12] = value;
  }

  get startedAt(): number {
    return this.#table.values[this.#start + 13] as number;
  }
  set startedAt(value: number) {
    this.#table.values[this.#start + 13] = value;
  }

  /** What it is now, as a value that nobody changes. */
  copy(): Conversation {
    const { id, seq, at, startedAt, reference, bot, channel, thread, contact, attributes } = this;
    const { operator, term, operatorSince, transferTerm, request, left, closed } = this;
    const { idleSince, lastCustomerText, firstMessageAt, lastMessageAt, unansweredSeq, unansweredAt } = this;
    const { defaultAnswers, defaultAnswerAts, defaultAnswerCounted, defaultAnswerCause, botFailedAt } = this;
    const { ruleEndedAt, silence, viewedTerm, handover } = this;
    return {
      ...{ id, seq, at, startedAt, reference, bot, channel, thread, contact, attributes },
      ...{ operator, term, operatorSince, transferTerm, request, left, closed },
      ...{ idleSince, lastCustomerText, firstMessageAt, lastMessageAt, unansweredSeq, unansweredAt },
      ...{ defaultAnswers, defaultAnswerAts, defaultAnswerCounted, defaultAnswerCause, botFailedAt },
      ...{ ruleEndedAt, silence, viewedTerm },
      ...(handover === undefined ? {} : { handover }),
    };
  }

  #mark(cleared: number, set: number): void {
    const place = this.#start + 7;
    this.#table.values[place] = ((this.#table.values[place] as number) & ~cleared) | set;
  }
}
