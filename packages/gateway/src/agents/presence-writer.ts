import type { Runtime } from '../runtime.js';
import type { AgentCard, OwnRecord, PresenceRecords } from './presence-records.js';

/** Writes what this node's clients prove: all of them in one go, every few seconds, and news at once. */
export interface PresenceWriter {
  /** @param isNews - whether it ends earlier than other nodes know */
  hold(record: OwnRecord, connectionId: string, expiresAt: number, isNews: boolean): void;
  /** A client does not stand for this record any more. */
  drop(record: OwnRecord, connectionId: string): void;
  introduce(tenant: string, agentId: string, card: AgentCard): void;
  /** Whether what an agent's token says is known here and not written yet. */
  isIntroducing(tenant: string, agentId: string): boolean;
  /** Writes what is left to write. */
  stop(): Promise<void>;
}

/** What a writer works with. */
export interface PresenceWriterOptions {
  readonly runtime: Runtime;
  readonly records: PresenceRecords;
  /** Told once news are written that other nodes should look at. */
  readonly onNews: (tenant: string) => void;
}

/** Three times before a lease written for a client ends that answers every ping. */
const writeEveryMs = 10_000;
/** How long news are gathered: when many clients come back at once, they are written at once. */
const gatheredMs = 50;
const retryAfterMs = 1_000;

interface Written {
  readonly record: OwnRecord;
  /** Until when each of the clients proves it. */
  readonly connections: Map<string, number>;
}

/** A writer with nothing to write. */
export function createPresenceWriter({ runtime, records, onNews }: PresenceWriterOptions): PresenceWriter {
  const own = new Map<string, Written>();
  const due = new Set<string>();
  const cards = new Map<string, { readonly tenant: string; readonly agentId: string; readonly card: AgentCard }>();
  const news = new Set<string>();
  let timer: { readonly at: number; readonly cancel: () => void } | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isStopped = false;

  const arm = (delayMs: number): void => {
    const at = runtime.now() + delayMs;
    if (isStopped || (timer !== undefined && timer.at <= at)) return;
    timer?.cancel();
    timer = { at, cancel: runtime.schedule(delayMs, () => void flush()) };
  };
  const write = async (key: string): Promise<void> => {
    const written = own.get(key);
    if (written === undefined) return;
    const { record, connections } = written;
    const now = runtime.now();
    const lastEnd = Math.max(0, ...connections.values());
    if (lastEnd > now) await records.hold(record, lastEnd - now);
    else {
      own.delete(key);
      if (connections.size === 0) await records.release(record);
    }
    for (const [connectionId, expiresAt] of connections) if (expiresAt <= now) connections.delete(connectionId);
  };
  const writeCard = async (key: string): Promise<void> => {
    const given = cards.get(key);
    if (given === undefined) return;
    await records.saveCard(given.tenant, given.agentId, given.card);
    if (cards.get(key) === given) cards.delete(key);
  };
  const failed = (error: unknown, again: () => void): void => {
    // Here everybody knows; other nodes, and the next process, know once it is written.
    runtime.log('warn', 'presence-not-stored', { name: error instanceof Error ? error.name : 'unknown' });
    again();
    arm(retryAfterMs);
  };
  const writeAll = async (): Promise<void> => {
    const [dueNow, newsNow] = [[...due], [...news]];
    for (const waiting of [due, news]) waiting.clear();
    // Cards first: whoever reads a lease then finds whose it is.
    await Promise.all([...cards.keys()].map((key) => writeCard(key).catch((error: unknown) => failed(error, () => {}))));
    await Promise.all(dueNow.map((key) => write(key).catch((error: unknown) => failed(error, () => void due.add(key)))));
    for (const tenant of newsNow) onNews(tenant);
  };
  const flush = (): Promise<void> => {
    timer?.cancel();
    timer = undefined;
    return (writing = writing.then(writeAll));
  };
  const tell = (tenant: string): void => {
    news.add(tenant);
    arm(gatheredMs);
  };

  return {
    hold(record, connectionId, expiresAt, isNews) {
      const key = keyOf(record);
      const written = own.get(key) ?? { record, connections: new Map<string, number>() };
      const isKnown = own.has(key);
      own.set(key, written);
      written.connections.set(connectionId, expiresAt);
      due.add(key);
      if (isNews || !isKnown) tell(record.tenant);
      else arm(writeEveryMs);
    },
    drop(record, connectionId) {
      const key = keyOf(record);
      own.get(key)?.connections.delete(connectionId);
      due.add(key);
      tell(record.tenant);
    },
    introduce(tenant, agentId, card) {
      cards.set(JSON.stringify([tenant, agentId]), { tenant, agentId, card });
      tell(tenant);
    },
    isIntroducing: (tenant, agentId) => cards.has(JSON.stringify([tenant, agentId])),
    stop() {
      isStopped = true;
      return flush();
    },
  };
}

function keyOf({ tenant, key }: OwnRecord): string {
  return `${tenant}\n${key}`;
}
