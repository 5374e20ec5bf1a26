import { afterEach, expect, test } from 'vitest';
import type { GatewayFixture } from '../../testing/gateway-fixture.js';
import { createGatewayFixture, everything } from '../../testing/gateway-fixture.js';
import { maskedPhone } from './mask.js';

const phone = '+15558675309';
const fixtures: GatewayFixture[] = [];
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

/** A gateway on which agents see no numbers and supervisors do, and one customer who wrote by SMS. */
async function createMaskedFixture(): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture({ config: { agents: { mask: [{ role: 'agent', what: 'phone' }] } } });
  fixtures.push(fixture);
  await fixture.write(`sms:100:${phone}`, 'Hello', { contact: { id: phone, phone, verified: true }, channelData: { From: phone } });
  return fixture;
}

test.each([
  [phone, '•••• 5309'],
  ['+44 20 7946 0018', '•••• 0018'],
  ['12345', '••••'],
  ['', '••••'],
])('of %j is left %j', (number, left) => {
  expect(maskedPhone(number)).toBe(left);
});

test('an agent of a masked role gets no number in any frame, and a supervisor gets it', async () => {
  const { connect, write } = await createMaskedFixture();
  const ana = await connect('ana', { topics: everything });
  const sue = await connect('sue', { role: 'supervisor', topics: everything });
  const { conversationId } = await write(`sms:100:${phone}`, 'Is anybody there?', { contact: { id: phone, phone, name: phone, verified: true }, channelData: { From: phone } });
  for (const socket of [ana, sue]) {
    socket.say({ type: 'transcript', id: 'q1', conversationId, before: null, limit: 50 });
    socket.say({ type: 'head', id: 'q2', conversationId });
    await socket.until(() => socket.of('head').length > 0 && socket.of('transcript-page').length > 0 && socket.of('delta').length > 0);
  }
  expect(JSON.stringify(ana.frames)).not.toContain('8675309');
  expect(JSON.stringify(ana.frames)).toContain('•••• 5309');
  expect(JSON.stringify(sue.frames)).toContain(phone);
});

test('an alert names a customer as the agent may see them', async () => {
  const { connect, gateway, runtime } = await createMaskedFixture();
  const ana = await connect('ana', { topics: { alerts: true, conversations: [] } });
  const [head] = gateway.projection.heads('default');
  await gateway.projection.append('default', head?.id ?? '', [{ type: 'agent-requested', id: 'asked', target: 'agents' }]);
  await runtime.advance(1_000);
  const { alert } = await ana.until(() => ana.of('alert')[0]);
  expect(alert.label).toBe('•••• 5309');
});

test('in the history a number is found only by who may see it', async () => {
  const { connect, gateway, runtime } = await createMaskedFixture();
  const [head] = gateway.projection.heads('default');
  await gateway.projection.append('default', head?.id ?? '', [{ type: 'conversation-closed', id: 'closed', why: 'ended' }]);
  const query = { from: 0, to: runtime.now() + 1, limit: 10, after: null, text: '8675309' };
  const ana = await connect('ana');
  const sue = await connect('sue', { role: 'supervisor' });
  for (const socket of [ana, sue]) socket.say({ type: 'history', id: 'h', query });
  expect((await ana.until(() => ana.of('history-page')[0])).page.conversations).toEqual([]);
  expect((await sue.until(() => sue.of('history-page')[0])).page.conversations).toHaveLength(1);
});
