/** Files of customers and agents: what is taken, where it is found again, and when it goes. */
import type { Attachment, ConversationId } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { AttachmentsConfig } from '../config/config.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import type { Uploader } from './attachment-id.js';
import { attachmentId, conversationKeyOf, endOfHour, hourOf, partsOfId } from './attachment-id.js';
import type { AttachmentStore, OpenedFile, StoredFile } from './attachment-store.js';
import { AttachmentStoreError } from './attachment-store.js';
import { contentTypeOf, nameForType, sniffedBytes } from './content-type.js';
import { safeFileName } from './file-name.js';
import { ConversationAllowance } from './conversation-allowance.js';
import { limited } from './limited-file.js';
import { startHead } from './start-of-stream.js';

/** A file on its way in, as its sender describes it. */
export interface Upload {
  readonly tenant: string;
  readonly conversationId: ConversationId;
  readonly uploader: Uploader;
  readonly name: string;
  readonly contentType: string;
  /** The id that it is to have, made by `attachmentId`; default: a new one. */
  readonly id?: string;
}

/** What agents may send with a message, or why not. */
export type FilesOfCommand =
  | { readonly ok: true; readonly attachments: readonly Attachment[] }
  | { readonly ok: false; readonly error: TakeoverError };

/** A file that is asked for by its id. */
export type Lookup = OpenedFile | 'expired' | 'unknown';

/** What an {@link Attachments} works with. */
export interface AttachmentsOptions {
  /** Undefined where no place is configured: every file is refused then. */
  readonly store: AttachmentStore | undefined;
  /** As it is now: it may change. */
  readonly config: () => AttachmentsConfig;
  readonly runtime: Runtime;
  /** Where browsers and bots reach the gateway. */
  readonly publicUrl: () => string | Promise<string>;
  /** Where nodes compare whether they share one place. */
  readonly events: Pick<EventStore, 'isShared' | 'setting' | 'putSetting'>;
}

/** How much of what is taken. */
export type AttachmentLimits = Pick<AttachmentsConfig, 'sizeBytes' | 'count' | 'types'>;

/** Takes files in and gives them out. Rejects with a {@link TakeoverError} whose message may be shown to whoever sent the file. */
export interface Attachments {
  /** Whether files are taken at all. */
  readonly isOn: boolean;
  readonly limits: AttachmentLimits;
  /** The limits as clients are told of them; null where no files are taken. */
  readonly offer: AttachmentLimits | null;
  /**
   * Keeps a file; resolves once it is durable.
   *
   * @throws {TakeoverError} `attachment-too-large`, `attachment-not-allowed`, `attachments-full`, `store-unavailable`, `not-supported`
   * @throws what `bytes` threw
   */
  receive(upload: Upload, bytes: AsyncIterable<Uint8Array>): Promise<Attachment>;
  /** The files of an agent's command as they were stored, whatever the command says of them. */
  ofCommand(tenant: string, conversationId: ConversationId, given: readonly Attachment[]): Promise<FilesOfCommand>;
  /** Whether a file was sent into this conversation. */
  isOf(tenant: string, conversationId: ConversationId, attachment: Attachment): boolean;
  find(id: string): Promise<Lookup>;
  /** Removes files that came to nothing. Never rejects: what stays expires. */
  discard(attachments: readonly Attachment[]): Promise<void>;
  /** Where a file is to be had; undefined once it is gone. What is not ours is where its sender put it. */
  linkTo(tenant: string, conversationId: ConversationId, attachment: Attachment): Promise<string | undefined>;
  /** Removes every file of these conversations at once, those too that no message names. */
  erase(tenant: string, conversationIds: readonly ConversationId[]): Promise<void>;
  /** {@link Attachments.erase} one conversation's. */
  remove(tenant: string, conversationId: ConversationId): Promise<void>;
  /** Looks at the place and begins to sweep it. */
  start(): Promise<void>;
  stop(): void;
}

/** Where files are served. */
export const attachmentPath = '/v1/attachments/';

const sweepEveryMs = 60 * 60_000;
/** The setting of the store that says where the nodes keep their files. */
export const identityKey = 'attachments-directory';

