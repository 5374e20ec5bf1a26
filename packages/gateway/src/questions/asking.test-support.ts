import type { ConversationEvent, HistoryRange, NewEvent } from '@live-takeover/sdk/core';
import type { Question } from './question.js';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture } from '../../testing/gateway-fixture.js';

type Answer = Extract<FakeSocket['frames'][number], { type: 'history-page' | 'contact-conversations' | 'unanswered-page' | 'settings' | 'request-failed' }>;

const answerTypes: readonly string[] = ['history-page', 'contact-conversations', 'unanswered-page', 'settings', 'request-failed'];
let asked = 0;

type WithoutId<Frame> = Frame extends unknown ? Omit<Frame, 'id'> : never;

/** Asks on a socket, and resolves with what is answered. */
export async function ask(socket: FakeSocket, question: WithoutId<Question>): Promise<Answer> {
  const id = `q${(asked += 1)}`;
  socket.say({ ...question, id } as Question);
  return socket.until(() => socket.frames.find((frame): frame is Answer => answerTypes.includes(frame.type) && 'id' in frame && frame.id === id));
}

/** All there is. */
export const always: HistoryRange = { from: 0, to: Number.MAX_SAFE_INTEGER, after: null, limit: 200};

/** What happened in a conversation that is imported: a second each, from `startedAt` on. */
export function past(id: string, startedAt: number, facts: readonly Record<string, unknown>[], start: Record<string, unknown> = {}): readonly ConversationEvent[] {
  const began = {
    type: 'conversation-started',
    bot: { id: 'bank', name: 'Bank Bot' },
    channel: 'test',
    contact: { verified: false },
    attributes: {},
    reference: `REF${id}`,
    thread: `thread-${id}`,
    ...start,
  };
  return [began, ...facts].map(
    (fact, index) => ({ id: `${id}-${index}`, ...fact, conversationId: id, seq: index + 1, at: startedAt + index * 1_000 }) as unknown as ConversationEvent,
  );
}

/** A customer's message. */
export function said(text: string): Record<string, unknown> {
  return { type: 'message-sent', from: 'customer', text };
}

/** A bot's reply. */
export function replied(text: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { type: 'message-sent', from: 'bot', text, term: 0, ...more };
}

/** The end. */
export const closes: NewEvent = { id: 'closed', type: 'conversation-closed', why: 'ended' };

/** Stores a past conversation that was closed as its last fact. */
export async function importPast(
  { store }: GatewayFixture,
  id: string,
  startedAt: number,
  facts: readonly Record<string, unknown>[],
  start: Record<string, unknown> = {},
  tenant = 'default',
): Promise<void> {
  await store.importConversation(tenant, past(id, startedAt, [...facts, { ...closes }], start));
}
