import type { StoreChild } from './store-child.js';
import { startStoreChild } from './store-child.js';

/** A process of `sqlite-process.ts`, and the lines it says. */
export type SqliteChild = StoreChild;

/** Starts it, from the sources. */
export function startSqliteChild(parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): SqliteChild {
  return startStoreChild(new URL('./sqlite-process.ts', import.meta.url), parameters, environment);
}
