import type { Attachment, ConversationId } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { Attachments } from '../../attachments/attachments.js';
import type { FileRefusal } from '../channel.js';

/** Where a customer's files go. */
export interface FilesTarget {
  readonly tenant: string;
  readonly conversationId: ConversationId;
}

/** The files of one message as they come in: kept one after the other, or the reason why one was not. */
export class IncomingFiles {
  readonly #attachments: Pick<Attachments, 'receive' | 'discard' | 'limits'>;
  readonly #target: FilesTarget | undefined;
  #kept: readonly Attachment[] = [];
  #refusal: FileRefusal | undefined;

  /** @param target - undefined when no files are taken now */
  constructor(attachments: Pick<Attachments, 'receive' | 'discard' | 'limits'>, target: FilesTarget | undefined) {
    this.#attachments = attachments;
    this.#target = target;
  }

  /** What of a message speaks of its files; nothing if there were none. */
  get found(): { readonly attachments?: readonly Attachment[]; readonly fileRefusal?: FileRefusal } {
    return {
      ...(this.#kept.length === 0 ? {} : { attachments: this.#kept }),
      ...(this.#refusal === undefined ? {} : { fileRefusal: this.#refusal }),
    };
  }

  /**
   * Takes a file, or notes why not; never reads more of it than it takes.
   *
   * @param bytes - undefined for what calls itself a file and has no content
   * @throws what `bytes` throws
   */
  async add(name: string, contentType: string, bytes: AsyncIterable<Uint8Array> | undefined): Promise<void> {
    if (this.#target === undefined) return this.refuse('files-not-now');
    if (bytes === undefined) return this.refuse('file-not-allowed');
    if (this.#kept.length >= this.#attachments.limits.count) return this.refuse('file-too-large');
    try {
      this.#kept = [...this.#kept, await this.#attachments.receive({ ...this.#target, uploader: 'customer', name, contentType }, bytes)];
    } catch (error) {
      if (!(error instanceof TakeoverError)) throw error;
      this.refuse(refusalFor(error));
    }
  }

  /** Of several reasons the first is told. */
  refuse(refusal: FileRefusal): void {
    this.#refusal ??= refusal;
  }

  /** Removes what was kept, but for what a stored message names. */
  async discard(stored: readonly Attachment[] = []): Promise<void> {
    await this.#attachments.discard(this.#kept.filter(({ url }) => stored.every((other) => other.url !== url)));
  }
}

function refusalFor({ code }: TakeoverError): FileRefusal {
  if (code === 'attachment-too-large') return 'file-too-large';
  return code === 'attachment-not-allowed' || code === 'not-supported' ? 'file-not-allowed' : 'file-not-stored';
}
