/** Values that the gateway hands out and takes back: nobody else can read, alter or make them. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import type { RotatedSecret } from '../config/secrets.js';
import { allOf } from '../config/secrets.js';
import { jsonOf } from './bounded-text.js';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * A JSON value as text in [A-Za-z0-9_-] that says nothing to anybody. The same value gives the same text.
 *
 * @param purpose - what it is good for: under another one it cannot be opened
 */
export function seal(secret: RotatedSecret, purpose: string, value: unknown): string {
  const plain = Buffer.from(JSON.stringify(value));
  const { cipherKey, nonceKey } = keysOf(secret.current, purpose);
  // Of the content, so that none is ever used for two contents.
  const nonce = createHmac('sha256', nonceKey).update(plain).digest().subarray(0, nonceBytes);
  const cipher = createCipheriv(algorithm, cipherKey, nonce);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** The value that was sealed, under the present secret or the one before; undefined for what was not. */
export function unseal(secret: RotatedSecret, purpose: string, sealed: string): unknown {
  const bytes = Buffer.from(sealed, 'base64url');
  // One text for one value: what decodes to the same bytes is no second address of it.
  if (bytes.byteLength <= nonceBytes + tagBytes || bytes.toString('base64url') !== sealed) return undefined;
  for (const one of allOf(secret)) {
    const plain = opened(keysOf(one, purpose).cipherKey, bytes);
    if (plain !== undefined) return jsonOf(plain);
  }
  return undefined;
}

function opened(key: Buffer, bytes: Buffer): string | undefined {
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(bytes.byteLength - tagBytes));
  const plain = decipher.update(bytes.subarray(nonceBytes, bytes.byteLength - tagBytes));
  try {
    return Buffer.concat([plain, decipher.final()]).toString('utf8');
  } catch {
    // The one reason: it was not sealed with this key, or altered since.
    return undefined;
  }
}

function keysOf(secret: string, purpose: string): { readonly cipherKey: Buffer; readonly nonceKey: Buffer } {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', `live-takeover ${purpose}`, 64));
  return { cipherKey: bytes.subarray(0, 32), nonceKey: bytes.subarray(32) };
}
