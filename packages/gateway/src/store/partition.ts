import type { ConversationId } from '@live-takeover/sdk/core';

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/**
 * The partition a conversation belongs to, the same on every node and in every release: what is
 * stored depends on it.
 *
 * @param partitions - how many there are; fixed when the store was made
 * @returns 0 … `partitions` − 1
 * @see FNV-1a, 32 bit, over the UTF-16 code units of tenant, line feed and id
 */
export function partitionOf(tenant: string, conversationId: ConversationId, partitions: number): number {
  const text = `${tenant}\n${conversationId}`;
  let hash = offsetBasis;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), prime);
  return (hash >>> 0) % partitions;
}
