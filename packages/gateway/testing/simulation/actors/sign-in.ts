import { TakeoverError } from '@live-takeover/sdk/core';
import type { Authenticate } from '../../../src/agents/authenticate.js';
import { scopeOf } from '../../../src/agents/scope.js';
import { simulatedConfig, tenant } from './configuration.js';

/** Who an agent is. */
export interface SimulatedIdentity {
  readonly id: string;
  readonly role: 'agent' | 'supervisor';
  /** Which bots' conversations they see; all if left out. */
  readonly bots?: readonly string[];
}

/**
 * A token that says who it is for and until when. Unsigned: a real signature is
 * checked on other threads, whose turns come as they like.
 */
export function tokenFor(identity: SimulatedIdentity, expiresAt: number): string {
  return JSON.stringify({ identity, expiresAt });
}

/** Reads tokens of {@link tokenFor}. */
export function authenticateAt(now: () => number): Authenticate {
  return async (token) => {
    const { identity, expiresAt } = JSON.parse(token) as { readonly identity: SimulatedIdentity; readonly expiresAt: number };
    if (expiresAt <= now()) return { ok: false, error: new TakeoverError('token-expired', 'The token has expired. Fetch a new one.', { retry: true }) };
    const { id, role, bots } = identity;
    const claims = bots === undefined ? {} : { bots };
    return { ok: true, identity: { agent: { id, name: id, role }, scope: scopeOf(tenant, role, claims, simulatedConfig), claims, expiresAt } };
  };
}
