import type { Conversation, HistoryRange, UnansweredMessage } from '@live-takeover/sdk/core';
import { isErased } from '@live-takeover/sdk/core';
import { z } from 'zod';
import { isInScope } from '../agents/scope.js';
import { closedConversations } from './closed-conversations.js';
import { decodePlace, encodePlace, idInPlace } from './page-place.js';
import type { AnswerTo, Asker, QuestionServices } from './question.js';
import { refuseAborted, storedEvents } from './stored-events.js';
import { UnansweredMessages } from './unanswered-messages.js';

/** What one page may look at before it stops, full or not. */
const headsPerPage = 2_000;
const eventsPerPage = 20_000;
const readsPerPage = 400;
/** A node may see a closing a moment after its time; what was open so long before the first page is known for certain. */
const settledMs = 10_000;

/**
 * Where a page goes on. First come the conversations that were open right before
 * the first page was asked for, the newest first; which those are does not change
 * any more. Then those that were closed by then, the one closed last first.
 */
const placeSchema = z.tuple([
  z.literal('unanswered'),
  /** {@link settledMs} before the first page was asked for. */
  z.int(),
  z.enum(['open', 'closed']),
  /** Of the conversation that was looked at last: when it was started or closed, and its id; null before the first. */
  z.int().nullable(),
  idInPlace,
  /** Of the message before which it goes on in that conversation; null if it is done with. */
  z.int().nullable(),
]);

interface Place {
  readonly askedAt: number;
  readonly phase: 'open' | 'closed';
  readonly at: number | null;
  readonly id: string;
  readonly beforeSeq: number | null;
}

/**
 * A page of what the bots could not answer. Conversations are read to their end,
 * so one may take a page beyond what it should look at.
 *
 * @throws {TakeoverError} `bad-request`, `aborted`
 */
export async function readUnanswered(services: QuestionServices, asker: Asker, range: HistoryRange): Promise<AnswerTo<'unanswered-page'>> {
  const page = new Page(services, asker, range);
  const next = await page.fill();
  const messages = [...page.messages].sort((one, other) => other.at - one.at);
  const { agent, scope } = asker.identity;
  const detail = { messages: messages.length, from: range.from, to: range.to };
  if (messages.length > 0) services.audit(scope.tenant, { actor: agent.id, action: 'searched', subject: 'unanswered', detail });
  const { askedAt, phase, at, id, beforeSeq } = next ?? { askedAt: 0, phase: 'closed', at: range.from, id: '', beforeSeq: null };
  return {
    type: 'unanswered-page',
    page: {
      messages,
      next: next === null ? null : encodePlace(['unanswered', askedAt, phase, at, id, beforeSeq]),
      searchedTo: phase === 'closed' ? (at ?? range.to) : range.to,
    },
  };
}

class Page {
  readonly messages: UnansweredMessage[] = [];
  readonly #services: QuestionServices;
  readonly #asker: Asker;
  readonly #range: HistoryRange;
  #place: Place;
  #heads = 0;
  #reads = 0;
  #events = 0;

  constructor(services: QuestionServices, asker: Asker, range: HistoryRange) {
    this.#services = services;
    this.#asker = asker;
    this.#range = range;
    this.#place = range.after === null ? firstPlace(services.runtime.now()) : placeIn(range.after);
  }

  /** @returns where the next page begins; null if there is nothing more */
  async fill(): Promise<Place | null> {
    if (this.#place.phase === 'open') {
      for (const head of await this.#openThen()) if (!(await this.#take(head, head.startedAt))) return this.#place;
      this.#place = { ...this.#place, phase: 'closed', at: null, id: '', beforeSeq: null };
    }
    const { store } = this.#services;
    const { askedAt, at, id, beforeSeq } = this.#place;
    const { from } = this.#range;
    // The one that is not done with comes again: between it and this there is no id.
    const after = at === null ? null : { at, id: beforeSeq === null ? id : `${id}!` };
    for await (const { head, place } of closedConversations(store, this.#tenant, { from, to: askedAt + 1, after }, this.#asker.signal))
      if (!(await this.#take(head, place.at))) return this.#place;
    return null;
  }

  get #tenant(): string {
    return this.#asker.identity.scope.tenant;
  }

  /** Those that were open at that time, or began since, and were not looked at yet, the newest first. */
  async #openThen(): Promise<readonly Conversation[]> {
    const { projection, store } = this.#services;
    const { askedAt, at, id, beforeSeq } = this.#place;
    const open = new Map<string, Conversation>();
    for (const head of projection.heads(this.#tenant)) if (head.closed === null) open.set(head.id, head);
    const since = { from: askedAt + 1, to: Number.MAX_SAFE_INTEGER, after: null };
    for await (const { head } of closedConversations(store, this.#tenant, since, this.#asker.signal)) open.set(head.id, head);
    const isLeft = (head: Conversation): boolean =>
      at === null || head.startedAt < at || (head.startedAt === at && (head.id < id || (head.id === id && beforeSeq !== null)));
    return [...open.values()]
      .filter((head) => head.startedAt <= askedAt + settledMs && isLeft(head))
      .sort((one, other) => other.startedAt - one.startedAt || (one.id < other.id ? 1 : -1));
  }

  /** @returns false if the page is full, or has looked long enough, before this conversation was done with */
  async #take(head: Conversation, at: number): Promise<boolean> {
    const isFull = this.messages.length === this.#range.limit;
    if (isFull || this.#heads === headsPerPage || this.#reads === readsPerPage || this.#events >= eventsPerPage) return false;
    refuseAborted(this.#asker.signal);
    this.#heads += 1;
    const before = this.#place.id === head.id ? this.#place.beforeSeq : null;
    const found = this.#isWanted(head) ? await this.#read(head) : [];
    const left = found.filter(({ seq }) => before === null || seq < before).reverse();
    const room = this.#range.limit - this.messages.length;
    const taken = left.slice(0, room);
    for (const { message } of taken) this.messages.push(message);
    const isDone = taken.length === left.length;
    const beforeSeq = isDone ? null : (taken.at(-1)?.seq ?? before);
    // Nothing of it was taken: the place before it is where the next page begins.
    if (isDone || taken.length > 0) this.#place = { ...this.#place, at, id: head.id, beforeSeq };
    return isDone;
  }

  #isWanted(head: Conversation): boolean {
    const { from, to, botIds } = this.#range;
    const isInTime = head.startedAt < to && head.at >= from;
    return isInTime && !isErased(head) && botIds?.includes(head.bot.id) !== false && isInScope(this.#asker.identity.scope, this.#tenant, head.bot.id);
  }

  /** Oldest first. */
  async #read(head: Conversation): Promise<readonly { readonly seq: number; readonly message: UnansweredMessage }[]> {
    const unanswered = new UnansweredMessages();
    this.#reads += 1;
    for await (const batch of storedEvents(this.#services.store, this.#tenant, head, this.#asker.signal)) {
      this.#events += batch.length;
      for (const event of batch) unanswered.add(event);
    }
    const { from, to } = this.#range;
    return unanswered.found
      .filter(({ at }) => at >= from && at < to)
      .map(({ id, seq, at, text }) => ({ seq, message: { conversationId: head.id, messageId: id, botId: head.bot.id, at, text } }));
  }
}

function firstPlace(now: number): Place {
  return { askedAt: now - settledMs, phase: 'open', at: null, id: '', beforeSeq: null };
}

function placeIn(after: string): Place {
  const [, askedAt, phase, at, id, beforeSeq] = decodePlace(after, placeSchema);
  return { askedAt, phase, at, id, beforeSeq };
}
