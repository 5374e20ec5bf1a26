/** Takeovers by people at a desk outside: what desks report, as the facts it comes to. */
import { createHash } from 'node:crypto';
import type { Conversation, ConversationId, NewEvent, Signal } from '@live-takeover/sdk/core';
import type { Staffing } from '../agents/staffing.js';
import { isDeserted } from '../agents/staffing.js';
import { requestEvents } from '../agents/request-events.js';
import type { BotConfig } from '../config/config.js';
import { appendDecided } from '../conversations/append-decided.js';
import { automaticMessage } from '../conversations/automatic-messages.js';
import type { Projection } from '../conversations/projection.js';
import type { Runtime } from '../runtime.js';
import type { DeskIdentity, DeskMessage, DeskProblem, DeskSink } from './desk.js';

/** What takeovers by desks work with. */
export interface DeskTakeoversOptions {
  readonly projection: Pick<Projection, 'append' | 'findHead' | 'head'>;
  readonly findBot: (tenant: string, botId: string) => BotConfig | undefined;
  /** Who of our agents is there, for what a desk cannot take. */
  readonly staff: { staffing(tenant: string, botId: string): Staffing };
  readonly runtime: Pick<Runtime, 'log'>;
  /** Told when somebody at a desk types or stops. */
  readonly onSignal: (tenant: string, head: Conversation, signal: Signal) => void;
}

/** People there write where the customer reads it: nobody asks for them, and nothing is said of their coming and going. */
const ownInboxes: ReadonlySet<string> = new Set(['facebook-page-inbox']);

/** The sink that every desk reports to. */
export function createDeskTakeovers(options: DeskTakeoversOptions): DeskSink {
  return new DeskTakeovers(options);
}

class DeskTakeovers implements DeskSink {
  readonly #options: DeskTakeoversOptions;

  constructor(options: DeskTakeoversOptions) {
    this.#options = options;
  }

  async accepted(tenant: string, conversationId: ConversationId, desk: DeskIdentity, id: string): Promise<boolean> {
    const { findBot } = this.#options;
    const after = await this.#append(tenant, conversationId, (head) => startEvents(head, findBot(tenant, head.bot.id), desk, id));
    return after !== undefined && isHeldBy(after, desk.id);
  }

  async agentChanged(tenant: string, conversationId: ConversationId, desk: DeskIdentity, id: string): Promise<void> {
    await this.#append(tenant, conversationId, (head) => {
      if (!isHeldBy(head, desk.id) || head.operator.kind !== 'desk' || head.operator.name === desk.name) return [];
      return [{ type: 'desk-agent-changed', id: deskEventId(id), name: desk.name }];
    });
  }

  async message(tenant: string, conversationId: ConversationId, message: DeskMessage): Promise<void> {
    await this.#append(tenant, conversationId, (head) => (isHeldBy(head, message.desk.id) ? messageEvents(head, message) : []));
  }

  typing(tenant: string, conversationId: ConversationId, { id, name }: DeskIdentity, isActive: boolean): void {
    const head = this.#options.projection.head(tenant, conversationId);
    if (head === undefined || !isHeldBy(head, id)) return;
    this.#options.onSignal(tenant, head, { signal: 'typing', conversationId, from: { kind: 'desk', id, name }, isActive });
  }

  async ended(tenant: string, conversationId: ConversationId, deskId: string, id: string): Promise<void> {
    const { findBot } = this.#options;
    await this.#append(tenant, conversationId, (head) => (isHeldBy(head, deskId) ? endEvents(head, findBot(tenant, head.bot.id), deskId, id) : []));
  }

  async failed(tenant: string, conversationId: ConversationId, deskId: string, problem: DeskProblem, id: string): Promise<void> {
    const { findBot, staff, runtime } = this.#options;
    const after = await this.#append(tenant, conversationId, (head) =>
      failureEvents(head, findBot(tenant, head.bot.id), staff.staffing(tenant, head.bot.id), deskId, deskEventId(id)),
    );
    if (after !== undefined) runtime.log('warn', 'desk-failed', { desk: deskId, problem, conversation: conversationId, reference: after.reference });
  }

  /** @returns the conversation after it, or as it is if there was nothing to do; undefined if there is none */
  async #append(tenant: string, conversationId: ConversationId, decide: (head: Conversation) => readonly NewEvent[]): Promise<Conversation | undefined> {
    const { projection } = this.#options;
    const head = await projection.findHead(tenant, conversationId);
    if (head === undefined) return undefined;
    let present = head;
    const appended = await appendDecided(projection, tenant, head, (seen) => decide((present = seen)));
    return appended?.head ?? present;
  }
}

