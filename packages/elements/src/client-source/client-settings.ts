import type { GetToken } from './token-source.js';

/** What a client is made from. Equal settings, same client. */
export interface ClientSettings {
  /** Absolute address of the gateway's socket, `ws:` or `wss:`. */
  readonly endpoint: string;
  /** Absolute `token-url`, or the function itself. */
  readonly tokenSource: string | GetToken;
}

/** The attributes and properties that name a gateway. */
export interface ClientAttributes {
  readonly endpoint: string | undefined;
  readonly tokenUrl: string | undefined;
  readonly getToken: GetToken | undefined;
}

/** The settings, or what is wrong with them, in words for the integrator; undefined if none are given. */
export type SettingsResult =
  | { readonly ok: true; readonly settings: ClientSettings }
  | { readonly ok: false; readonly problem: string }
  | undefined;

/**
 * Reads what an element was given.
 *
 * @param baseUrl - that of the document; relative addresses start here
 */
export function clientSettingsOf(given: ClientAttributes, baseUrl: string): SettingsResult {
  const { endpoint, tokenUrl, getToken } = given;
  if (!endpoint) return undefined;
  const socketUrl = socketUrlOf(endpoint, baseUrl);
  if (socketUrl === undefined)
    return { ok: false, problem: `endpoint="${endpoint}" is no http, https, ws or wss address. Name the gateway's.` };
  if (getToken !== undefined) return { ok: true, settings: { endpoint: socketUrl, tokenSource: getToken } };
  if (!tokenUrl) return { ok: false, problem: 'endpoint needs token-url, or the property getToken, beside it.' };
  const absolute = httpUrlOf(tokenUrl, baseUrl);
  if (absolute === undefined) return { ok: false, problem: `token-url="${tokenUrl}" is no http or https address.` };
  return { ok: true, settings: { endpoint: socketUrl, tokenSource: absolute } };
}

/** An absolute `http:` or `https:` address, or undefined for any other. */
export function httpUrlOf(address: string, baseUrl: string): string | undefined {
  const url = URL.canParse(address, baseUrl) ? new URL(address, baseUrl) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined;
}

function socketUrlOf(endpoint: string, baseUrl: string): string | undefined {
  if (!URL.canParse(endpoint, baseUrl)) return undefined;
  const url = new URL(endpoint, baseUrl);
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  return url.protocol === 'ws:' || url.protocol === 'wss:' ? url.href : undefined;
}
