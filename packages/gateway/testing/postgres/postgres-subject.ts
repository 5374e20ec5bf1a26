import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { EventStore } from '../../src/store/event-store.js';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.js';
import type { StoreChild } from '../store-conformance/store-child.js';
import { startStoreChild } from '../store-conformance/store-child.js';
import type { Acknowledgement, OpenedStore, RunningLoad, StoreSubject } from '../store-conformance/subject.js';
import { startPostgresRelay } from './postgres-relay.js';
import type { PostgresServer } from './postgres-server.js';

/** PostgreSQL as the conformance suite needs it: every test has a schema of its own, behind a line that can be cut. */
export function postgresSubject(server: PostgresServer): StoreSubject {
  return {
    open: ({ now }) => openedOn(server, newSchema(), now),
    async startLoad() {
      const schema = newSchema();
      return runningLoad(startPostgresChild(['load', server.url(), schema]), () => openedOn(server, schema));
    },
  };
}

/** The name of a schema that nothing is in yet. */
export function newSchema(): string {
  return `test_${randomBytes(6).toString('hex')}`;
}

/** Starts a node as a process of its own. */
export function startPostgresChild(parameters: readonly string[]): StoreChild {
  return startStoreChild(new URL('./postgres-process.ts', import.meta.url), parameters);
}

async function openedOn(server: PostgresServer, schema: string, now?: () => number): Promise<OpenedStore> {
  const relay = await startPostgresRelay(server.port);
  const open = (): Promise<EventStore> => openPostgresStore({ url: relay.url(server.url()), schema, ...(now === undefined ? {} : { now }) });
  let store = await open();
  const others: EventStore[] = [];
  return {
    store,
    async reopen() {
      await store.close();
      store = await open();
      return store;
    },
    async openAnother() {
      const other = await open();
      others.push(other);
      return other;
    },
    failOver: async () => {
      await server.kill();
      await server.start();
    },
    loseNextAnswer: () => relay.cutAfterNextCommit(),
    files: () => tableFiles(server, schema),
    async dispose() {
      await Promise.all([store, ...others].map((one) => one.close()));
      await relay.close();
    },
  };
}

/** Files of the schema's tables and indexes. The log that PostgreSQL keeps beside them follows its own settings. */
async function tableFiles(server: PostgresServer, schema: string): Promise<readonly string[]> {
  // What is in memory only goes to the files.
  await server.query('CHECKPOINT');
  const rows = await server.query(
    `SELECT pg_relation_filepath(pg_class.oid) AS path FROM pg_class
     WHERE relkind IN ('r', 'i', 't') AND (relnamespace = '${schema}'::regnamespace
       OR oid IN (SELECT reltoastrelid FROM pg_class WHERE relnamespace = '${schema}'::regnamespace))`,
  );
  return rows.map(({ path }) => join(server.directory, String(path)));
}

function runningLoad(child: StoreChild, reopen: () => Promise<OpenedStore>): RunningLoad {
  return {
    acknowledged: child.lines as readonly Acknowledgement[],
    async untilAcknowledged(count) {
      await child.until(() => child.lines.length >= count);
    },
    async kill() {
      child.process.kill('SIGKILL');
      await child.ended;
    },
    reopen,
  };
}
