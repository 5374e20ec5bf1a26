import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { ask, importPast, said } from './asking.test-support.js';

let fixture: GatewayFixture;
let ana: FakeSocket;
let now: number;
const hour = 60 * 60_000;
const kim = { contact: { id: 'kim', verified: true } };

beforeEach(async () => {
  fixture = await createGatewayFixture();
  now = fixture.runtime.now();
  ana = await fixture.connect('ana');
});

afterEach(() => fixture.stop());

async function conversationsOf(contactId: string, socket = ana): Promise<readonly string[]> {
  const answer = await ask(socket, { type: 'contact', contactId });
  if (answer.type !== 'contact-conversations') throw new Error(JSON.stringify(answer));
  return answer.conversations.map(({ id }) => id);
}

test("a contact's conversations come the newest first, the open one among them", async () => {
  await importPast(fixture, 'older', now - 2 * hour, [said('Hello')], kim);
  await importPast(fixture, 'old', now - hour, [said('Hello')], kim);
  await importPast(fixture, 'not-hers', now - hour, [said('Hello')], { contact: { id: 'lou', verified: true } });
  const { conversationId } = await fixture.write('t', 'Hello', kim);
  expect(await conversationsOf('kim')).toEqual([conversationId, 'old', 'older']);
  expect(await conversationsOf('nobody')).toEqual([]);
});

test('who has become somebody else is found under the later name only, and who was erased under none', async () => {
  await importPast(fixture, 'renamed', now - hour, [said('Hello'), { type: 'attributes-changed', contact: { id: 'kim-2' } }], kim);
  await importPast(fixture, 'erased', now - hour, [said('Hello')], { contact: { id: 'lou', verified: true } });
  await fixture.store.erase('default', ['erased']);
  expect([await conversationsOf('kim'), await conversationsOf('kim-2'), await conversationsOf('lou')]).toEqual([[], ['renamed'], []]);
});

test('they keep to the scope of who asks, are a hundred at most, and leave a line in the audit stream without the name', async () => {
  await importPast(fixture, 'shopping', now - 200 * hour, [said('Hello')], { ...kim, bot: { id: 'shop', name: 'Shop Bot' } });
  for (let index = 0; index < 120; index += 1) await importPast(fixture, `c${index}`, now - index * hour, [said('Hello')], kim);
  expect(await conversationsOf('kim', await fixture.connect('ben', { bots: ['shop'] }))).toEqual(['shopping']);
  const all = await conversationsOf('kim');
  expect([all.length, all[0], all.at(-1)]).toEqual([100, 'c0', 'c99']);
  const lines = (await fixture.store.auditLog('default', { since: 0, limit: 999 })).filter(({ action }) => action === 'searched');
  expect(lines).toMatchObject([
    { actor: 'ben', subject: 'contact', detail: { conversations: 1 } },
    { actor: 'ana', subject: 'contact', detail: { conversations: 100 } },
  ]);
  expect(JSON.stringify(lines)).not.toContain('kim');
});
