import type { BotRules, Role } from '@live-takeover/sdk/core';
import type { GatewayConfig } from '../config/config.js';

/** What an agent may see and touch: some or all bots of one tenant. */
export interface Scope {
  readonly tenant: string;
  readonly bots: 'all' | readonly string[];
  /** Whether customers' phone numbers are not shown. */
  readonly hidesPhones: boolean;
  /** Equal for equal scopes. */
  readonly key: string;
}

/** What a token says of its agent's scope. */
export interface ScopeClaims {
  readonly bots?: readonly string[] | undefined;
  readonly teams?: readonly string[] | undefined;
}

/**
 * The scope that a token's claims give. Named bots and the bots of named teams
 * add up; a token that names neither sees the whole tenant. What is masked, the role decides.
 */
export function scopeOf(
  tenant: string,
  role: Role,
  claims: ScopeClaims,
  { agents, bots }: Pick<GatewayConfig, 'agents' | 'bots'>,
): Scope {
  const hidesPhones = agents.mask.some((mask) => mask.role === role && mask.what === 'phone');
  const { bots: named, teams } = claims;
  if (named === undefined && teams === undefined) return makeScope(tenant, 'all', hidesPhones);
  const ofTeams = bots.filter((bot) => bot.tenant === tenant && bot.teams.some((team) => teams?.includes(team) ?? false));
  return makeScope(tenant, [...(named ?? []), ...ofTeams.map((bot) => bot.id)], hidesPhones);
}

/** The status rules of every bot in a scope, by bot id. */
export function rulesIn(scope: Scope, bots: GatewayConfig['bots']): Readonly<Record<string, BotRules>> {
  return Object.fromEntries(bots.filter((bot) => isInScope(scope, bot.tenant, bot.id)).map((bot) => [bot.id, bot.rules]));
}

/** A scope of these bots. */
export function makeScope(tenant: string, bots: 'all' | readonly string[], hidesPhones = false): Scope {
  const sorted = bots === 'all' ? bots : [...new Set(bots)].sort();
  return { tenant, bots: sorted, hidesPhones, key: JSON.stringify([tenant, sorted, ...(hidesPhones ? ['phone'] : [])]) };
}

/** Whether a conversation of this bot may be seen. */
export function isInScope(scope: Scope, tenant: string, botId: string): boolean {
  return scope.tenant === tenant && (scope.bots === 'all' || scope.bots.includes(botId));
}
