import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerFrame } from '@live-takeover/sdk/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { startPostgres } from '../../testing/postgres/postgres-server.js';
import { newSchema } from '../../testing/postgres/postgres-subject.js';
import { makeScope } from '../agents/scope.js';
import type { EventStore } from '../store/event-store.js';
import { openPostgresStore } from '../store/postgres/postgres-store.js';
import { openSqliteStore } from '../store/sqlite/sqlite-store.js';
import { always, past, said } from './asking.test-support.js';
import { encodePlace } from './page-place.js';
import type { Question, QuestionServices } from './question.js';
import { createQuestionLine } from './question-line.js';

const identity = { agent: { id: 'ana', name: 'Ana', role: 'agent' as const }, scope: makeScope('default', 'all'), claims: {}, expiresAt: 0 };
const server = await startPostgres();
const directory = mkdtempSync(join(tmpdir(), 'live-takeover-questions-'));
const nul = 'c\u0000';
const placed = (place: readonly (string | number | null)[]) => ({ ...always, after: encodePlace(place) });

afterAll(async () => {
  await server.dispose();
  rmSync(directory, { recursive: true });
});

describe.each<readonly [string, () => Promise<EventStore>]>([
  ['SQLite', () => openSqliteStore({ path: join(directory, 'store.sqlite') })],
  ['PostgreSQL', () => openPostgresStore({ url: server.url(), schema: newSchema() })],
])('on %s', (_name, open) => {
  let store: EventStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const answerTo = (question: Question): Promise<ServerFrame> =>
    new Promise((resolve) => {
      const projection = { heads: () => [], findHead: (tenant: string, id: string) => store.head(tenant, id) };
      const services = { store, projection, audit: () => {}, runtime: createFakeRuntime(), botSettings: { read: () => ({}) } } as unknown as QuestionServices;
      createQuestionLine(services, { identity }, resolve).ask(question);
    });

  test.each<readonly [string, Question]>([
    ['the history after a NUL', { type: 'history', id: 'q', query: placed(['history', 5, nul]) }],
    ['the history after an id that nothing has', { type: 'history', id: 'q', query: placed(['history', 5, 'c'.repeat(400)]) }],
    ['the history after no instant', { type: 'history', id: 'q', query: placed(['history', 1e300, 'c']) }],
    ['what was not answered after a NUL', { type: 'unanswered', id: 'q', range: placed(['unanswered', 5, 'closed', 5, nul, null]) }],
    ['what was not answered before half a message', { type: 'unanswered', id: 'q', range: placed(['unanswered', 5, 'closed', 5, 'c', 0.5]) }],
  ])('who asks for %s is told that the question is wrong', async (_what, question) => {
    expect(await answerTo(question)).toMatchObject({ type: 'request-failed', error: { code: 'bad-request' } });
  });

  test('a contact is found by whatever id it has', async () => {
    await store.importConversation('default', past('c1', 0, [said('Hello')], { contact: { id: nul, verified: true } }));
    expect(await answerTo({ type: 'contact', id: 'q', contactId: nul })).toMatchObject({ type: 'contact-conversations', conversations: [{ id: 'c1' }] });
    expect(await answerTo({ type: 'contact', id: 'q', contactId: `${nul}\u0000` })).toMatchObject({ type: 'contact-conversations', conversations: [] });
  });
});
