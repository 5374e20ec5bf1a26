/**
 * The store's own thread: a synchronous driver would hold up the gateway at
 * every sync of the disk. Whatever calls have arrived when the disk is free go
 * into one transaction.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { meta, openDatabase, openingError } from './database.js';
import type { Connection, DatabaseOptions } from './database.js';
import { EventLog, jsonArray } from './event-log.js';
import { inTransit, performTogether } from './group-commit.js';
import type { Performed, TransactionEngine } from './group-commit.js';
import { backUp, compact } from './maintenance.js';
import { unsharedCalls } from './protocol.js';
import type { CallMessage, FromStore, OpenedAt, StoreCalls, ToStore } from './protocol.js';
import { refoldHeads } from './refold.js';
import { createSideTables } from './side-tables.js';
import type { SideTables } from './side-tables.js';

const callsPerTransaction = 1_000;

function serve(port: MessagePort, options: DatabaseOptions): void {
  const say: Say = (message) => port.postMessage(message);
  let opened: Opened;
  try {
    opened = open(options, say);
  } catch (error) {
    say({ type: 'refused', error: inTransit(openingError(options.path, error)) });
    port.close();
    return;
  }
  const { connection, engine, at } = opened;
  port.on('message', (first: ToStore) => {
    const { calls, after } = takeWaiting(port, first);
    for (const together of [calls, after === 'close' ? [] : after]) if (together.length > 0) say(done(performTogether(together, engine)));
    if (after !== 'close') return;
    connection.close();
    port.close();
  });
  say({ type: 'opened', at });
}

type Say = (message: FromStore) => void;

interface Opened {
  readonly connection: Connection;
  readonly engine: TransactionEngine;
  readonly at: OpenedAt;
}

function open(options: DatabaseOptions, say: Say): Opened {
  const connection = openDatabase(options);
  refoldHeads(connection);
  const log = new EventLog(connection);
  const side = createSideTables(connection);
  const newestAt = Math.max(log.newestAt, side.newestClaimAt());
  const at = { incarnation: meta(connection, 'incarnation') ?? '', position: log.position, floor: log.floor, newestAt };
  return { connection, engine: createEngine(connection, log, side, say), at };
}

function done({ answers, stored }: Performed): FromStore {
  return { type: 'done', answers, stored: stored.length === 0 ? undefined : jsonArray(stored) };
}

/** The message that woke us, and all that came while the disk was busy, up to one that has to be dealt with by itself. */
function takeWaiting(port: MessagePort, first: ToStore): { readonly calls: readonly CallMessage[]; readonly after: ToStore } {
  const calls: CallMessage[] = [];
  let next: ToStore | undefined = first;
  while (next !== undefined && next !== 'close' && !next.some(({ name }) => unsharedCalls.has(name))) {
    calls.push(...next);
    next = calls.length < callsPerTransaction ? (receiveMessageOnPort(port)?.message as ToStore | undefined) : undefined;
  }
  return { calls, after: next ?? [] };
}

function createEngine(connection: Connection, log: EventLog, side: SideTables, say: Say): TransactionEngine {
  const calls: Omit<StoreCalls, 'heads'> = {
    ...side,
    append: (request) => log.append(request),
    importConversation: (tenant, events) => log.importConversation(tenant, events),
    read: (tenant, conversationId, afterVersion, limit) => log.read(tenant, conversationId, afterVersion, limit),
    readBackwards: (tenant, conversationId, before, limit) => log.readBackwards(tenant, conversationId, before, limit),
    head: (tenant, conversationId) => log.head(tenant, conversationId),
    closedHeads: (tenant, query) => log.closedHeads(tenant, query),
    threadConversations: (tenant, thread) => log.threadConversations(tenant, thread),
    contactConversations: (tenant, contactId) => log.contactConversations(tenant, contactId),
    readAfter: (position, limit) => log.readAfter(position, limit),
    erase: (tenant, conversationIds, now) => log.erase(tenant, conversationIds, now),
    prune: (limits, now) => ({
      pruned: { conversations: log.pruneConversations(limits.closedBefore, limits.limit), ...side.prune(limits, now) },
      floor: log.floor,
    }),
    compact: () => compact(connection),
    backup: (path) => backUp(connection, path),
  };
  return {
    begin: () => connection.exec('BEGIN IMMEDIATE'),
    commit() {
      connection.exec('COMMIT');
      return log.committed();
    },
    rollBack() {
      log.rolledBack();
      if (connection.inTransaction) connection.exec('ROLLBACK');
    },
    perform({ id, name, parameters }) {
      if (name === 'heads') return log.heads(...(parameters as Parameters<StoreCalls['heads']>), (json) => say({ type: 'part', id, json }));
      return (calls[name] as (...values: readonly unknown[]) => unknown)(...parameters);
    },
  };
}

if (parentPort !== null) serve(parentPort, workerData as DatabaseOptions);
