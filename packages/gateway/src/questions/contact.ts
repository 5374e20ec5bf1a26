import type { Conversation } from '@live-takeover/sdk/core';
import { seenHead } from '../agents/mask.js';
import { isInScope } from '../agents/scope.js';
import type { AnswerTo, Asker, QuestionServices } from './question.js';
import { refuseAborted } from './stored-events.js';

const conversationsAtMost = 100;
/** Heads read at once, and of how many in all. */
const batchSize = 25;
const headsAtMost = 1_000;

/**
 * The conversations of a contact, open and closed, the newest first. One in which
 * the contact has become another is that other's.
 *
 * @throws {TakeoverError} `aborted`
 */
export async function readContact(
  { store, projection, audit }: QuestionServices,
  { identity, signal }: Asker,
  contactId: string,
): Promise<AnswerTo<'contact-conversations'>> {
  const { tenant } = identity.scope;
  const ids = [...(await store.contactConversations(tenant, contactId))].reverse().slice(0, headsAtMost);
  const found: Conversation[] = [];
  for (let first = 0; first < ids.length && found.length < conversationsAtMost; first += batchSize) {
    refuseAborted(signal);
    const heads = await Promise.all(ids.slice(first, first + batchSize).map((id) => projection.findHead(tenant, id)));
    for (const head of heads) if (head?.contact.id === contactId && isInScope(identity.scope, tenant, head.bot.id)) found.push(head);
  }
  const conversations = found.slice(0, conversationsAtMost).map((head) => seenHead(identity.scope, head));
  if (conversations.length > 0)
    audit(tenant, { actor: identity.agent.id, action: 'searched', subject: 'contact', detail: { conversations: conversations.length } });
  return { type: 'contact-conversations', conversations };
}
