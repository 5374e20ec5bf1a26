import type { ConversationId } from '@live-takeover/sdk/core';

/** How far a client has read a thread: everything up to this event of this conversation. */
export interface ThreadPosition {
  readonly conversationId: ConversationId;
  readonly seq: number;
}

/** A position as the opaque string that clients keep and send back. */
export function watermarkOf(position: ThreadPosition | undefined): string {
  return position === undefined ? '' : `${position.conversationId}~${String(position.seq)}`;
}

/**
 * The position of a watermark. One that is not ours is undefined, the start of
 * the thread: a client that reads something twice has lost nothing.
 */
export function positionOf(watermark: string | null): ThreadPosition | undefined {
  const [, conversationId, seq] = /^([A-Za-z0-9_-]{1,128})~(\d{1,15})$/.exec(watermark ?? '') ?? [];
  return conversationId === undefined ? undefined : { conversationId, seq: Number(seq) };
}
