/** From a webhook to the answer that its message is on disk, beside the bare driver writing the same message at the same pace. */
import { texts as words } from '../gateway/conversations.mjs';
import { figures, heading, line, percentile } from '../gateway/figures.mjs';
import { nameOf } from '../gateway/places.mjs';
import { startProcess } from '../gateway/processes.mjs';
import { paced } from './pace.mjs';
import { createProvider, customerOf, webhookOf } from './provider.mjs';

const perSecond = 200;
const target = 3;
const customers = 1_000;
const connections = 64;
/** Until both processes have heard of it. */
const leadNs = 500_000_000n;

export async function measureAcknowledgements({ places, kind, isQuick }) {
  heading(`Webhook to answer, ${perSecond} a second, ms: p50 / p99`, 'bare append');
  for (const answer of [undefined, 'Your balance is on its way.']) {
    const { ours, bare, notes } = await compare({ places, kind, answer, seconds: isQuick ? 5 : 30 });
    const shown = (values) => figures(percentile(values, 0.5), percentile(values, 0.99));
    const what = `${nameOf[kind]}, the bot ${answer === undefined ? 'says nothing' : 'answers by text'}, ${ours.length.toLocaleString('en')}`;
    line(what, shown(bare), shown(ours), (percentile(ours, 0.99) / percentile(bare, 0.99)).toFixed(2), `≤ ${target}`);
    for (const note of notes) console.log(`  ${note}`);
  }
}

async function compare({ places, kind, answer, seconds }) {
  const count = perSecond * seconds;
  // The first webhook of each customer begins a conversation; then as many as are measured warm up what is to be measured.
  const warmUps = perSecond * 2;
  const texts = Array.from({ length: count + warmUps }, (_, index) => words[index % words.length]);
  const farEnd = startProcess('../webhooks/far-end.mjs', { answer });
  const gateway = startProcess('../webhooks/gateway.mjs', await places.create(kind), await farEnd.call('start'));
  const bare = startProcess('../webhooks/bare.mjs', await places.create(kind), await places.create(kind));
  const url = await gateway.call('start');
  await bare.call('prepare', { texts, conversations: customers });
  const provider = createProvider(connections);
  const post = async (webhook) => {
    const status = await provider.post(url, webhook);
    if (status !== 200) throw new Error(`A webhook was answered with ${status}.`);
  };
  for (let index = 0; index < customers; index += 1) await post(webhookOf(1_000_000 + index, customerOf(index), 'Hello'));
  const webhooks = texts.map((text, index) => webhookOf(index, customerOf(index % customers), text));
  const run = async (from, number) => {
    const startAt = process.hrtime.bigint() + leadNs;
    const halfNs = BigInt(Math.round(5e8 / perSecond));
    return Promise.all([
      paced({ perSecond, count: number, startAt }, (index) => post(webhooks[from + index])),
      bare.call('write', { perSecond, count: number, startAt: startAt + halfNs }, from),
    ]);
  };
  await run(0, warmUps);
  const [ours, theirs] = await run(warmUps, count);
  const notes = await gateway.call('faults');
  provider.close();
  for (const process of [gateway, bare, farEnd]) await process.stop();
  return { ours, bare: theirs, notes };
}
