import type { ConversationId } from '@live-takeover/sdk/core';

/** A file as it is given to a store. */
export interface NewFile {
  /** Made by `attachmentId`: names hour, conversation and uploader, and cannot be guessed. */
  readonly id: string;
  /** To be shown; never a path. */
  readonly name: string;
  readonly contentType: string;
  /** Epoch ms of the store's clock. */
  readonly expiresAt: number;
}

/** A file as a store has it. */
export interface StoredFile extends NewFile {
  readonly sizeBytes: number;
}

/** A file and its bytes, which are opened when they are first asked for. */
export interface OpenedFile {
  readonly file: StoredFile;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Why a store did not do what it was asked. */
export type AttachmentStoreErrorCode =
  /** There is no room left. */
  | 'full'
  /** It does not answer, or may not be written. */
  | 'unavailable';

/** The one error a store rejects with by itself. */
export class AttachmentStoreError extends Error {
  override readonly name = 'AttachmentStoreError';
  readonly code: AttachmentStoreErrorCode;

  constructor(code: AttachmentStoreErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
  }
}

/**
 * Keeps files for a day. Knows nothing of limits, types or who may; every node
 * that works on the same data serves every file. One folder per engine.
 *
 * An id is `<hour>.<conversation>.<uploader><random>`: an object store can use it
 * as its key, with `/` for `.`, and then removes an hour or a conversation by prefix.
 *
 * @see docs/attachments.md
 */
export interface AttachmentStore {
  /**
   * Keeps a file. Resolves once bytes and description are durable; until then it is not there for
   * anybody, and when it rejects, or the process dies, it never is.
   *
   * @throws {AttachmentStoreError}, or what `bytes` threw
   */
  put(file: NewFile, bytes: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /** What is known of a file; undefined if there is none (any more). */
  find(id: string): Promise<StoredFile | undefined>;
  open(id: string): Promise<OpenedFile | undefined>;
  /** Bytes of a conversation's files, those being written included. */
  heldBytes(tenant: string, conversationId: ConversationId): Promise<number>;
  /** Removes one file; nothing happens if there is none. */
  remove(id: string): Promise<void>;
  /** Removes every file of these conversations, whoever sent it. */
  erase(tenant: string, conversationIds: readonly ConversationId[]): Promise<void>;
  /** Removes the files of all hours before this one (epoch hours). */
  sweep(beforeHour: number): Promise<void>;
  /** Drawn when the place was made; equal for all who work on the same one. Rejects where files cannot be kept. */
  identity(): Promise<string>;
}
