import { createHash, timingSafeEqual } from 'node:crypto';
import type { Attributes } from '@live-takeover/sdk/core';
import { allOf } from '../../config/secrets.js';
import type { Settings } from '../../config/settings.js';
import type { Runtime } from '../../runtime.js';
import type { OriginPolicy } from './origins.js';
import { badToken, directLineProblem } from './problem.js';
import type { DirectLineClaims, DirectLineTokens, TokenPurpose } from './tokens.js';

/** Whom the integrator's server asks a token for. */
export interface TokenRequest {
  readonly userId?: string | undefined;
  readonly userName?: string | undefined;
  /** Which bot; the first one configured if none is named. */
  readonly botId?: string | undefined;
  readonly trustedOrigins: readonly string[];
  readonly isVerified: boolean;
  readonly attributes: Attributes;
}

/** A caller let in, or the refusal to send. */
export type Admission = { readonly ok: true; readonly claims: DirectLineClaims } | { readonly ok: false; readonly response: Response };

/** Lets callers in, and gives them what they need to come again. */
export interface Sessions {
  /** Whether the call carries the integrator's secret. */
  holdsSecret(request: Request): boolean;
  /** Claims for a thread nobody has used yet; undefined if there is no such bot. */
  newClaims(asked: TokenRequest): DirectLineClaims | undefined;
  /** Checks the bearer of a call, and that it comes from a page the token is meant for. */
  admit(request: Request): Promise<Admission>;
  /** The same for a stream's URL, which brings its token along. */
  admitStream(request: Request): Promise<Admission>;
  issue(claims: DirectLineClaims, purpose: TokenPurpose): Promise<string>;
  readonly lifetimeSeconds: number;
}

export interface SessionsOptions {
  readonly runtime: Pick<Runtime, 'newId'>;
  readonly tokens: DirectLineTokens;
  readonly origins: OriginPolicy;
  readonly settings: Pick<Settings, 'config' | 'secrets'>;
}

/** Sessions over signed tokens: nothing about them is kept here. */
export function createSessions(options: SessionsOptions): Sessions {
  const { tokens, origins, settings, runtime } = options;
  const check = async (request: Request, token: string | undefined, purposes: readonly TokenPurpose[]): Promise<Admission> => {
    const origin = request.headers.get('origin');
    if (!origins.allows(origin, request)) return refused(forbiddenOrigin());
    if (token === undefined) return refused(badToken());
    let response = badToken();
    for (const purpose of purposes) {
      const verified = await tokens.verify(token, purpose);
      if (verified.ok) return isTrusted(origin, verified.claims) ? verified : refused(forbiddenOrigin());
      if (verified.problem === 'expired') response = directLineProblem('TokenExpired', 'Token has expired');
    }
    return refused(response);
  };
  return {
    get lifetimeSeconds() {
      return tokens.lifetimeSeconds;
    },
    holdsSecret(request) {
      const given = bearerOf(request);
      return given !== undefined && allOf(settings.secrets.directLine).some((secret) => isEqual(secret, given));
    },
    newClaims(asked) {
      const { bots } = settings.config;
      const bot = asked.botId === undefined ? bots[0] : bots.find(({ id }) => id === asked.botId);
      if (bot === undefined) return undefined;
      return {
        tenant: bot.tenant,
        botId: bot.id,
        thread: runtime.newId(),
        userId: asked.userId ?? `dl_${runtime.newId()}`,
        ...(asked.userName === undefined ? {} : { userName: asked.userName }),
        isVerified: asked.isVerified,
        attributes: asked.attributes,
        trustedOrigins: asked.trustedOrigins,
      };
    },
    admit: (request) => check(request, bearerOf(request), ['session']),
    admitStream: (request) => check(request, new URL(request.url).searchParams.get('t') ?? undefined, ['stream', 'session']),
    issue: (claims, purpose) => tokens.issue(claims, purpose),
  };
}

function refused(response: Response): Admission {
  return { ok: false, response };
}

function forbiddenOrigin(): Response {
  return directLineProblem('ForbiddenOrigin', 'This page may not talk to the gateway. Add its origin to "origins" in the configuration.');
}

function isTrusted(origin: string | null, claims: DirectLineClaims): boolean {
  return origin === null || claims.trustedOrigins.length === 0 || claims.trustedOrigins.includes(origin);
}

function bearerOf(request: Request): string | undefined {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  return token;
}

/** Compares digests, so that neither content nor length shows in the time taken. */
function isEqual(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}
