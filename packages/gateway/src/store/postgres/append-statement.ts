/** How a batch of appends is put to the database, which decides it. */
import type { BatchAnswer, Chain } from './append-batch.js';
import type { Connection } from './connection.js';
import { examine, examiningSql } from './examining-statement.js';
import { isPlain, messageSql, writeMessages } from './message-statement.js';
import { executeLockSql, prepareLockSql } from './partition-lock.js';
import { isAboutContent } from './postgres-errors.js';

/** Makes a connection ready for {@link appendBatch}. */
export async function prepareAppends(connection: Connection): Promise<void> {
  // What is joined is a batch of a few hundred with tables of any size: by their keys, whatever the planner believes of them.
  const planner = 'SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan';
  await connection.script(`${planner}; ${prepareLockSql}; ${messageSql}; ${examiningSql}`);
}

/**
 * Has a batch decided. One message holds the transaction from its begin to its commit, and after that the wake-up call.
 *
 * @param schema - the PostgreSQL schema
 * @param notify - tells the other nodes
 */
export async function appendBatch(connection: Connection, chains: readonly Chain[], schema: string, notify: string): Promise<BatchAnswer> {
  const lock = executeLockSql(schema, chains.map(({ partition }) => partition));
  const decide = async ({ sql, read }: ReturnType<typeof examine>): Promise<BatchAnswer> => {
    const results = await connection.script(`BEGIN ISOLATION LEVEL READ COMMITTED; ${lock}; ${sql}; COMMIT; ${notify}`);
    return read(results[2] ?? []);
  };
  if (isPlain(chains)) {
    try {
      return await decide(writeMessages(chains));
    } catch (error) {
      // Something in it was stored before, or cannot be stored. Nothing was written, so it can be looked at closely.
      if (!isAboutContent(error)) throw error;
    }
  }
  const answer = await decide(examine(chains));
  if (answer.hasKnown) await waitForStandby(connection);
  return answer;
}

/**
 * What was found stored may be what a commit that was cut short left behind. A commit of our own, which comes after it,
 * waits until both are where they have to be, so that nobody is told of what a standby lacks.
 */
async function waitForStandby(connection: Connection): Promise<void> {
  await connection.script(`UPDATE meta SET value = value WHERE name = 'incarnation'`);
}
