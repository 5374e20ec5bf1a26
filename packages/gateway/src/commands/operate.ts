import { createAttachments, identityKey } from '../attachments/attachments.js';
import { configuredAttachments } from '../attachments/directory/configured-attachments.js';
import { createRecordKeeper } from '../record/record-keeper.js';
import type { Operation, OperationResult } from '../record/operations.js';
import { performOperation } from '../record/operations.js';
import type { RecordFiles, RecordSubject } from '../record/record-subject.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { CommandContext } from './command.js';
import { CommandError, exitCodes } from './command.js';
import { openExistingStore, runtimeOf } from './open-configured-store.js';
import { askRunningGateway } from './running-gateway.js';

/**
 * Performs an operation on the store: on the spot, or, where a gateway has it, through that gateway.
 *
 * @param use - what is done with what comes of it, before the store is closed
 */
export async function operate<Value>(operation: Operation, context: CommandContext, use: (result: OperationResult) => Promise<Value>): Promise<Value> {
  const runtime = runtimeOf(context.line);
  let store: EventStore;
  try {
    store = await openExistingStore(context, runtime);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'locked') throw error;
    return use(await askRunningGateway(operation, context.loaded));
  }
  try {
    const files = await filesOf(context, store, runtime);
    return await use(await performOperation(createRecordKeeper({ store, runtime, files }), operation));
  } finally {
    await store.close();
  }
}

/**
 * The files of conversations, where the gateway keeps them.
 *
 * @throws {CommandError} that is not where this configuration says: what is to go would stay there
 */
async function filesOf({ loaded: { config } }: CommandContext, store: EventStore, runtime: Runtime): Promise<RecordFiles> {
  const kept = await configuredAttachments(config, store);
  const known = await store.setting('gateway', identityKey);
  if (known !== undefined && known !== (await kept?.identity()))
    throw new CommandError('The gateway keeps its files in another directory than attachments.directory names here. Use its configuration, on a machine that has the directory.', exitCodes.failed);
  return createAttachments({
    store: kept,
    config: () => config.attachments,
    runtime,
    publicUrl: () => config.publicUrl ?? `http://${config.listen.host}:${config.listen.port}`,
    events: store,
  });
}

/** Whose record the options name. @throws {CommandError} nobody's, or two */
export function subjectOf({ options: { contact, conversation } }: CommandContext): RecordSubject {
  if ((contact === undefined) === (conversation === undefined))
    throw new CommandError('Whose record? Give either --contact ID or --conversation ID.', exitCodes.misused);
  return contact === undefined ? { kind: 'conversation', id: conversation ?? '' } : { kind: 'contact', id: contact };
}

/** The tenant that is meant. @throws {CommandError} there are several, and none is named */
export function tenantOf({ options, loaded }: CommandContext): string {
  if (options.tenant !== undefined) return options.tenant;
  const [tenant, ...others] = new Set(loaded.config.bots.map((bot) => bot.tenant));
  if (tenant !== undefined && others.length === 0) return tenant;
  throw new CommandError(`Of which tenant? Give --tenant with one of ${[tenant, ...others].join(', ')}.`, exitCodes.misused);
}

/** The lines of an operation that gives lines. */
export function linesOf(result: OperationResult): AsyncGenerator<string, void, undefined> {
  if (result.kind === 'lines') return result.lines;
  throw new CommandError('The gateway answered something else than was asked. Use a command of the same release.');
}

/** What an operation says it did. */
export function doneOf(result: OperationResult): Readonly<Record<string, string | number>> {
  if (result.kind === 'done') return result.done;
  throw new CommandError('The gateway answered something else than was asked. Use a command of the same release.');
}
