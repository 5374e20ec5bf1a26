/**
 * The store's own thread: a synchronous driver would hold up the gateway at
 * every sync of the disk. Whatever calls have arrived when the disk is free go
 * into one transaction.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { meta, openDatabase } from './database.js';
import type { Connection, DatabaseOptions } from './database.js';
import { EventLog, refoldHeads } from './event-log.js';
import { inTransit, performTogether } from './group-commit.js';
import type { TransactionEngine } from './group-commit.js';
import type { CallMessage, FromStore, StoreCalls, ToStore } from './protocol.js';
import { createSideTables } from './side-tables.js';

const callsPerTransaction = 1_000;

function serve(port: MessagePort, options: DatabaseOptions): void {
  const say = (message: FromStore): void => port.postMessage(message);
  let connection: Connection;
  try {
    connection = openDatabase(options);
    refoldHeads(connection);
  } catch (error) {
    say({ type: 'refused', error: inTransit(error) });
    port.close();
    return;
  }
  const log = new EventLog(connection);
  const engine = createEngine(connection, log);
  port.on('message', (first: ToStore) => {
    const { calls, isLast } = takeWaiting(port, first);
    if (calls.length > 0) say({ type: 'done', ...performTogether(calls, engine) });
    if (!isLast) return;
    connection.close();
    port.close();
  });
  say({ type: 'opened', incarnation: meta(connection, 'incarnation') ?? '', position: log.position });
}

/** The message that woke us, and all that came while the disk was busy. */
function takeWaiting(port: MessagePort, first: ToStore): { readonly calls: readonly CallMessage[]; readonly isLast: boolean } {
  const calls: CallMessage[] = [];
  let next: ToStore | undefined = first;
  while (next !== undefined && next !== 'close') {
    calls.push(next);
    next = calls.length < callsPerTransaction ? (receiveMessageOnPort(port)?.message as ToStore | undefined) : undefined;
  }
  return { calls, isLast: next === 'close' };
}

function createEngine(connection: Connection, log: EventLog): TransactionEngine {
  const calls: StoreCalls = {
    ...createSideTables(connection),
    append: (request) => log.append(request),
    importConversation: (tenant, events) => log.importConversation(tenant, events),
    read: (tenant, conversationId, afterVersion, limit) => log.read(tenant, conversationId, afterVersion, limit),
    readBackwards: (tenant, conversationId, before, limit) => log.readBackwards(tenant, conversationId, before, limit),
    head: (tenant, conversationId) => log.head(tenant, conversationId),
    heads: (activeSince) => log.heads(activeSince),
    threadConversations: (tenant, thread) => log.threadConversations(tenant, thread),
    readAfter: (position, limit) => log.readAfter(position, limit),
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
    perform: ({ name, parameters }) => (calls[name] as (...values: readonly unknown[]) => unknown)(...parameters),
  };
}

if (parentPort !== null) serve(parentPort, workerData as DatabaseOptions);
