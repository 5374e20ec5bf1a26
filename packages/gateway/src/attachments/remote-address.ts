/** Addresses of ours for files that are elsewhere: they say nothing of where. */
import { createHash } from 'node:crypto';
import type { RotatedSecret } from '../config/secrets.js';
import { seal, unseal } from '../http/sealed.js';
import { attachmentId } from './attachment-id.js';
import type { RemoteFile } from './remote-files.js';

/** Where remote files are served. */
export const remoteFilePath = '/v1/remote-files/';

/** What an address of ours stands for. */
export interface RemotePlace {
  readonly tenant: string;
  readonly file: RemoteFile;
  /** When it came in, epoch ms. */
  readonly at: number;
}

const purpose = 'remote-file';

/** What comes after {@link remoteFilePath}. */
export function remoteAddress(secret: RotatedSecret, { tenant, file: { url, contentType, name, thread, access }, at }: RemotePlace): string {
  return seal(secret, purpose, [tenant, at, url, contentType ?? null, name ?? null, thread ?? null, access ?? null]);
}

/** What an address stands for; undefined for one that was not given out here. */
export function remotePlaceOf(secret: RotatedSecret, address: string): RemotePlace | undefined {
  const value = unseal(secret, purpose, address);
  if (!Array.isArray(value)) return undefined;
  const [tenant, at, url, contentType, name, thread, access] = value as [string, number, string, ...(string | null)[]];
  const optional = Object.entries({ contentType, name, thread, access }).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { tenant, at, file: { url, ...Object.fromEntries(optional) } };
}

/** The address in an attachment's; undefined if it is not one of these. */
export function remoteAddressIn(url: string): string | undefined {
  const start = url.lastIndexOf(remoteFilePath);
  return start < 0 ? undefined : url.slice(start + remoteFilePath.length);
}

/** In whose name a remote file is kept. It is not known of which conversation it will be when it comes in, but of which thread. */
export function ownerOf({ file: { thread, url } }: RemotePlace): string {
  return thread ?? url;
}

/** The id under which a remote file is kept once it was brought over: the same on every node. */
export function keptIdOf(place: RemotePlace, address: string): string {
  return attachmentId(place.tenant, ownerOf(place), 'customer', place.at, createHash('sha256').update(address).digest('base64url'));
}
