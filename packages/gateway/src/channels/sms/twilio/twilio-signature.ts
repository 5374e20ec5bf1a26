/** Whether a request comes from Twilio. Pure. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ProviderCall } from '../sms-provider.js';

/**
 * Whether a call bears the signature of one of these tokens: over the address that Twilio called and every field of a
 * form, empty ones and those we do not know included; of another body, over the address that names its hash.
 *
 * @see https://www.twilio.com/docs/usage/security
 */
export function isSignedByTwilio({ url, headers, body }: ProviderCall, authTokens: readonly string[]): boolean {
  const given = Buffer.from(headers.get('x-twilio-signature') ?? '', 'base64');
  const bodyHash = new URL(url).searchParams.get('bodySHA256');
  if (bodyHash !== null && !isHashOf(bodyHash, body)) return false;
  const fields = bodyHash === null ? fieldsOf(body) : '';
  const addresses = addressesOf(url);
  return authTokens.some((token) =>
    addresses.some((address) => {
      const expected = createHmac('sha1', token).update(`${address}${fields}`).digest();
      return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
    }),
  );
}

/** What Twilio would put into the header. For simulators and checks. */
export function twilioSignature(authToken: string, url: string, body: string): string {
  return createHmac('sha1', authToken).update(`${url}${fieldsOf(body)}`).digest('base64');
}

/** Names in order, each with its different values in order. */
function fieldsOf(body: string): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(body)) values.set(name, (values.get(name) ?? new Set()).add(value));
  // By code units, as Twilio's own library sorts.
  return [...values.keys()]
    .sort()
    .flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => `${name}${value}`))
    .join('');
}

/** Twilio signs with the port or without it, whichever was asked for: both mean the same address. */
function addressesOf(url: string): readonly string[] {
  const { protocol, port, host, hostname } = new URL(url);
  const [, rest = ''] = /^[a-z]+:\/\/[^/?#]*(.*)$/i.exec(url) ?? [];
  const withPort = `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;
  return [...new Set([url, `${protocol}//${host}${rest}`, `${protocol}//${withPort}${rest}`, `${protocol}//${hostname}${rest}`])];
}

function isHashOf(hex: string, body: string): boolean {
  const expected = createHash('sha256').update(body).digest();
  const given = Buffer.from(hex, 'hex');
  return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
}
