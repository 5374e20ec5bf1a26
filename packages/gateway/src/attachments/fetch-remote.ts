/** Brings a file over from where a provider keeps it. */
import { TakeoverError } from '@live-takeover/sdk/core';
import { limitedBytes } from '../http/limited-bytes.js';
import type { Runtime } from '../runtime.js';

/** Somebody's credentials, and where they may be shown. */
export interface RemoteAccess {
  /** The value of the `Authorization` header. */
  readonly authorization: string;
  /** Whether they are meant for an address. Elsewhere they are not shown. */
  isMeant(url: URL): boolean;
  /** Whether one redirect is followed, without credentials, to wherever is public. */
  readonly followsRedirect: boolean;
}

/** Bytes on their way, and what their sender says of them. */
export interface FetchedFile {
  readonly contentType: string | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Asks for a file.
 *
 * @param access - undefined for none
 * @throws {TakeoverError} `attachment-not-allowed`: not on the public internet; `attachment-expired`: gone there; `attachment-unknown`: not given to us; `gateway-unreachable`: try again later
 */
export async function fetchRemote(runtime: Pick<Runtime, 'requestPublic'>, url: string, access: RemoteAccess | undefined, limitBytes: number, signal: AbortSignal): Promise<FetchedFile> {
  const isMeant = access?.isMeant(new URL(url)) === true;
  const first = await asked(runtime, new Request(url, { redirect: 'manual', signal, headers: isMeant ? { authorization: access.authorization } : {} }));
  const location = isMeant && access.followsRedirect && first.status >= 300 && first.status < 400 ? first.headers.get('location') : null;
  if (location === null || !URL.canParse(location, url)) return fileOf(first, limitBytes);
  await first.body?.cancel();
  return fileOf(await asked(runtime, new Request(new URL(location, url), { redirect: 'manual', signal })), limitBytes);
}

async function asked({ requestPublic }: Pick<Runtime, 'requestPublic'>, request: Request): Promise<Response> {
  try {
    return await requestPublic(request);
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'NotPublicError')
      throw new TakeoverError('attachment-not-allowed', 'The file is kept at an address that is not asked. Ask for it to be sent in another way.', { cause });
    throw unreachable(cause);
  }
}

async function fileOf(response: Response, limitBytes: number): Promise<FetchedFile> {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return { contentType: headers.get('content-type') ?? undefined, bytes: limitedBytes(response, limitBytes) };
  await response.body?.cancel();
  if (status === 404 || status === 410) throw new TakeoverError('attachment-expired', 'The file is gone where it was kept. Ask for it to be sent again.');
  if (status === 429 || status >= 500) throw unreachable(undefined);
  throw new TakeoverError('attachment-unknown', 'The file is not given to us where it is kept. Ask for it to be sent in another way.');
}

function unreachable(cause: unknown): TakeoverError {
  return new TakeoverError('gateway-unreachable', 'The file cannot be had from where it is kept now. Try again later.', { cause, retry: true });
}
