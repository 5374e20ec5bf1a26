/** Customers' files that providers keep: brought over shortly after they came in, or when they are first asked for. */
import type { Attachment, Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { Settings } from '../config/settings.js';
import { BrokenOffError, TooLargeError } from '../http/limited-bytes.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import type { Attachments, Lookup } from './attachments.js';
import { nameForType } from './content-type.js';
import type { RemoteAccess } from './fetch-remote.js';
import { fetchRemote } from './fetch-remote.js';
import { safeFileName } from './file-name.js';
import type { RemotePlace } from './remote-address.js';
import { keptIdOf, ownerOf, remoteAddress, remoteAddressIn, remoteFilePath, remotePlaceOf } from './remote-address.js';
import type { RemoteFile, RemoteFiles } from './remote-files.js';

/** What keeping them takes. */
export interface RemoteFilesOptions {
  readonly settings: Pick<Settings, 'config' | 'secrets'>;
  readonly attachments: Pick<Attachments, 'isOn' | 'receive' | 'find' | 'erase'>;
  readonly store: Pick<EventStore, 'head'>;
  readonly runtime: Pick<Runtime, 'now' | 'schedule' | 'requestPublic' | 'log'>;
  readonly publicUrl: () => string | Promise<string>;
  /** Credentials by the names that channels gave them; undefined where none are known. */
  readonly access: (name: string) => RemoteAccess | undefined;
}

/** Remote files of one gateway. */
export interface KeptRemoteFiles extends RemoteFiles {
  /** Whether an attachment is a remote file of this tenant's. */
  isOf(tenant: string, attachment: Attachment): boolean;
  /**
   * A file by what comes after {@link remoteFilePath} in its address.
   *
   * @throws {TakeoverError} it cannot be had
   */
  find(address: string): Promise<Lookup>;
  /** Facts that were stored: their files are brought over in a moment. For the one node that looks after the conversation. */
  follow(tenant: string, conversation: Pick<Conversation, 'id' | 'reference'>, events: readonly ConversationEvent[]): void;
  /** Removes the files of a conversation's thread. */
  remove(tenant: string, conversationId: ConversationId): Promise<void>;
  /** Learns where the gateway is reached. */
  start(): void;
  stop(): void;
}

const timeoutMs = 30_000;
/** Attempts to bring a file over before anybody asked for it. */
const soonMs: readonly number[] = [1_000, 15_000, 120_000];
/** Whoever asks again and again for what cannot be had is told what was found out last. */
const rememberedMs = 10_000;

/** Remote files of a gateway. */
export function createRemoteFiles(options: RemoteFilesOptions): KeptRemoteFiles {
  return new FetchedRemoteFiles(options);
}

class FetchedRemoteFiles implements KeptRemoteFiles {
  readonly #options: RemoteFilesOptions;
  readonly #fetching = new Map<string, Promise<void>>();
  readonly #stopping = new AbortController();
  /** Takes back what is to be brought over soon. */
  readonly #waiting = new Set<() => void>();
  #base = '';

  constructor(options: RemoteFilesOptions) {
    this.#options = options;
  }

  attachmentOf(tenant: string, file: RemoteFile): Attachment {
    const { settings, runtime } = this.#options;
    const at = runtime.now();
    const contentType = plainType(file.contentType);
    const base = (settings.config.publicUrl ?? this.#base).replace(/\/$/, '');
    return {
      name: nameOf(file, contentType),
      contentType,
      url: `${base}${remoteFilePath}${remoteAddress(settings.secrets.signing, { tenant, file, at })}`,
      expiresAt: at + settings.config.attachments.lifetimeMs,
    };
  }

  isOf(tenant: string, { url }: Attachment): boolean {
    return this.#options.attachments.isOn && this.#placeIn(url)?.place.tenant === tenant;
  }

  async find(address: string): Promise<Lookup> {
    const { attachments, settings, runtime } = this.#options;
    const place = remotePlaceOf(settings.secrets.signing, address);
    if (place === undefined) return 'unknown';
    if (runtime.now() >= place.at + settings.config.attachments.lifetimeMs) return 'expired';
    const id = keptIdOf(place, address);
    const kept = await attachments.find(id);
    if (typeof kept !== 'string') return kept;
    await this.#bring(place, id);
    return attachments.find(id);
  }

  follow(tenant: string, conversation: Pick<Conversation, 'id' | 'reference'>, events: readonly ConversationEvent[]): void {
    for (const event of events) {
      if (event.type !== 'message-sent' || event.from !== 'customer') continue;
      for (const { url } of event.attachments ?? []) {
        const found = this.#placeIn(url);
        if (found?.place.tenant === tenant) this.#soon(conversation, found.address, 0);
      }
    }
  }

  async remove(tenant: string, conversationId: ConversationId): Promise<void> {
    const head = await this.#options.store.head(tenant, conversationId);
    if (head !== undefined) await this.#options.attachments.erase(tenant, [head.thread]);
  }

  start(): void {
    Promise.resolve(this.#options.publicUrl()).then(
      (url) => (this.#base = url),
      () => this.#options.runtime.log('error', 'remote-files-without-address'),
    );
  }

  stop(): void {
    this.#stopping.abort();
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }

  #placeIn(url: string): { readonly place: RemotePlace; readonly address: string } | undefined {
    const address = remoteAddressIn(url);
    const place = address === undefined ? undefined : remotePlaceOf(this.#options.settings.secrets.signing, address);
    return address === undefined || place === undefined ? undefined : { place, address };
  }

  #soon(conversation: Pick<Conversation, 'id' | 'reference'>, address: string, attempt: number): void {
    const { runtime } = this.#options;
    const delayMs = soonMs[attempt];
    if (delayMs === undefined || this.#stopping.signal.aborted) return;
    const cancel = runtime.schedule(delayMs, () => {
      this.#waiting.delete(cancel);
      this.find(address).catch((error: unknown) => {
        runtime.log('warn', 'remote-file-not-kept', { conversation: conversation.id, reference: conversation.reference, code: error instanceof TakeoverError ? error.code : 'internal' });
        if (error instanceof TakeoverError && error.retry) this.#soon(conversation, address, attempt + 1);
      });
    });
    this.#waiting.add(cancel);
  }

  /** One at a time of each file; what failed is not asked for again at once. */
  #bring(place: RemotePlace, id: string): Promise<void> {
    const running = this.#fetching.get(id);
    if (running !== undefined) return running;
    const forget = (): void => void this.#fetching.delete(id);
    const bringing = this.#fetch(place, id);
    this.#fetching.set(id, bringing);
    bringing.then(forget, () => void this.#options.runtime.schedule(rememberedMs, forget));
    return bringing;
  }

  async #fetch(place: RemotePlace, id: string): Promise<void> {
    const { runtime, attachments, settings, access } = this.#options;
    const { tenant, file } = place;
    const ending = new AbortController();
    const onStop = (): void => ending.abort();
    this.#stopping.signal.addEventListener('abort', onStop, { once: true });
    const cancel = runtime.schedule(timeoutMs, () => ending.abort());
    try {
      const credentials = file.access === undefined ? undefined : access(file.access);
      const { contentType, bytes } = await fetchRemote(runtime, file.url, credentials, settings.config.attachments.sizeBytes, ending.signal);
      const type = contentType ?? file.contentType ?? '';
      await attachments.receive({ tenant, conversationId: ownerOf(place), uploader: 'customer', name: nameOf(file, plainType(file.contentType)), contentType: type, id }, bytes);
    } catch (error) {
      throw failureOf(error);
    } finally {
      cancel();
      this.#stopping.signal.removeEventListener('abort', onStop);
    }
  }
}

function failureOf(error: unknown): TakeoverError {
  if (error instanceof TakeoverError) return error;
  if (error instanceof TooLargeError) return new TakeoverError('attachment-too-large', 'The file is larger than may be kept. Ask for a smaller one.', { cause: error });
  const isBroken = error instanceof BrokenOffError;
  return new TakeoverError(isBroken ? 'gateway-unreachable' : 'internal', 'The file could not be brought over. Try again later.', { cause: error, retry: isBroken });
}

/** As its sender says, if it is a type at all; what the file is, its content decides. */
function plainType(declared = ''): string {
  const type = declared.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/.test(type) ? type : 'application/octet-stream';
}

function nameOf({ name = 'file' }: RemoteFile, contentType: string): string {
  return nameForType(safeFileName(name), contentType);
}
