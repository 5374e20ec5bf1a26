import { decodeServerFrame, encodeFrame } from '@live-takeover/sdk/core';
import { afterEach, expect, test } from 'vitest';
import type { GatewayFixture } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

test('a page of a transcript is never more than a client takes at once, and says that there is more', async () => {
  const fixture = await createGatewayFixture({ config: { limits: { messageLength: 65_536 } } });
  fixtures.push(fixture);
  let conversationId = '';
  for (let count = 0; count < 120; count += 1) ({ conversationId } = await fixture.write('t', `${String(count)} ${'€'.repeat(60_000)}`));
  const socket = await fixture.connect('ana');
  const seqs: number[] = [];
  let before: number | null = null;
  for (let page = 0; page < 4; page += 1) {
    socket.say({ type: 'transcript', id: `r${String(page)}`, conversationId, before, limit: 500 });
    const answer = await socket.until(() => socket.of('transcript-page')[page]);
    expect(decodeServerFrame(encodeFrame(answer)).ok).toBe(true);
    seqs.unshift(...answer.events.map(({ seq }) => seq));
    before = seqs[0] ?? null;
    if (!answer.hasMore) break;
  }
  const last = (await fixture.events(conversationId)).at(-1)?.seq ?? 0;
  expect(seqs).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  expect(socket.of('transcript-page').length).toBeGreaterThan(1);
});
