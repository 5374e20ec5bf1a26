/**
 * What the engine costs per event (log, fold, status, order, thirty rows read
 * after each 100 events), as a multiple of `JSON.parse` of the same events in the
 * same run: so the figure means the same on a fast and on a slow machine. What
 * the engine costs is what parsing and applying cost together, less parsing alone;
 * the garbage collector works on the same thread, so its work is in both.
 *
 * node --expose-gc --single-threaded-gc --max-old-space-size=8192 --import tsx --conditions live-takeover-source \
 *   bench/engine/run.mjs [conversations …]
 */
import { createConversationSet } from '../../packages/sdk/src/view/tracked-conversations.ts';
import { conversationsOf } from './workload.mjs';

const startAt = Date.UTC(2026, 2, 3, 12);
const columns = ['status', 'last-message', 'chat-length', 'id', 'operator', 'bot'];
const sizes = process.argv.slice(2).map(Number);
/** Events measured at once, and how often. */
const stretch = { events: 20_000, count: 12 };

/** What the engine is compared with. */
const takers = {
  parse: () => () => true,
  /** Finding the conversation and writing two of its fields: what is done in any engine that keeps conversations by id in a map. */
  floor(starts) {
    const byId = new Map(starts.map((event) => [event.conversationId, { seq: event.seq, at: event.at }]));
    return (events) => {
      for (const event of events) {
        const conversation = byId.get(event.conversationId);
        conversation.seq = event.seq;
        conversation.at = event.at;
      }
      return true;
    };
  },
};

for (const conversations of sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000]) {
  const rounds = conversations < 1_000_000 ? 4 : 1;
  const costs = new Map(['parse', 'floor', ...columns].map((name) => [name, []]));
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1)
    for (const [name, ofName] of costs) {
      const before = memory();
      const measured = costsOf(name, conversations);
      ofName.push(...measured.costs);
      if (name === 'status') bytes = (measured.memory - before) / conversations;
    }
  print(conversations, costs, bytes);
}

/** Nanoseconds of processor time per event, of each stretch; and what is in memory after the last. */
function costsOf(name, conversations) {
  const source = conversationsOf({ conversations, seed: conversations, startAt });
  const take = takers[name]?.(source.starts) ?? engine(name, source.starts);
  source.starts.length = 0;
  const batches = batchesOf(source, conversations);
  // Before the warm-up, not after it: a collector called by hand makes the young generation small again.
  globalThis.gc();
  // As long as it takes until conversations are in the state they stay in, and all code is compiled anew after the collector has thrown it away.
  const warmUpEvents = Math.max(100_000, Math.min(2 * conversations, 1_000_000));
  for (let done = 0; done < warmUpEvents; done += 100) take(JSON.parse(batches.next().value));
  const costs = Array.from({ length: stretch.count }, () => costOf(Array.from({ length: stretch.events / 100 }, () => batches.next().value), take));
  return { costs, memory: memory() };
}

/** JSON arrays of 100 events each; one event per conversation and 10 s. */
function* batchesOf(source, conversations) {
  for (let index = 0; ; ) {
    const batch = [];
    while (batch.length < 100) batch.push(source.next(Math.floor(startAt + ((index += 1) * 10_000) / conversations)));
    yield JSON.stringify(batch);
  }
}

/** Nanoseconds for parsing batches and handing each to `take`, as events come and go in life. */
function costOf(batches, take) {
  const before = process.cpuUsage();
  for (const batch of batches) if (!take(JSON.parse(batch))) throw new Error('Thirty rows are on the page.');
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / stretch.events;
}

function memory() {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A set that holds `starts`, with one view; takes events and reads the first rows. */
function engine(column, starts) {
  const timers = new Set();
  let now = startAt;
  const clock = {
    now: () => now,
    schedule(delayMs, callback) {
      const timer = { at: now + delayMs, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  const set = createConversationSet({ clock, resync: () => undefined, locale: 'en' });
  for (let first = 0; first < starts.length; first += 1_000) set.applyEvents(starts.slice(first, first + 1_000));
  const view = set.view({ sort: { column, isDescending: false }, filter: {}, search: '' });
  return (events) => {
    now = events[events.length - 1].at;
    for (const timer of timers) {
      if (timer.at > now) continue;
      timers.delete(timer);
      timer.callback();
    }
    set.applyEvents(events);
    return view.rows(0, 30).length === 30;
  };
}

function print(conversations, costs, bytes) {
  const parse = undisturbed(costs.get('parse'));
  const floor = undisturbed(costs.get('floor')) - parse;
  console.log(`${conversations.toLocaleString('en')} conversations; JSON.parse: ${parse.toFixed(0)} ns per event; in memory: ${bytes.toFixed(0)} bytes per conversation, its texts included`);
  for (const name of ['floor', ...columns]) {
    const cost = undisturbed(costs.get(name)) - parse;
    const ratios = `× ${(cost / parse).toFixed(2)} JSON.parse  × ${(cost / floor).toFixed(1)} floor`;
    console.log(`  ${name.padEnd(14)} ${cost.toFixed(0).padStart(6)} ns  ${ratios}`);
  }
}

/** The mean of the quarter of the stretches that other programs on the machine disturbed least. */
function undisturbed(costs) {
  const quarter = costs.toSorted((first, second) => first - second).slice(0, Math.ceil(costs.length / 4));
  return quarter.reduce((sum, cost) => sum + cost, 0) / quarter.length;
}
