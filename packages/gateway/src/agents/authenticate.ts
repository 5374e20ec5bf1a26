/** Who an agent is, from the token they present. */
import type { Agent } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { createRemoteJWKSet, customFetch, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { AgentsConfig } from '../config/config.js';
import { allOf } from '../config/secrets.js';
import type { Settings } from '../config/settings.js';
import type { Runtime } from '../runtime.js';
import type { Scope, ScopeClaims } from './scope.js';
import { scopeOf } from './scope.js';

/** A signed-in agent, until the token expires. */
export interface AgentIdentity {
  readonly agent: Agent;
  readonly scope: Scope;
  /** What the scope was made of: the configuration says which bots a team looks after, and may change. */
  readonly claims: ScopeClaims;
  /** How many conversations the agent may hold; absent if the token says nothing of it. */
  readonly capacity?: number | undefined;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** What came of a token. The error is `unauthorized` or `token-expired`. */
export type Authenticated =
  | { readonly ok: true; readonly identity: AgentIdentity }
  | { readonly ok: false; readonly error: TakeoverError };

/** Checks a token. Never throws. */
export type Authenticate = (token: string) => Promise<Authenticated>;

/** What {@link createAuthenticate} needs. */
export interface AuthenticateOptions {
  readonly settings: Pick<Settings, 'config' | 'secrets'>;
  readonly runtime: Runtime;
}

const claimsSchema = z.object({
  sub: z.string().min(1).max(100),
  name: z.string().min(1).max(100),
  role: z.enum(['agent', 'supervisor']).default('agent'),
  tenant: z.string().min(1).max(64).default('default'),
  bots: z.array(z.string().max(64)).max(1000).optional(),
  teams: z.array(z.string().max(100)).max(1000).optional(),
  capacity: z.int().min(1).max(1_000).optional(),
  exp: z.number(),
});

const clockToleranceSeconds = 5;

/** The check for agents' tokens: signature, issuer, audience, algorithm, expiry and claims. */
export function createAuthenticate({ settings, runtime }: AuthenticateOptions): Authenticate {
  const keySetAt = keySets(runtime);
  return async (token) => {
    const { agents } = settings.config;
    const sharedKeys = allOf(settings.secrets.agent).map((text) => new TextEncoder().encode(text));
    try {
      const payload = await verify(token, optionsAt(agents, runtime.now()), sharedKeys, keySetAt(agents.jwksUrl));
      const claims = claimsSchema.safeParse(payload);
      if (!claims.success) return refuse(claimProblem(claims.error));
      const { sub, name, role, tenant, capacity, exp } = claims.data;
      const agent = { id: sub, name, role };
      return { ok: true, identity: { agent, scope: scopeOf(tenant, role, claims.data, settings.config), claims: claims.data, capacity, expiresAt: exp * 1000 } };
    } catch (cause) {
      return refusalOf(cause);
    }
  };
}

/** Keeps the key set of the last address asked for: it caches what it fetched. */
function keySets(runtime: Pick<Runtime, 'request'>): (url: string | undefined) => JWTVerifyGetKey | undefined {
  let known: { readonly url: string; readonly keySet: JWTVerifyGetKey } | undefined;
  return (url) => {
    if (url === undefined) return undefined;
    if (known?.url !== url)
      known = { url, keySet: createRemoteJWKSet(new URL(url), { [customFetch]: (address, { headers, signal }) => runtime.request({ url: address, headers: Object.fromEntries(headers), signal }) }) };
    return known.keySet;
  };
}

function optionsAt(agents: AgentsConfig, now: number): JWTVerifyOptions {
  return {
    algorithms: [...agents.algorithms],
    currentDate: new Date(now),
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['exp', 'sub'],
    ...(agents.issuer === undefined ? {} : { issuer: agents.issuer }),
    ...(agents.audience === undefined ? {} : { audience: agents.audience }),
  };
}

async function verify(
  token: string,
  options: JWTVerifyOptions,
  sharedKeys: readonly Uint8Array[],
  keySet: JWTVerifyGetKey | undefined,
): Promise<JWTPayload> {
  // A shared key is only ever used for HS256, and a public one never: no confusion of the two.
  const isShared = decodeProtectedHeader(token).alg === 'HS256';
  if (!isShared) {
    if (keySet === undefined) throw new TakeoverError('unauthorized', 'The token is signed with a public key, but agents.jwksUrl is not configured.');
    return (await jwtVerify(token, keySet, { ...options, algorithms: (options.algorithms ?? []).filter((name) => name !== 'HS256') })).payload;
  }
  let refusal: unknown = new TakeoverError('unauthorized', 'The token is signed with HS256, but no agent secret is configured.');
  for (const key of sharedKeys) {
    try {
      return (await jwtVerify(token, key, { ...options, algorithms: (options.algorithms ?? []).filter((name) => name === 'HS256') })).payload;
    } catch (error) {
      refusal = error;
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  throw refusal;
}

function refusalOf(cause: unknown): Authenticated {
  if (cause instanceof TakeoverError) return { ok: false, error: cause };
  if (cause instanceof errors.JWTExpired)
    return { ok: false, error: new TakeoverError('token-expired', 'The token has expired. Fetch a new one.', { cause, retry: true }) };
  if (cause instanceof errors.JWTClaimValidationFailed)
    return refuse(`The token's claim "${cause.claim}" is missing or not the one expected. Check issuer, audience and claims.`, cause);
  if (cause instanceof errors.JOSEAlgNotAllowed) return refuse('The token is signed with an algorithm that is not allowed. Check agents.algorithms.', cause);
  if (cause instanceof errors.JWKSTimeout || !(cause instanceof errors.JOSEError))
    return cause instanceof TypeError && /token/i.test(cause.message)
      ? refuse('This is no token. Send a signed JWT.', cause)
      : { ok: false, error: new TakeoverError('unauthorized', "The keys that sign agents' tokens cannot be fetched now. Try again.", { cause, retry: true }) };
  return refuse('The token is not valid. Send a JWT signed with the configured key.', cause);
}

function claimProblem(error: z.ZodError): string {
  const claim = String(error.issues[0]?.path[0] ?? 'payload');
  return `The token's claim "${claim}" is missing or malformed. It needs sub, name and exp, and may have role, tenant, bots, teams and capacity.`;
}

function refuse(message: string, cause?: unknown): Authenticated {
  return { ok: false, error: new TakeoverError('unauthorized', message, { cause }) };
}
