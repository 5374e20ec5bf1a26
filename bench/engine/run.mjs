/**
 * What the engine costs per event (log, fold, status, order, thirty rows read
 * after each 100 events), as a multiple of `JSON.parse` of the same events in the
 * same run: so the figure means the same on a fast and on a slow machine. What
 * the engine costs is what parsing and applying cost together, less parsing alone;
 * the garbage collector works on the same thread, so its work is in both.
 *
 * node --expose-gc --single-threaded-gc --import tsx --conditions live-takeover-source \
 *   bench/engine/run.mjs [conversations …]
 */
import { createConversationSet } from '../../packages/sdk/src/view/tracked-conversations.ts';
import { workload } from './workload.mjs';

const startAt = Date.UTC(2026, 2, 3, 12);
const rounds = 5;
const columns = ['status', 'last-message', 'chat-length', 'id', 'operator'];
const sizes = process.argv.slice(2).map(Number);

/** What the engine is compared with. */
const takers = {
  parse: () => () => true,
  /** Finding the conversation and writing two of its fields: no engine can do with less. */
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

for (const conversations of sizes.length > 0 ? sizes : [1_000, 10_000, 100_000]) {
  // Long enough that all code is compiled anew after the collector has thrown it away.
  const warmUpEvents = Math.max(100_000, 2 * conversations);
  const size = { conversations, events: 200_000, warmUpEvents, seed: conversations, startAt };
  const { starts, warmUp, batches } = workload(size);
  const costs = new Map(['parse', 'floor', ...columns].map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, ofName] of costs) {
      const take = takers[name]?.(starts) ?? engine(name, starts);
      // Before the warm-up, not after it: a collector called by hand makes the young generation small again.
      globalThis.gc();
      for (const batch of warmUp) take(JSON.parse(batch));
      ofName.push(costOf(batches, take) / size.events);
    }
  print(conversations, costs);
}

/** Nanoseconds of processor time for parsing the batches and handing each to `take`, as events come and go in life. */
function costOf(batches, take) {
  const before = process.cpuUsage();
  for (const batch of batches) if (!take(JSON.parse(batch))) throw new Error('Thirty rows are on the page.');
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1_000;
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
  set.applyEvents(starts);
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

function print(conversations, costs) {
  const parse = lowest(costs.get('parse'));
  const floor = lowest(costs.get('floor')) - parse;
  console.log(`${conversations.toLocaleString('en')} conversations; JSON.parse: ${parse.toFixed(0)} ns per event`);
  for (const name of ['floor', ...columns]) {
    const cost = lowest(costs.get(name)) - parse;
    const ratios = `× ${(cost / parse).toFixed(2)} JSON.parse  × ${(cost / floor).toFixed(1)} floor`;
    console.log(`  ${name.padEnd(14)} ${cost.toFixed(0).padStart(6)} ns  ${ratios}`);
  }
}

/** Of several rounds the one that other programs on the machine disturbed least. */
function lowest(numbers) {
  return Math.min(...numbers);
}
