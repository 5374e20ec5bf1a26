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
/** Not measured: for compilers and caches. */
const warmUps = 2 * perSecond;
/** Until all processes have heard of it. */
const leadNs = 500_000_000n;

export async function measureAcknowledgements({ places, kind, isQuick }) {
  heading(`Webhook to answer, ${perSecond} a second, ms: p50 / p99`, 'bare append');
  const shown = (values) => figures(percentile(values, 0.5), percentile(values, 0.99));
  const ratio = (ours, theirs) => (percentile(ours, 0.99) / percentile(theirs, 0.99)).toFixed(2);
  for (const answer of [undefined, 'Your balance is on its way.']) {
    const { ours, bare, served, notes } = await compare({ places, kind, answer, seconds: isQuick ? 5 : 30 });
    const what = `${nameOf[kind]}, the bot ${answer === undefined ? 'says nothing' : 'answers by text'}, ${ours.length.toLocaleString('en')}`;
    line(what, shown(bare), shown(ours), ratio(ours, bare), `≤ ${target}`);
    line('  beside a server that does nothing but append', shown(served), shown(ours), ratio(ours, served));
    for (const note of notes) console.log(`  ${note}`);
  }
}

async function compare({ places, kind, answer, seconds }) {
  const count = perSecond * seconds;
  const webhookCount = warmUps + count;
  const texts = Array.from({ length: 2 * webhookCount }, (_, index) => words[index % webhookCount % words.length]);
  const farEnd = startProcess('../webhooks/far-end.mjs', { answer });
  const gateway = startProcess('../webhooks/gateway.mjs', await places.create(kind), await farEnd.call('start'));
  const bare = startProcess('../webhooks/bare.mjs', await places.create(kind), await places.create(kind));
  const urls = { gateway: await gateway.call('start'), bare: await bare.call('prepare', { texts, conversations: customers }) };
  const provider = createProvider(connections);
  const post = async (...of) => {
    const status = await provider.post(...of);
    if (status !== 200) throw new Error(`A webhook was answered with ${status}.`);
  };
  // The first webhook of each customer begins a conversation; that is not what is measured.
  for (let index = 0; index < customers; index += 1) await post(urls.gateway, webhookOf(1_000_000 + index, customerOf(index), 'Hello'));
  const webhooks = Array.from({ length: webhookCount }, (_, index) => webhookOf(index, customerOf(index % customers), texts[index]));
  /** The three in turn, evenly spread: none begins together with another. */
  const run = (from, number) => {
    const plan = (turn) => ({ perSecond, count: number, startAt: process.hrtime.bigint() + leadNs + BigInt(Math.round((1e9 * turn) / (3 * perSecond))) });
    return Promise.all([
      paced(plan(0), (index) => post(urls.gateway, webhooks[from + index])),
      bare.call('write', plan(1), from),
      paced(plan(2), (index) => post(urls.bare, webhooks[from + index], { 'x-row': webhookCount + from + index })),
    ]);
  };
  await run(0, warmUps);
  const [ours, theirs, served] = await run(warmUps, count);
  const notes = await gateway.call('faults');
  provider.close();
  for (const process of [gateway, bare, farEnd]) await process.stop();
  return { ours, bare: theirs, served, notes };
}
