/** An event on its way to every connected agent, beside a broadcast of the same bytes by `ws` alone. */
import { setTimeout as pause } from 'node:timers/promises';
import { openStore } from '@live-takeover/gateway';
import { conversationIdOf, fill } from './conversations.mjs';
import { figure, figures, heading, line, median, percentile } from './figures.mjs';
import { startProcess } from './processes.mjs';

const target = 1.2;
/** Few, for each round everyone gets a snapshot. */
const conversationCount = 50;
/** 10,000 deliveries a second with either number of agents. */
const crowds = [
  { agents: 100, eventsPerSecond: 100 },
  { agents: 1_000, eventsPerSecond: 10 },
];

export async function measureFanOut({ places, isQuick }) {
  heading('Event to every agent, SQLite', 'bare broadcast');
  const place = await places.create('sqlite');
  const store = await openStore(place);
  await fill(store, conversationCount);
  await store.close();
  for (const crowd of crowds) await measureCrowd(place, crowd, isQuick ? { rounds: 2, seconds: 2 } : { rounds: 7, seconds: 10 });
}

async function measureCrowd(place, { agents, eventsPerSecond }, { rounds, seconds }) {
  const gateway = startProcess('gateway.mjs', place);
  const broadcast = startProcess('broadcast.mjs');
  const [ours, theirs] = [startProcess('agents.mjs'), startProcess('agents.mjs')];
  const { url } = await gateway.call('start');
  const load = { conversationIds: Array.from({ length: conversationCount }, (_, index) => conversationIdOf(index)), eventsPerSecond, seconds };
  await ours.call('signIn', url, agents);
  await theirs.call('listen', await broadcast.call('start'), agents);
  const costs = { alone: [], whole: [], bare: [] };
  const latencies = [];
  for (let round = -1; round < rounds; round += 1) {
    const alone = await gateway.call('load', load);
    await ours.call('follow', 'all');
    const followed = await gateway.call('load', load);
    const heard = await arrived(ours, agents * followed.events);
    await ours.call('follow', []);
    const bare = await broadcast.call('broadcast', heard.frames);
    await arrived(theirs, agents * followed.events);
    // The first round is for compilers and caches.
    if (round < 0) continue;
    costs.alone.push(alone.cpuSeconds);
    costs.whole.push(followed.cpuSeconds);
    costs.bare.push(bare);
    for (const value of sample(heard.latencies)) latencies.push(value);
  }
  print({ agents, eventsPerSecond, deliveries: agents * eventsPerSecond * seconds, ...costs, latencies });
  await Promise.all([ours, theirs, broadcast, gateway].map((process) => process.stop()));
}

/** What the clients noted, once every event reached every one of them. */
async function arrived(clients, deliveries) {
  for (let waited = 0; (await clients.call('deliveries')) < deliveries; waited += 1) {
    if (waited > 600) throw new Error('Not every event reached every client within 30 s.');
    await pause(50);
  }
  return clients.call('noted');
}

/** Enough for percentiles. */
function sample(values) {
  const step = Math.ceil(values.length / 20_000);
  return values.filter((_, index) => index % step === 0);
}

function print({ agents, eventsPerSecond, deliveries, alone, whole, bare, latencies }) {
  const perDelivery = (seconds) => figure((1e6 * median(seconds)) / deliveries);
  const delivering = whole.map((seconds, round) => seconds - alone[round]);
  const ratio = (costs) => median(costs.map((seconds, round) => seconds / bare[round])).toFixed(2);
  line(`${agents.toLocaleString('en')} agents, ${eventsPerSecond} events/s: CPU µs per delivery`, perDelivery(bare), perDelivery(delivering), ratio(delivering), `≤ ${target}`);
  line('  with the appends, their sync and all else', '', perDelivery(whole), ratio(whole));
  line('  append to client, ms: p50 / p99', '', figures(percentile(latencies, 0.5), percentile(latencies, 0.99)));
}
