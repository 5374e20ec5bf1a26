import type { Conversation, ConversationEvent, ConversationId, ServerFrame } from '@live-takeover/sdk/core';
import { TakeoverError, toWireError } from '@live-takeover/sdk/core';
import type { AgentServices } from './agent-services.js';
import type { AgentIdentity } from './authenticate.js';
import { seenEvent, seenHead } from './mask.js';
import type { Scope } from './scope.js';
import { isInScope } from './scope.js';

/** In UTF-16 code units: at most three bytes each, so far below the frame that clients refuse. */
const longestPage = 4_000_000;

type Services = Pick<AgentServices, 'projection' | 'store' | 'runtime' | 'audit'>;

/** Answers a request for a page of a transcript, oldest first, and keeps who saw the newest one. Never rejects. */
export async function readTranscript(
  services: Services,
  { agent, scope }: AgentIdentity,
  request: { readonly id: string; readonly conversationId: ConversationId; readonly before: number | null; readonly limit: number },
): Promise<ServerFrame> {
  const { id, conversationId, before, limit } = request;
  return answerRequest(services, id, async () => {
    await headInScope(services, scope, conversationId);
    // One more than asked for tells whether there are older ones.
    const events = await services.store.readBackwards(scope.tenant, conversationId, before, limit + 1);
    const page = fitting(events.slice(-limit).map((event) => seenEvent(scope, event)));
    if (before === null) services.audit(scope.tenant, { actor: agent.id, action: 'viewed', subject: conversationId });
    return { type: 'transcript-page', id, events: page, hasMore: events.length > page.length };
  });
}

/** Answers a request for a head. Never rejects. */
export async function readHead(
  services: Services,
  scope: Scope,
  request: { readonly id: string; readonly conversationId: ConversationId },
): Promise<ServerFrame> {
  const { id, conversationId } = request;
  return answerRequest(services, id, async () => ({ type: 'head', id, head: await headInScope(services, scope, conversationId) }));
}

/** The newest of a page's events that make no larger a frame than clients take; at least one. */
function fitting(events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  let length = 0;
  const tooLong = events.findLastIndex((event) => (length += JSON.stringify(event).length) > longestPage);
  return tooLong < 0 ? events : events.slice(Math.min(tooLong + 1, events.length - 1));
}

async function headInScope({ projection }: Services, scope: Scope, conversationId: ConversationId): Promise<Conversation> {
  const head = await projection.findHead(scope.tenant, conversationId);
  if (head !== undefined && isInScope(scope, scope.tenant, head.bot.id)) return seenHead(scope, head);
  throw new TakeoverError('conversation-unknown', 'There is no such conversation in your scope. Check its id.');
}

/** What `read` answers, or why not, as a frame. Never rejects. */
export async function answerRequest(
  { runtime }: { readonly runtime: Pick<Services['runtime'], 'log'> },
  id: string,
  read: () => Promise<ServerFrame>,
): Promise<ServerFrame> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TakeoverError) {
      runtime.log('info', 'request-refused', { code: error.code });
      return { type: 'request-failed', id, error: toWireError(error) };
    }
    runtime.log('warn', 'read-failed', { name: error instanceof Error ? error.name : 'unknown' });
    const failure = new TakeoverError('store-unavailable', 'The store cannot be read now. Try again.', { cause: error, retry: true });
    return { type: 'request-failed', id, error: toWireError(failure) };
  }
}
