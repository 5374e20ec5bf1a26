import { conversationKeyOf, partsOfId } from '../src/attachments/attachment-id.js';
import type { AttachmentStore, StoredFile } from '../src/attachments/attachment-store.js';
import { AttachmentStoreError } from '../src/attachments/attachment-store.js';

/** A store of files that forgets with the process. */
export interface MemoryAttachments extends AttachmentStore {
  /** Ids of what is kept, in the order in which it came. */
  readonly ids: readonly string[];
  /** How much more it takes before it is full; no end by default. */
  roomBytes: number;
}

/** Files in memory, behind the seam of those that last. */
export function createMemoryAttachments(): MemoryAttachments {
  const files = new Map<string, { readonly file: StoredFile; readonly bytes: Uint8Array }>();
  const removeWhere = (isMeant: (id: string) => boolean): void => {
    for (const id of [...files.keys()]) if (isMeant(id)) files.delete(id);
  };
  const keyOf = (id: string): string | undefined => partsOfId(id)?.conversationKey;
  const store: MemoryAttachments = {
    roomBytes: Infinity,
    get ids() {
      return [...files.keys()];
    },
    async put(file, bytes) {
      if (partsOfId(file.id) === undefined) throw new AttachmentStoreError('unavailable', `${JSON.stringify(file.id)} is no id of a file.`);
      const chunks: Uint8Array[] = [];
      let sizeBytes = 0;
      for await (const chunk of bytes) {
        chunks.push(chunk);
        sizeBytes += chunk.byteLength;
        if (sizeBytes > store.roomBytes) throw new AttachmentStoreError('full', 'The memory is full. Make room.');
      }
      store.roomBytes -= sizeBytes;
      const stored = { ...file, sizeBytes };
      files.set(file.id, { file: stored, bytes: Buffer.concat(chunks) });
      return stored;
    },
    find: async (id) => files.get(id)?.file,
    async open(id) {
      const kept = files.get(id);
      return kept === undefined ? undefined : { file: kept.file, bytes: onePiece(kept.bytes) };
    },
    async heldBytes(tenant, conversationId) {
      const key = conversationKeyOf(tenant, conversationId);
      return [...files].reduce((sum, [id, { file }]) => (keyOf(id) === key ? sum + file.sizeBytes : sum), 0);
    },
    remove: async (id) => void files.delete(id),
    async erase(tenant, conversationIds) {
      const keys = new Set(conversationIds.map((id) => conversationKeyOf(tenant, id)));
      removeWhere((id) => keys.has(keyOf(id) ?? ''));
    },
    sweep: async (beforeHour) => removeWhere((id) => (partsOfId(id)?.hour ?? Infinity) < beforeHour),
    identity: async () => 'memory',
  };
  return store;
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
