/** Webhooks that each come five times at once, to three gateways on one PostgreSQL: how many messages are there afterwards. */
import pg from 'pg';
import { startProcess } from '../gateway/processes.mjs';
import { createProvider, customerOf, webhookOf } from './provider.mjs';

const nodes = 3;
const repeats = 5;
const customers = 5_000;
const webhooksAtOnce = 40;
/** A provider posts again what was not taken, for a while. */
const attempts = 20;

/** @throws {Error} the count is another one */
export async function countOnce({ places, count }) {
  const place = await places.create('postgres');
  const farEnd = startProcess('../webhooks/far-end.mjs', {});
  const farEndUrl = await farEnd.call('start');
  const gateways = Array.from({ length: nodes }, () => startProcess('../webhooks/gateway.mjs', place, farEndUrl));
  // The first one makes the tables.
  const urls = [];
  for (const gateway of gateways) urls.push(await gateway.call('start'));
  const startedAt = performance.now();
  const { posted, again } = await deliver(urls, count);
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(`${posted.toLocaleString('en')} posts of ${count.toLocaleString('en')} webhooks to ${nodes} gateways in ${seconds.toFixed(0)} s, ${Math.round(posted / seconds).toLocaleString('en')} a second; posted again because not taken: ${again}`);
  const found = await messagesIn(place.url);
  console.log(`customers' messages in the store: ${found.messages.toLocaleString('en')}, different ones: ${found.different.toLocaleString('en')}, conversations: ${found.conversations.toLocaleString('en')}`);
  for (const [index, gateway] of gateways.entries()) for (const fault of await gateway.call('faults')) console.log(`  gateway ${index + 1}: ${fault}`);
  for (const process of [...gateways, farEnd]) await process.stop();
  if (found.messages !== count || found.different !== count || found.conversations !== Math.min(count, customers))
    throw new Error(`${count} messages of ${Math.min(count, customers)} customers were expected.`);
}

async function deliver(urls, count) {
  const provider = createProvider(Math.ceil((webhooksAtOnce * repeats) / nodes));
  const told = { posted: 0, again: 0 };
  let next = 0;
  const post = async (url, webhook) => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      told.posted += 1;
      const status = await provider.post(url, webhook).catch(() => 0);
      if (status === 200) return;
      if (status >= 400 && status < 500) throw new Error(`A webhook was refused with ${status}.`);
      told.again += 1;
    }
    throw new Error(`A webhook was not taken ${attempts} times.`);
  };
  const worker = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      const webhook = webhookOf(index, customerOf(index % customers), `text ${index}`);
      await Promise.all(Array.from({ length: repeats }, (_, time) => post(urls[(index + time) % urls.length], webhook)));
    }
  };
  await Promise.all(Array.from({ length: webhooksAtOnce }, worker));
  provider.close();
  return told;
}

/** Counted by the database itself, so that nothing of ours can look away. */
async function messagesIn(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(`
    SELECT count(*)::int AS messages, count(DISTINCT body::json ->> 'text')::int AS different, count(DISTINCT conversation)::int AS conversations
    FROM live_takeover.events
    WHERE body::json ->> 'type' = 'message-sent' AND body::json ->> 'from' = 'customer'`);
  await client.end();
  return rows[0];
}