/** The id of the event that comes of something a desk said; the same for each repeat. */
export function deskEventId(id: string): string {
  return /^[A-Za-z0-9_|.:-]{1,120}$/.test(id) ? `desk:${id}` : `desk:${createHash('sha256').update(id).digest('base64url')}`;
}

function isHeldBy({ operator, closed }: Conversation, deskId: string): boolean {
  return operator.kind === 'desk' && operator.id === deskId && closed === null;
}

/** A desk that has to be asked takes only what it is asked for: the request may have been withdrawn while it made up its mind. */
function startEvents(head: Conversation, bot: BotConfig | undefined, desk: DeskIdentity, givenId: string): readonly NewEvent[] {
  if (head.closed !== null || head.operator.kind !== 'bot') return [];
  const isOwnInbox = ownInboxes.has(desk.id);
  if (!isOwnInbox && head.request?.target !== desk.id) return [];
  const id = deskEventId(givenId);
  const term = head.term + 1;
  const started: NewEvent = { type: 'takeover-started', id, operator: { kind: 'desk', id: desk.id, name: desk.name }, term };
  return [started, ...(isOwnInbox ? [] : automaticMessage('start', bot, head, { id: `${id}:start`, causedBy: id, term, agentName: desk.name }))];
}

function messageEvents(head: Conversation, { id: givenId, desk, text, attachments = [], unsupported, isDelivered = false }: DeskMessage): readonly NewEvent[] {
  if (text.trim() === '' && attachments.length === 0 && unsupported === undefined) return [];
  const id = deskEventId(givenId);
  const files = { ...(attachments.length === 0 ? {} : { attachments }), ...(unsupported === undefined ? {} : { unsupported }) };
  const sent: NewEvent = { type: 'message-sent', id, from: 'desk', text, author: { id: desk.id, name: desk.name }, term: head.term, ...files };
  return isDelivered ? [sent, { type: 'delivery-changed', id: `${id}:sent`, causedBy: id, messageId: id, state: 'sent' }] : [sent];
}

function endEvents(head: Conversation, bot: BotConfig | undefined, deskId: string, givenId: string): readonly NewEvent[] {
  const id = deskEventId(givenId);
  const term = head.term + 1;
  const agentName = head.operator.kind === 'bot' ? '' : head.operator.name;
  const ended: NewEvent = { type: 'takeover-ended', id, term: head.term, endedInto: term, why: 'desk-ended' };
  return [ended, ...(ownInboxes.has(deskId) ? [] : automaticMessage('exit', bot, head, { id: `${id}:exit`, causedBy: id, term, agentName }))];
}

/**
 * The end of what the desk had or was asked for, and the request for our agents.
 * Who was told before that somebody comes is told again only if nobody does.
 */
function failureEvents(head: Conversation, bot: BotConfig | undefined, staffing: Staffing, deskId: string, id: string): readonly NewEvent[] {
  if (head.closed !== null) return [];
  const isHeld = isHeldBy(head, deskId);
  const { request } = head;
  if (!isHeld && (head.operator.kind !== 'bot' || request?.target !== deskId)) return [];
  const term = isHeld ? head.term + 1 : head.term;
  const ended: NewEvent = isHeld
    ? { type: 'takeover-ended', id, term: head.term, endedInto: term, why: 'desk-failed' }
    : { type: 'agent-request-ended', id, why: 'desk-failed' };
  const reason = request?.reason === undefined ? {} : { reason: request.reason };
  const opened = requestEvents(head, bot, { idOf: (index) => `${id}:${index + 1}`, causedBy: id, staffing, term, ...reason });
  return [ended, ...(isHeld || isDeserted(staffing) ? opened : opened.filter(({ type }) => type !== 'message-sent'))];
}
