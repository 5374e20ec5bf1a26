/** A takeover as an agent's client lives through it, command in to result, beside one bare append of the driver. */
import { openStore } from '@live-takeover/gateway';
import { openAgentSocket } from './agent-socket.mjs';
import { openBareDriver, rowOf } from './bare-driver.mjs';
import { conversationIdOf, fill } from './conversations.mjs';
import { figures, heading, line, percentile } from './figures.mjs';
import { nameOf } from './places.mjs';
import { startProcess } from './processes.mjs';

const conversationCount = 1_000;
const warmUps = 100;

export async function measureTakeover({ places, isQuick }) {
  heading('Takeover, command in to result, ms: p50 / p99', 'bare append');
  for (const kind of ['sqlite', 'postgres']) {
    const { ours, bare } = await compare(kind, places, isQuick ? 200 : 2_000);
    const shown = (values) => figures(percentile(values, 0.5), percentile(values, 0.99));
    line(`${nameOf[kind]}, ${ours.length.toLocaleString('en')} takeovers`, shown(bare), shown(ours), (percentile(ours, 0.5) / percentile(bare, 0.5)).toFixed(2));
  }
}

/** Each takeover is followed by writing the same rows bare, and by handing back, which is not measured. */
async function compare(kind, places, count) {
  const [ourPlace, barePlace] = [await places.create(kind), await places.create(kind)];
  for (const place of [ourPlace, barePlace]) {
    const store = await openStore(place);
    await fill(store, conversationCount);
    await store.close();
  }
  const gateway = startProcess('gateway.mjs', ourPlace);
  const bare = await openBareDriver(barePlace);
  const agent = await openAgentSocket((await gateway.call('start')).url, 'agent-1');
  await agent.upToDate;
  const times = { ours: [], bare: [] };
  for (let index = -warmUps; index < count; index += 1) {
    const conversationId = conversationIdOf((index + warmUps) % conversationCount);
    const before = agent.heads.get(conversationId);
    const ours = await timed(() => agent.command({ name: 'take-over', conversationId, seenTerm: before.term }));
    const head = await agent.headOf(conversationId, ({ term }) => term > before.term);
    const row = rowOf(agent.eventsSince(conversationId, before.seq), head);
    const theirs = await timed(() => bare.write([[row]]));
    if (index >= 0) {
      times.ours.push(ours);
      times.bare.push(theirs);
    }
    await agent.command({ name: 'hand-back', conversationId, term: head.term });
    await agent.headOf(conversationId, ({ term }) => term > head.term);
  }
  agent.close();
  await bare.close();
  await gateway.stop();
  return times;
}

async function timed(action) {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}
