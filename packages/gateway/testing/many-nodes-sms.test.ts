/** Texts that a provider posts to three nodes, repeatedly and at once. */
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createCluster } from './cluster-fixture.js';
import { textFields } from './twilio/twilio-payloads.js';

const accountSid = 'AC0123456789abcdef0123456789abcdef';
const token = 'twilio-token';
const number = '+15005550006';
const url = 'https://gateway.test/channels/sms/twilio';
const webhooks = 300;
const repeats = 5;
const customers = 30;

test('three hundred webhooks that each of three nodes gets five times at once are three hundred messages', async () => {
  const cluster = await createCluster({
    config: { publicUrl: 'https://gateway.test', channels: { sms: { numbers: [{ provider: 'twilio', number, botId: 'bank', accountSid, authToken: 'TWILIO' }] } } },
    secrets: { TWILIO: token },
  });
  const posts = Array.from({ length: webhooks }, (_, index) => Array.from({ length: repeats }, () => cluster.nodes.map(({ gateway }) => gateway.fetch(webhookOf(index))))).flat(2);
  const statuses = await Promise.all(posts.map(async (post) => (await post).status));
  expect([statuses.length, new Set(statuses)]).toEqual([webhooks * repeats * 3, new Set([200])]);
  const texts: string[] = [];
  for (let customer = 0; customer < customers; customer += 1) {
    const ids = await cluster.store.threadConversations('default', `sms:${number}:${numberOf(customer)}`);
    expect(ids).toHaveLength(1);
    const events = await cluster.store.read('default', ids[0] ?? '', 0);
    texts.push(...events.flatMap((event) => (event.type === 'message-sent' && event.from === 'customer' ? [event.text] : [])));
  }
  expect(texts.sort()).toEqual(Array.from({ length: webhooks }, (_, index) => textOf(index)).sort());
  await cluster.stop();
});

function webhookOf(index: number): Request {
  const sid = `SM${index.toString(16).padStart(32, '0')}`;
  const fields = textFields({ sid, accountSid, from: numberOf(index % customers), to: number, body: textOf(index), media: [] });
  const names = [...new Set(fields.keys())].sort();
  const signed = url + names.map((name) => `${name}${fields.get(name) ?? ''}`).join('');
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', 'x-twilio-signature': createHmac('sha1', token).update(signed).digest('base64') };
  return new Request(url, { method: 'POST', headers, body: fields.toString() });
}

function textOf(index: number): string {
  return `text ${String(index)}`;
}

function numberOf(customer: number): string {
  return `+1415555${String(customer).padStart(4, '0')}`;
}
