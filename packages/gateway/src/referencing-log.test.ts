import { afterEach, expect, test } from 'vitest';
import type { GatewayFixture } from '../testing/gateway-fixture.js';
import { createGatewayFixture } from '../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

test('a log line and an error about a conversation carry its internal reference', async () => {
  const fixture = await createGatewayFixture();
  fixtures.push(fixture);
  const { conversationId } = await fixture.write('t', 'Hello');
  const { reference } = fixture.gateway.projection.head('default', conversationId) ?? {};
  const ana = await fixture.connect('ana');
  ana.say({ type: 'command', command: { id: 'k1', name: 'hand-back', conversationId, term: 0 } });
  expect(await ana.until(() => ana.of('result')[0])).toMatchObject({ ok: false, error: { code: 'not-yours', reference } });
  const lines = fixture.runtime.lines.filter(({ fields }) => fields['conversation'] === conversationId);
  expect(lines.map(({ event }) => event)).toContain('command-refused');
  expect(lines.every(({ fields }) => fields['reference'] === reference)).toBe(true);
});

test('of a conversation outside an agent\'s scope an error tells nothing', async () => {
  const fixture = await createGatewayFixture();
  fixtures.push(fixture);
  const { conversationId } = await fixture.write('t', 'Hello');
  const ana = await fixture.connect('ana', { bots: ['another'] });
  ana.say({ type: 'command', command: { id: 'k1', name: 'hand-back', conversationId, term: 0 } });
  const result = await ana.until(() => ana.of('result')[0]);
  expect(result).toMatchObject({ ok: false, error: { code: 'conversation-unknown' } });
  expect(JSON.stringify(result)).not.toContain('reference');
});
