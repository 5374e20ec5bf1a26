import type { Conversation, HistoryQuery } from '@live-takeover/sdk/core';
import { z } from 'zod';
import { seenEvent, seenHead } from '../agents/mask.js';
import { isInScope } from '../agents/scope.js';
import type { ClosedPlace } from '../store/event-store.js';
import { closedConversations } from './closed-conversations.js';
import { isFound, soughtBy } from './conversation-search.js';
import { decodePlace, encodePlace, idInPlace } from './page-place.js';
import type { AnswerTo, Asker, QuestionServices } from './question.js';
import { storedEvents } from './stored-events.js';

/** What one page may look at before it stops, full or not. */
const headsPerPage = 2_000;
const eventsPerPage = 20_000;
const readsPerPage = 400;

const placeSchema = z.tuple([z.literal('history'), z.int(), idInPlace]);

/**
 * A page of closed conversations. Where words or agents are asked for, events are
 * read: a bounded number per page, and one conversation always to its end.
 *
 * @throws {TakeoverError} `bad-request`, `aborted`
 */
export async function readHistory(services: QuestionServices, { identity, signal }: Asker, query: HistoryQuery): Promise<AnswerTo<'history-page'>> {
  const { store, audit } = services;
  const { tenant } = identity.scope;
  const sought = soughtBy(query);
  const found: Conversation[] = [];
  let place = query.after === null ? null : placeIn(query.after);
  let [heads, reads, events] = [0, 0, 0];
  let isCutShort = false;
  for await (const { head: stored, place: next } of closedConversations(store, tenant, { ...query, after: place }, signal)) {
    isCutShort = found.length === query.limit || heads === headsPerPage || reads === readsPerPage || events >= eventsPerPage;
    if (isCutShort) break;
    heads += 1;
    place = next;
    // As the agent may see it: what is hidden is not found either.
    const head = seenHead(identity.scope, stored);
    if (!isInScope(identity.scope, tenant, head.bot.id) || query.botIds?.includes(head.bot.id) === false) continue;
    const history = async function* (): ReturnType<typeof storedEvents> {
      reads += 1;
      for await (const batch of storedEvents(store, tenant, head, signal)) yield batch.map((event) => seenEvent(identity.scope, event));
    };
    if (await isFound(sought, head, history, (count) => (events += count))) found.push(head);
  }
  const detail = { conversations: found.length, from: query.from, to: query.to };
  if (found.length > 0) audit(tenant, { actor: identity.agent.id, action: 'searched', subject: 'history', detail });
  const end = isCutShort ? place : null;
  return {
    type: 'history-page',
    page: { conversations: found, next: end === null ? null : encodePlace(['history', end.at, end.id]), searchedTo: end?.at ?? query.from },
  };
}

function placeIn(after: string): ClosedPlace {
  const [, at, id] = decodePlace(after, placeSchema);
  return { at, id };
}
