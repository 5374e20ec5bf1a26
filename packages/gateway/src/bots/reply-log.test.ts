import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { started } from '../../testing/dispatcher-harness.js';
import { createProjection } from '../conversations/projection.js';
import type { Projection } from '../conversations/projection.js';
import type { ReplyOrigin } from './reply-log.js';
import { createReplyLog } from './reply-log.js';

const origin: ReplyOrigin = { tenant: 'default', conversationId: 'c1', bot: { id: 'bank', name: 'Bank Bot' }, term: 0, causedBy: 'm1' };
const said = [{ id: 'm1:r0', reply: { text: 'Hello', isDefaultAnswer: false } }];

test.each([
  ['a conversation is closed in that very moment', { type: 'conversation-closed', id: 'closed', why: 'closed-by-agent' } as const, 'bot-reply-suppressed'],
  ['the customer writes in that very moment', { type: 'message-sent', id: 'm2', from: 'customer', text: 'Hello?' } as const, 'message-sent'],
])('when %s, which this node has not heard of, the reply is decided by what is stored', async (_what, meanwhile, outcome) => {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  const projection = createProjection(store, runtime);
  await projection.ready;
  const { head } = await store.append('default', 'c1', [started]);
  const behind: Pick<Projection, 'append' | 'findHead'> = { append: (...call) => projection.append(...call), findHead: async () => head };
  const replies = createReplyLog({ projection: behind, runtime, limits: () => ({ botMessageLength: 100, frameBytes: 16_384 }), signal: new AbortController().signal });
  await store.append('default', 'c1', [meanwhile]);
  await replies.reply(origin, said);
  const events = await store.read('default', 'c1', 2);
  expect(events.map(({ type }) => type)).toEqual([outcome]);
  await projection.stop();
});
