/**
 * What an operator writes in `live-takeover.json`. Secrets are never in it.
 *
 * @see docs/configuration.md
 */
import type { BotRules } from '@live-takeover/sdk/core';

/** The whole configuration, every default filled in. */
export interface GatewayConfig {
  readonly listen: { readonly host: string; readonly port: number };
  /** Where bots and browsers reach the gateway from outside; default: what it listens on. */
  readonly publicUrl?: string | undefined;
  readonly store: { readonly sqlite: string };
  /** Pages that may talk to the gateway: `https://crm.example`, or `*` for all. Its own pages always may. */
  readonly origins: readonly string[];
  readonly agents: AgentsConfig;
  readonly bots: readonly BotConfig[];
  readonly directLine: { readonly tokenLifetimeMs: number; readonly connectionLostAfterMs: number };
  readonly limits: LimitsConfig;
}

/** How agents' tokens are checked. */
export interface AgentsConfig {
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  readonly jwksUrl?: string | undefined;
  readonly algorithms: readonly ('RS256' | 'ES256' | 'EdDSA' | 'HS256')[];
}

/** How much at once. */
export interface LimitsConfig {
  /** Longest message, in UTF-16 code units. */
  readonly messageLength: number;
  /** Largest frame or request body. */
  readonly frameBytes: number;
}

/** One bot, and how its conversations are looked after. */
export interface BotConfig {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly protocol: 'activity' | 'webhook';
  readonly url: string;
  readonly timeoutMs: number;
  readonly deliveryMode: 'callback' | 'expectReplies';
  /** Replies that count as default answers although the bot does not mark them. */
  readonly defaultAnswers: readonly string[];
  readonly rules: BotRules;
  /** Teams whose agents look after this bot. */
  readonly teams: readonly string[];
  readonly agentRequests: 'agents' | 'off';
  readonly whileWaiting: 'answer' | 'silent';
  readonly requestTimeoutMs: number;
  readonly onNoAgents: 'keep' | 'end';
  readonly onUnreachable: 'requeue' | 'hand-back' | 'hold';
  readonly messages: BotMessages;
}

/** What the gateway says to customers by itself. `{agent}`, `{bot}`, `{reference}` and `{customer}` are filled in; an empty text is not sent. */
export interface BotMessages {
  readonly start: string;
  readonly exit: string;
  readonly confirmation: string;
  readonly noAgents: string;
  readonly notOffered: string;
  readonly requestExpired: string;
}

/** Whether a host name or address means this machine only. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '');
  return bare === 'localhost' || bare === '::1' || /^127\.\d+\.\d+\.\d+$/.test(bare);
}
