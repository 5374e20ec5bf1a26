import { TakeoverError } from '../base/errors.js';
import type { Attachment, ConversationId } from '../conversation/event.js';
import { isObject } from '../wire/check.js';
import type { WireError } from '../wire/frames.js';
import { fromWireError } from '../wire/wire-error.js';
import type { UploadOptions } from './connector.js';

/** A file, and where it goes. */
export interface Upload {
  /** Of the gateway's socket. */
  readonly socketUrl: string;
  readonly conversationId: ConversationId;
  readonly file: Blob & { readonly name?: string };
  readonly token: string;
  readonly options: UploadOptions;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

type Post = (url: string, headers: Readonly<Record<string, string>>, body: Blob, options: UploadOptions) => Promise<Answer>;

/**
 * Posts a file to the gateway whose socket is at `socketUrl`.
 *
 * @throws {TakeoverError} what the gateway says; `connection-lost` without an answer; `aborted`
 */
export async function uploadFile({ socketUrl, conversationId, file, token, options }: Upload): Promise<Attachment> {
  const name = encodeURIComponent(file.name ?? 'file');
  const url = new URL(`conversations/${encodeURIComponent(conversationId)}/attachments?name=${name}`, socketUrl.replace(/^ws/, 'http'));
  const headers = { authorization: `Bearer ${token}`, 'content-type': file.type || 'application/octet-stream' };
  // Only the older interface tells how far a request body has got.
  const post = options.onProgress !== undefined && typeof globalThis.XMLHttpRequest === 'function' ? postWithProgress : postAtOnce;
  let answer: Answer;
  try {
    answer = await post(url.href, headers, file, options);
  } catch (cause) {
    if (options.signal?.aborted === true) throw new TakeoverError('aborted', 'The caller gave up.', { cause });
    throw new TakeoverError('connection-lost', 'The file did not arrive. Send it again.', { cause, retry: true });
  }
  return attachmentOf(answer);
}

const postAtOnce: Post = async (url, headers, body, { signal }) => {
  const response = await globalThis.fetch(url, { method: 'POST', headers, body, ...(signal === undefined ? {} : { signal }) });
  return { status: response.status, text: await response.text() };
};

const postWithProgress: Post = (url, headers, body, { signal, onProgress }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded, total);
    const end = (settle: () => void): void => {
      signal?.removeEventListener('abort', abort);
      settle();
    };
    const abort = (): void => request.abort();
    request.onload = () => end(() => resolve({ status: request.status, text: request.responseText }));
    request.onerror = request.onabort = () => end(() => reject(new Error('The request broke off.')));
    signal?.addEventListener('abort', abort);
    request.send(body);
    if (signal?.aborted === true) abort();
  });

function attachmentOf({ status, text }: Answer): Attachment {
  const body = parsed(text);
  if (body?.ok === true && isObject(body.attachment) && typeof body.attachment.url === 'string') return body.attachment as unknown as Attachment;
  if (isObject(body?.error)) throw fromWireError(body.error as unknown as WireError);
  // Not the gateway's own words: something stands between.
  if (status === 413) throw new TakeoverError('attachment-too-large', 'The file is larger than what stands before the gateway lets through. Send a smaller one.');
  throw new TakeoverError('gateway-unreachable', `The upload was answered with status ${status}. Check the way to the gateway.`);
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // `JSON.parse` throws for one reason only: this is not JSON.
    return undefined;
  }
}
