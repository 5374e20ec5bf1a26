/** Appends that are on disk when they resolve, beside the bare driver writing the same rows in the same batches. */
import { openStore } from '@live-takeover/gateway';
import { openBareDriver, rowOf } from './bare-driver.mjs';
import { conversationIdOf, fill, tenant, texts } from './conversations.mjs';
import { figure, heading, line, median } from './figures.mjs';
import { nameOf } from './places.mjs';

const target = 0.7;

export async function measureAppends({ places, isQuick }) {
  heading('Appends, each on disk, per s', 'bare driver');
  for (const kind of ['sqlite', 'postgres'])
    for (const writers of [1, 50]) {
      const { ours, bare, perBatch } = await compare(kind, writers, places, isQuick ? { rounds: 5, seconds: 0.4 } : { rounds: 25, seconds: 0.7 });
      const ratio = median(ours.map((rate, round) => rate / bare[round]));
      const what = `${nameOf[kind]}, ${writers} ${writers === 1 ? 'writer' : 'writers'} (${perBatch.toFixed(1)} per commit)`;
      line(what, figure(median(bare)), figure(median(ours)), ratio.toFixed(2), `≥ ${target}`);
    }
}

/** Ours and the peer's, turn and turn about, so that the machine's moods meet both. */
async function compare(kind, writers, places, { rounds, seconds }) {
  const [ourPlace, barePlace] = [await places.create(kind), await places.create(kind)];
  for (const place of [ourPlace, barePlace]) {
    const store = await openStore(place);
    await fill(store, writers);
    await store.close();
  }
  const store = await openStore(ourPlace);
  const bare = await openBareDriver(barePlace);
  const rates = { ours: [], bare: [], perBatch: 0 };
  let commits = 0;
  let rows = 0;
  for (let round = -1; round < rounds; round += 1) {
    const { batches, ms } = await write(store, writers, seconds, round);
    const count = batches.reduce((sum, batch) => sum + batch.length, 0);
    const ready = batches.map((batch) => batch.map(({ events, head }) => rowOf(events, head)));
    const startedAt = performance.now();
    await bare.write(ready);
    const bareMs = performance.now() - startedAt;
    // The first round is for compilers and caches.
    if (round < 0) continue;
    rates.ours.push((1_000 * count) / ms);
    rates.bare.push((1_000 * count) / bareMs);
    commits += batches.length;
    rows += count;
  }
  rates.perBatch = rows / commits;
  await store.close();
  await bare.close();
  return rates;
}

/** Writers that each append to a conversation of their own, again as soon as the last one is on disk. */
async function write(store, writers, seconds, round) {
  const batches = [];
  let batch;
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  const work = async (writer) => {
    const conversationId = conversationIdOf(writer);
    for (let index = 0; performance.now() < endAt; index += 1) {
      const text = texts[(writer * 100 + index) % texts.length];
      const event = { id: `w${round}-${writer}-${index}`, type: 'message-sent', from: 'bot', term: 0, text };
      const appended = await store.append(tenant, conversationId, [event], { expectedTerm: 0 });
      // Those that one commit answers resolve before anything else is heard of.
      if (batch === undefined) {
        batches.push((batch = []));
        process.nextTick(() => (batch = undefined));
      }
      batch.push(appended);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => work(writer)));
  return { batches, ms: performance.now() - startedAt };
}
