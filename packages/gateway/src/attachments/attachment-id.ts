import { createHash } from 'node:crypto';
import type { ConversationId } from '@live-takeover/sdk/core';

/** Who sent a file: an agent to the customer, or the customer. */
export type Uploader = 'agent' | 'customer';

/** What an id says. */
export interface AttachmentIdParts {
  /** Epoch hours: when it was sent. */
  readonly hour: number;
  /** {@link conversationKeyOf} its conversation. */
  readonly conversationKey: string;
  readonly uploader: Uploader;
  /** The uploader's letter and 128 random bits: unique by itself. */
  readonly unique: string;
}

const hourMs = 60 * 60_000;
const pattern = /^(\d{1,9})\.([A-Za-z0-9_-]{22})\.(([ac])[A-Za-z0-9_-]{1,64})$/;

/** The hour that an instant falls into, in hours of the epoch. */
export function hourOf(at: number): number {
  return Math.floor(at / hourMs);
}

/** The instant at which an hour ends, epoch ms. */
export function endOfHour(hour: number): number {
  return (hour + 1) * hourMs;
}

/** Names a conversation of a tenant, and tells nothing of either. */
export function conversationKeyOf(tenant: string, conversationId: ConversationId): string {
  return createHash('sha256').update(`${tenant}\n${conversationId}`).digest('base64url').slice(0, 22);
}

/** The id of a new file. @param random - 128 bits in [A-Za-z0-9_-] */
export function attachmentId(tenant: string, conversationId: ConversationId, uploader: Uploader, at: number, random: string): string {
  return `${hourOf(at)}.${conversationKeyOf(tenant, conversationId)}.${uploader === 'agent' ? 'a' : 'c'}${random}`;
}

/** Reads an id; undefined for what is none, so that what is read is safe in a path. */
export function partsOfId(id: string): AttachmentIdParts | undefined {
  const [, hour, conversationKey, unique, letter] = pattern.exec(id) ?? [];
  if (hour === undefined || conversationKey === undefined || unique === undefined) return undefined;
  return { hour: Number(hour), conversationKey, unique, uploader: letter === 'a' ? 'agent' : 'customer' };
}
