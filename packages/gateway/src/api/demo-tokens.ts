import { TakeoverError } from '@live-takeover/sdk/core';
import { SignJWT } from 'jose';
import { isLoopback } from '../config/config.js';
import type { Settings } from '../config/settings.js';
import type { Runtime } from '../runtime.js';
import { errorResponse } from './error-response.js';

/** What demo tokens are made with. */
export interface DemoTokensOptions {
  readonly settings: Pick<Settings, 'config' | 'secrets'>;
  readonly runtime: Pick<Runtime, 'now'>;
}

const lifetimeMs = 15 * 60_000;
const namePattern = /^\p{L}[\p{L}\p{M}\p{N} ._-]{0,39}$/u;

/**
 * `GET /demo/agent-token?agent=ana`: a token for whoever asks on this machine,
 * as `{ token, expiresAt }`. `role=supervisor` makes a supervisor, `bots=a,b`
 * narrows the scope.
 */
export async function answerDemoToken(options: DemoTokensOptions, request: Request, remoteAddress: string | undefined): Promise<Response> {
  const url = new URL(request.url);
  // The host name too: a page elsewhere may point a name of its own at this machine.
  if (!isLoopback(url.hostname) || (remoteAddress !== undefined && !isLoopback(remoteAddress)))
    return errorResponse(new TakeoverError('forbidden', 'Demo tokens are given on this machine only. Sign in agents with tokens of your own.'));
  const agent = url.searchParams.get('agent') ?? '';
  if (!namePattern.test(agent))
    return errorResponse(new TakeoverError('bad-request', 'Say who you are: "?agent=" and a name of at most 40 letters.'));
  const { agents } = options.settings.config;
  const secret = options.settings.secrets.agent?.current;
  if (secret === undefined) return errorResponse(new TakeoverError('not-supported', 'Agents sign in elsewhere here: there is no secret to sign demo tokens with.'));
  const now = options.runtime.now();
  const expiresAt = Math.floor((now + lifetimeMs) / 1000) * 1000;
  const role = url.searchParams.get('role') === 'supervisor' ? 'supervisor' : 'agent';
  const bots = url.searchParams.get('bots')?.split(',').filter((id) => id !== '');
  const name = agent.charAt(0).toLocaleUpperCase('en') + agent.slice(1);
  const token = new SignJWT({ name, role, tenant: url.searchParams.get('tenant') ?? 'default', ...(bots === undefined ? {} : { bots }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(agent.toLocaleLowerCase('en'))
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(expiresAt / 1000);
  if (agents.issuer !== undefined) token.setIssuer(agents.issuer);
  if (agents.audience !== undefined) token.setAudience(agents.audience);
  return Response.json(
    { token: await token.sign(new TextEncoder().encode(secret)), expiresAt },
    { headers: { 'cache-control': 'no-store' } },
  );
}