/** Attachments over a store of files. */
export function createAttachments(options: AttachmentsOptions): Attachments {
  return new KeptAttachments(options);
}

class KeptAttachments implements Attachments {
  readonly isOn: boolean;
  readonly #options: AttachmentsOptions;
  readonly #allowance: ConversationAllowance;
  #cancel = (): void => {};

  constructor(options: AttachmentsOptions) {
    const { store, config } = options;
    this.#options = options;
    this.isOn = store !== undefined;
    this.#allowance = new ConversationAllowance(() => config().conversationBytes, async (tenant, id) => (await store?.heldBytes(tenant, id)) ?? 0);
  }

  get limits(): AttachmentLimits {
    return this.#options.config();
  }

  get offer(): AttachmentLimits | null {
    const { sizeBytes, count, types } = this.limits;
    return this.isOn ? { sizeBytes, count, types } : null;
  }

  async receive(upload: Upload, bytes: AsyncIterable<Uint8Array>): Promise<Attachment> {
    const { store, runtime } = this.#options;
    const { tenant, conversationId } = upload;
    const { sizeBytes } = this.limits;
    if (store === undefined) throw new TakeoverError('not-supported', 'This gateway takes no files. Set attachments.directory in its configuration.');
    // What the sender's stream throws is the sender's: the store must not be blamed for it.
    const source: { failure?: unknown } = {};
    try {
      const share = await this.#allowance.open(tenant, conversationId);
      try {
        const { head, all, close } = await startHead(limited(bytes, sizeBytes, share.take, source), sniffedBytes);
        try {
          return await this.#attachmentOf(await store.put(this.#describe(upload, head), all));
        } finally {
          await close();
        }
      } catch (error) {
        share.giveBack();
        throw error;
      } finally {
        share.close();
      }
    } catch (error) {
      if ('failure' in source) throw source.failure;
      const failure = failureOf(error);
      if (failure !== error) runtime.log('error', 'attachment-not-stored', { code: failure.code, ...causeOf(error) });
      throw failure;
    }
  }

