import type { Attributes } from '@live-takeover/sdk/core';
import { errors, jwtVerify, SignJWT } from 'jose';
import { customerAttributes } from './customer-attributes.js';

/** Whom a token speaks for, and in which Direct Line conversation. */
export interface DirectLineClaims {
  readonly tenant: string;
  readonly botId: string;
  /** The Direct Line conversation: a thread that outlives several of ours. */
  readonly thread: string;
  readonly userId: string;
  readonly userName?: string;
  /** Whether the integrator vouched for the user when the token was made. */
  readonly isVerified: boolean;
  /** What the integrator attached to the user. */
  readonly attributes: Attributes;
  /** Pages that may use the token; none named = any allowed one. */
  readonly trustedOrigins: readonly string[];
}

/** What a token is good for. A stream token stands in a URL, so it lives only long enough to connect. */
export type TokenPurpose = 'session' | 'stream';

/** What a token said, or why it says nothing. */
export type VerifiedToken =
  | { readonly ok: true; readonly claims: DirectLineClaims }
  | { readonly ok: false; readonly problem: 'invalid' | 'expired' };

/** Issues and checks the tokens customers carry. */
export interface DirectLineTokens {
  issue(claims: DirectLineClaims, purpose: TokenPurpose): Promise<string>;
  verify(token: string, purpose: TokenPurpose): Promise<VerifiedToken>;
  /** Lifetime of a session token, as told to clients. */
  readonly lifetimeSeconds: number;
}

export interface DirectLineTokenOptions {
  /** The first signs, all are believed: the present key and those before it. */
  readonly signingKeys: () => readonly string[];
  /** At least 30 min: Web Chat renews every 15. */
  readonly lifetimeSeconds: () => number;
  /** Epoch ms. */
  readonly now: () => number;
}

const streamLifetimeSeconds = 60;
const audiences: Readonly<Record<TokenPurpose, string>> = { session: 'direct-line', stream: 'direct-line-stream' };

/**
 * Tokens as HS256 JWTs. The claim `user` has this name because directlinejs
 * reads it and then keeps that id as its own.
 */
export function createDirectLineTokens(options: DirectLineTokenOptions): DirectLineTokens {
  const { lifetimeSeconds, now } = options;
  const keys = (): readonly Uint8Array[] => options.signingKeys().map((key) => new TextEncoder().encode(key));
  return {
    get lifetimeSeconds() {
      return lifetimeSeconds();
    },
    async issue(claims, purpose) {
      const [signingKey] = keys();
      if (signingKey === undefined) throw new RangeError('Direct Line has no signing key; configure one.');
      const issuedAt = Math.floor(now() / 1000);
      return new SignJWT(payloadOf(claims))
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(audiences[purpose])
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + (purpose === 'session' ? lifetimeSeconds() : streamLifetimeSeconds))
        .sign(signingKey);
    },
    async verify(token, purpose) {
      let answer: VerifiedToken = { ok: false, problem: 'invalid' };
      for (const key of keys()) {
        answer = await verifyWith(key, token, purpose, now());
        if (answer.ok || answer.problem === 'expired') return answer;
      }
      return answer;
    },
  };
}

async function verifyWith(key: Uint8Array, token: string, purpose: TokenPurpose, now: number): Promise<VerifiedToken> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      audience: audiences[purpose],
      requiredClaims: ['exp'],
      currentDate: new Date(now),
    });
    const claims = claimsOf(payload);
    return claims === undefined ? { ok: false, problem: 'invalid' } : { ok: true, claims };
  } catch (error) {
    // An expired token was ours once, which the client may know; what else was wrong it may not.
    return { ok: false, problem: error instanceof errors.JWTExpired ? 'expired' : 'invalid' };
  }
}

function payloadOf(claims: DirectLineClaims): Record<string, unknown> {
  return {
    tenant: claims.tenant,
    bot: claims.botId,
    conv: claims.thread,
    user: claims.userId,
    verified: claims.isVerified,
    ...(claims.userName === undefined ? {} : { name: claims.userName }),
    ...(Object.keys(claims.attributes).length === 0 ? {} : { attributes: claims.attributes }),
    ...(claims.trustedOrigins.length === 0 ? {} : { origins: claims.trustedOrigins }),
  };
}

function claimsOf(payload: Readonly<Record<string, unknown>>): DirectLineClaims | undefined {
  const { tenant, bot, conv, user, name, verified, attributes, origins } = payload;
  if (typeof tenant !== 'string' || typeof bot !== 'string' || typeof conv !== 'string' || typeof user !== 'string')
    return undefined;
  return {
    tenant,
    botId: bot,
    thread: conv,
    userId: user,
    ...(typeof name === 'string' ? { userName: name } : {}),
    isVerified: verified === true,
    attributes: customerAttributes(attributes) ?? {},
    trustedOrigins: Array.isArray(origins) ? origins.filter((origin) => typeof origin === 'string') : [],
  };
}
