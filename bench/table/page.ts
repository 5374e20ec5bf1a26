/**
 * The page that `run.mjs` measures: a table on a connector that feeds it
 * generated conversations. Everything it offers hangs on `window.bench`.
 */
import '@live-takeover/elements/define';
import type { Connector, ConnectorSink, Conversation, ConversationEvent } from '@live-takeover/sdk';
import { createTakeoverClient, fold } from '@live-takeover/sdk';
import { workload } from '../engine/workload.mjs';

interface Bench {
  mount(count: number): Promise<number>;
  burst(size: number): Promise<number>;
  stream(eventsPerSecond: number, durationMs: number): Promise<readonly number[]>;
  idle(durationMs: number): Promise<readonly number[]>;
  sort(): Promise<number>;
}

let sink: ConnectorSink | undefined;
let upcoming: readonly ConversationEvent[] = [];
let taken = 0;

/** The next events of the workload. */
function take(count: number): readonly ConversationEvent[] {
  const events = upcoming.slice(taken, taken + count);
  taken += count;
  if (events.length < count) throw new RangeError('The workload is used up: generate more events.');
  return events;
}

const connector: Connector = {
  capabilities: { sequence: true, fencing: true, resume: true, presence: false, alerts: false, typing: false, attachments: false, notes: false, transfer: false },
  open(_scope, to) {
    sink = to;
  },
  send: () => Promise.reject(new Error('The bench sends nothing.')),
  transcript: () => Promise.resolve({ events: [], hasMore: false }),
  head: () => Promise.reject(new Error('The bench leaves no gaps.')),
};

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
const painted = async (): Promise<void> => {
  await frame();
  await new Promise<void>((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });
};

/** Whether a row is really there: what a click in the middle of the first rows would hit. */
function rowIsPainted(table: HTMLElement): boolean {
  const root = table.shadowRoot;
  const rows = root?.querySelectorAll('[role="row"][data-id], [role="row"][aria-rowindex]') ?? [];
  return [...rows].some((row) => {
    const box = row.getBoundingClientRect();
    if (box.height === 0 || box.top < 0) return false;
    const hit = root?.elementFromPoint(box.left + 20, box.top + box.height / 2);
    return hit !== null && hit !== undefined && row.contains(hit) && (row.textContent ?? '').length > 10 && row.getAttribute('aria-rowindex') !== '1';
  });
}

async function frames(durationMs: number, each: (elapsedMs: number) => void): Promise<readonly number[]> {
  const lengths: number[] = [];
  const startedAt = performance.now();
  let last = await frame();
  while (performance.now() - startedAt < durationMs) {
    each(performance.now() - startedAt);
    const now = await frame();
    lengths.push(now - last);
    last = now;
  }
  return lengths;
}

const bench: Bench = {
  async mount(count) {
    // The workload's warm-up lasts 20 s of its own time and ends now.
    const { starts, warmUp, batches } = workload({ conversations: count, events: 100_000, seed: 7, startAt: Date.now() - 20_000 });
    const parsed = (texts: readonly string[]): readonly ConversationEvent[] => texts.flatMap((text) => JSON.parse(text) as ConversationEvent[]);
    const byId = new Map<string, Conversation>();
    for (const event of [...(starts as readonly ConversationEvent[]), ...parsed(warmUp)])
      byId.set(event.conversationId, fold(byId.get(event.conversationId), event));
    const heads = [...byId.values()];
    upcoming = parsed(batches);
    const client = createTakeoverClient({ connector });
    const table = document.createElement('live-takeover-table') as HTMLElement & { client: unknown };
    const startedAt = performance.now();
    table.client = client;
    document.body.append(table);
    while (sink === undefined) await frame();
    sink.connection({ state: 'catching-up' });
    sink.serverTime(Date.now());
    for (let first = 0; first < heads.length; first += 1000)
      sink.snapshot({ heads: heads.slice(first, first + 1000), isFirst: first === 0, isLast: first + 1000 >= heads.length });
    sink.connection({ state: 'up-to-date' });
    while (!rowIsPainted(table)) await painted();
    return performance.now() - startedAt;
  },
  async burst(size) {
    const events = take(size);
    const startedAt = performance.now();
    sink?.events(events);
    await painted();
    return performance.now() - startedAt;
  },
  stream(eventsPerSecond, durationMs) {
    let sent = 0;
    return frames(durationMs, (elapsedMs) => {
      const due = Math.floor((elapsedMs / 1000) * eventsPerSecond) - sent;
      sent += due;
      if (due > 0) sink?.events(take(due));
    });
  },
  idle: (durationMs) => frames(durationMs, () => undefined),
  async sort() {
    const root = document.querySelector('live-takeover-table')?.shadowRoot;
    const heading = [...(root?.querySelectorAll<HTMLElement>('[role="columnheader"] button') ?? [])].at(1);
    const startedAt = performance.now();
    heading?.click();
    await painted();
    await painted();
    return performance.now() - startedAt;
  },
};
Object.assign(window, { bench });
document.documentElement.dataset['ready'] = 'true';
