import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createLog } from '../log.js';
import { createNodeRuntime } from '../server.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import { openStore, storePlace } from '../store/open-store.js';
import type { StorePlace } from '../store/open-store.js';
import type { CommandContext, CommandLine } from './command.js';
import { CommandError } from './command.js';

/** The runtime of a command: this machine's, with the process's log. */
export function runtimeOf({ log }: CommandLine): Runtime {
  return createNodeRuntime(createLog(log, Date.now));
}

/**
 * The store that the configuration names; made if there is none.
 *
 * @throws {StoreError} `locked`, `invalid`, `unavailable`
 */
export async function openConfiguredStore(context: Pick<CommandContext, 'loaded' | 'line'>, runtime: Runtime): Promise<EventStore> {
  return openStore(placeOf(context), { onFault: ({ code, message }) => runtime.log('error', 'store-fault', code === 'invalid' ? { code, message } : { code }) });
}

/** Where the store is, by configuration and environment. */
export function placeOf({ loaded, line }: Pick<CommandContext, 'loaded' | 'line'>): StorePlace {
  return storePlace(loaded.config.store, line.environment);
}

/**
 * The store that the configuration names, which must be there.
 *
 * @throws {StoreError} as {@link openConfiguredStore}
 * @throws {CommandError} there is none
 */
export async function openExistingStore(context: CommandContext, runtime: Runtime): Promise<EventStore> {
  const place = placeOf(context);
  if (place.kind === 'sqlite' && !existsSync(place.path))
    throw new CommandError(`There is no store at ${resolve(place.path)}. Check store.sqlite, and the directory the command runs in.`);
  return openConfiguredStore(context, runtime);
}