  async ofCommand(tenant: string, conversationId: ConversationId, given: readonly Attachment[]): Promise<FilesOfCommand> {
    const { count } = this.limits;
    if (given.length > count)
      return { ok: false, error: new TakeoverError('attachment-too-large', `The message has ${given.length} files; at most ${count} are possible. Send it in parts.`) };
    const attachments: Attachment[] = [];
    for (const { url } of given) {
      const id = idOf(url);
      const parts = id === undefined ? undefined : partsOfId(id);
      const isTheirs = parts?.uploader === 'agent' && parts.conversationKey === conversationKeyOf(tenant, conversationId);
      const found = id === undefined || !isTheirs ? 'unknown' : await this.find(id);
      if (found === 'unknown')
        return { ok: false, error: new TakeoverError('attachment-unknown', 'The message names a file that was not uploaded for this conversation. Upload it first.') };
      if (found === 'expired') return { ok: false, error: new TakeoverError('attachment-expired', 'The file has expired. Upload it again.') };
      attachments.push(await this.#attachmentOf(found.file));
    }
    return { ok: true, attachments };
  }

  isOf(tenant: string, conversationId: ConversationId, { url }: Attachment): boolean {
    const id = idOf(url);
    return id !== undefined && partsOfId(id)?.conversationKey === conversationKeyOf(tenant, conversationId);
  }

  async find(id: string): Promise<Lookup> {
    const { store, config, runtime } = this.#options;
    const parts = partsOfId(id);
    if (parts === undefined || store === undefined) return 'unknown';
    const opened = await store.open(id).catch((error: unknown) => {
      throw failureOf(error);
    });
    const now = runtime.now();
    if (opened !== undefined) return now < opened.file.expiresAt ? opened : 'expired';
    // Swept: its hour still tells that it was there, or may have been.
    return endOfHour(parts.hour) + config().lifetimeMs <= now ? 'expired' : 'unknown';
  }

  async discard(attachments: readonly Attachment[]): Promise<void> {
    for (const { url } of attachments) {
      const id = idOf(url);
      if (id !== undefined) await this.#options.store?.remove(id).catch((error: unknown) => this.#log('attachment-not-removed', error));
    }
  }

  async linkTo(tenant: string, conversationId: ConversationId, attachment: Attachment): Promise<string | undefined> {
    const id = idOf(attachment.url);
    if (id === undefined || !this.isOf(tenant, conversationId, attachment)) return attachment.url;
    return typeof (await this.find(id)) === 'string' ? undefined : attachment.url;
  }

  async erase(tenant: string, conversationIds: readonly ConversationId[]): Promise<void> {
    await this.#options.store?.erase(tenant, conversationIds);
  }

  remove(tenant: string, conversationId: ConversationId): Promise<void> {
    return this.erase(tenant, [conversationId]);
  }

  async start(): Promise<void> {
    const { store, events, runtime, config } = this.#options;
    if (store === undefined) return runtime.log('warn', 'attachments-off', { why: 'Set attachments.directory to a directory that all nodes share.' });
    if (events.isShared) await this.#compare(store).catch((error: unknown) => this.#log('attachments-unusable', error));
    const sweep = (): void => {
      this.#cancel = runtime.schedule(sweepEveryMs, sweep);
      store.sweep(hourOf(runtime.now() - config().lifetimeMs)).catch((error: unknown) => this.#log('attachments-not-swept', error));
    };
    sweep();
  }

  stop(): void {
    this.#cancel();
  }

  /** Says so where another node keeps its files elsewhere: each would answer 404 for the other's. */
  async #compare(store: AttachmentStore): Promise<void> {
    const { events, runtime } = this.#options;
    const identity = await store.identity();
    const known = await events.setting('gateway', identityKey);
    if (known === identity) return;
    await events.putSetting('gateway', identityKey, identity);
    if (known !== undefined)
      runtime.log('warn', 'attachments-directory-changed', { why: 'Another node was started with another directory. All nodes of one store need the same.' });
  }

  #describe({ tenant, conversationId, uploader, name, contentType, id }: Upload, head: Uint8Array): Omit<StoredFile, 'sizeBytes'> {
    const { runtime } = this.#options;
    const { types, lifetimeMs } = this.#options.config();
    const shown = safeFileName(name);
    const type = contentTypeOf(head, contentType, shown);
    if (head.byteLength === 0) throw new TakeoverError('attachment-not-allowed', 'The file is empty. Choose another.');
    if (!types.includes(type)) throw new TakeoverError('attachment-not-allowed', `Files of the type ${type} are not taken. Send it in another form.`);
    const at = runtime.now();
    return {
      id: id ?? attachmentId(tenant, conversationId, uploader, at, runtime.newId()),
      name: nameForType(shown, type),
      contentType: type,
      expiresAt: at + lifetimeMs,
    };
  }

  async #attachmentOf({ id, name, contentType, sizeBytes, expiresAt }: StoredFile): Promise<Attachment> {
    const base = (await this.#options.publicUrl()).replace(/\/$/, '');
    return { name, contentType, url: `${base}${attachmentPath}${id}`, sizeBytes, expiresAt };
  }

  #log(event: string, error: unknown): void {
    this.#options.runtime.log('error', event, causeOf(error));
  }
}

/** The id in an address of ours, whatever stands before it. */
function idOf(url: string): string | undefined {
  const start = url.lastIndexOf(attachmentPath);
  return start < 0 ? undefined : url.slice(start + attachmentPath.length);
}

function failureOf(error: unknown): TakeoverError {
  if (error instanceof TakeoverError) return error;
  if (error instanceof AttachmentStoreError && error.code === 'full')
    return new TakeoverError('attachments-full', 'There is no room for files on the gateway now. Try again later.', { cause: error, retry: true });
  if (error instanceof AttachmentStoreError)
    return new TakeoverError('store-unavailable', 'Files cannot be kept or read now. Try again later.', { cause: error, retry: true });
  return new TakeoverError('internal', 'The gateway failed. Its log says why.', { cause: error });
}

function causeOf(error: unknown): { readonly error: string; readonly cause?: string } {
  if (!(error instanceof Error)) return { error: 'unknown' };
  const { cause } = error;
  return { error: error.name, ...(cause instanceof Error && 'code' in cause ? { cause: String(cause.code) } : {}) };
}
