/** Requests to addresses that strangers name: sent to the public internet only, and to the very machine that was looked at. */
import { lookup } from 'node:dns/promises';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isLoopbackAddress, isPublicAddress } from './public-address.js';
import { receivedResponse } from './received-response.js';

/** Who may be asked beside the public internet. */
export interface PublicRequestOptions {
  /** Also this machine, and without encryption: for simulators of providers. */
  readonly allowsLoopback?: boolean;
  /** The addresses of a host. Default: as the system resolves it. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

/** Thrown for an address that is not asked. Its message tells neither host nor path. */
export class NotPublicError extends Error {
  override readonly name = 'NotPublicError';
}

/**
 * Sends `GET` requests to public addresses alone. Every address that the host has must be one, and the first is
 * connected to without being resolved again; redirects are answers like others, and are not followed.
 *
 * @returns rejects with a {@link NotPublicError}, or with what the system says
 */
export function createPublicRequest({ allowsLoopback = false, resolve = resolveHost }: PublicRequestOptions = {}): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    if (url.username !== '' || url.password !== '') throw new NotPublicError('The address holds credentials. It is not asked.');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = await resolve(host);
    const [address] = addresses;
    if (address === undefined) throw new NotPublicError('The host has no address. It is not asked.');
    const isOurs = allowsLoopback && addresses.every(isLoopbackAddress);
    if (!isOurs && !addresses.every(isPublicAddress)) throw new NotPublicError('The host is not on the public internet. It is not asked.');
    if (url.protocol !== 'https:' && !(isOurs && url.protocol === 'http:')) throw new NotPublicError('The address is not https. It is not asked.');
    const message = await answer(url, address, request);
    return receivedResponse(message.statusCode ?? 502, message.headers, message);
  };
}

async function resolveHost(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
}

function answer(url: URL, address: string, { headers, signal }: Request): Promise<IncomingMessage> {
  const family = address.includes(':') ? 6 : 4;
  const options: RequestOptions = {
    method: 'GET',
    headers: Object.fromEntries(headers),
    signal,
    agent: false,
    // Pinned: whoever answers for the name now may answer otherwise in a moment.
    lookup: (_host, { all }, callback) => (all === true ? callback(null, [{ address, family }]) : callback(null, address, family)),
  };
  return new Promise((fulfil, reject) => {
    const outgoing = (url.protocol === 'https:' ? requestSecure : requestPlain)(url, options, fulfil);
    outgoing.on('error', reject);
    outgoing.end();
  });
}
