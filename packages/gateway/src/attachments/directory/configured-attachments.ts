import type { GatewayConfig } from '../../config/config.js';
import type { EventStore } from '../../store/event-store.js';
import type { AttachmentStore } from '../attachment-store.js';
import { createDirectoryAttachments } from './directory-attachments.js';

/**
 * The place for files that a configuration names: its directory, or one beside
 * the SQLite file. A store that other machines share has no beside: without a
 * directory that they share too there is none.
 *
 * @throws {AttachmentStoreError} the directory that is named cannot be used
 */
export async function configuredAttachments(
  { attachments, store }: Pick<GatewayConfig, 'attachments' | 'store'>,
  { isShared }: Pick<EventStore, 'isShared'>,
): Promise<AttachmentStore | undefined> {
  const { directory } = attachments;
  if (directory === undefined) return isShared ? undefined : createDirectoryAttachments(`${store.sqlite.replace(/\.[a-z0-9]+$/i, '')}.attachments`);
  const named = createDirectoryAttachments(directory);
  // Found out now, not by a customer.
  await named.identity();
  return named;
}
