import { SignJWT, jwtVerify } from 'jose';
import type { RotatedSecret } from '../config/secrets.js';

const audience = 'live-takeover-operations';
const lifetimeSeconds = 60;

/**
 * A token with which whoever knows the signing secret may ask a running gateway for one operation, within a minute.
 *
 * @param now - epoch ms
 */
export function operationToken(operation: string, secret: RotatedSecret, now: number): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(audience)
    .setSubject(operation)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(new TextEncoder().encode(secret.current));
}

/** Whether a token allows an operation now. */
export async function allowsOperation(token: string, operation: string, secret: RotatedSecret, now: number): Promise<boolean> {
  for (const key of [secret.current, secret.previous]) {
    if (key === undefined) continue;
    try {
      const { payload } = await jwtVerify(token, new TextEncoder().encode(key), {
        algorithms: ['HS256'],
        audience,
        subject: operation,
        requiredClaims: ['exp'],
        maxTokenAge: lifetimeSeconds,
        clockTolerance: 5,
        currentDate: new Date(now),
      });
      if (payload.sub === operation) return true;
    } catch {
      // Not signed with this key, or no longer good: the next one, or no.
    }
  }
  return false;
}
