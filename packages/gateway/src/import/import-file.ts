import type { EventStore } from '../store/event-store.js';
import { importConversations } from './import-conversations.js';
import type { ImportOptions, ImportSummary } from './import-conversations.js';
import { readLines } from './lines.js';

/**
 * Writes a file of records (newline-delimited JSON, `.gz` or not) into the store.
 *
 * @throws {StoreError} `unavailable`: run it again; what is there is not written twice
 * @throws what the file system says, if nothing can be read
 * @see {@link importConversations}
 */
export function importFile(store: EventStore, path: string, options: ImportOptions): Promise<ImportSummary> {
  return importConversations(store, readLines(path), options);
}
