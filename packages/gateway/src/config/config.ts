/**
 * What an operator writes in `live-takeover.json`, and how it is read. Secrets
 * are never in it: they come from the environment or from files.
 *
 * @see docs/configuration.md
 */
import type { BotRules } from '@live-takeover/sdk/core';
import { mistakeOf } from './mistakes.js';
import { gatewayConfigSchema } from './schema.js';
import type { Environment, Secrets } from './secrets.js';
import { readSecrets } from './secrets.js';

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

/** What {@link loadConfig} needs from outside. */
export interface LoadConfigOptions {
  readonly environment: Environment;
  readonly readFile: (path: string) => string;
  /** Whether missing secrets are tolerated, because the demo makes its own. */
  readonly isDemo?: boolean;
  /** Whether nothing will be served, so that no secret is needed. */
  readonly isOffline?: boolean;
}

/** A configuration that may be used, or every mistake in it, one sentence each. */
export type LoadedConfig =
  | { readonly ok: true; readonly config: GatewayConfig; readonly secrets: Partial<Secrets> }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/**
 * Reads and checks a configuration file's text together with the secrets of the environment.
 *
 * @returns every mistake at once, each naming its place, what is wrong and what to do
 */
export function loadConfig(text: string, options: LoadConfigOptions): LoadedConfig {
  const parsed = parseJson(text);
  if (!parsed.ok) return { ok: false, mistakes: [parsed.mistake] };
  const checked = gatewayConfigSchema.safeParse(parsed.value, { reportInput: true });
  const { secrets, mistakes: secretMistakes } = readSecrets(options.environment, options.readFile);
  const mistakes = [
    ...(checked.success ? [] : checked.error.issues.map(mistakeOf)),
    ...secretMistakes,
    ...(checked.success && options.isOffline !== true ? missing(checked.data, secrets, options.isDemo ?? false) : []),
  ];
  if (!checked.success || mistakes.length > 0) return { ok: false, mistakes };
  return { ok: true, config: checked.data, secrets };
}

/** Whether a host name or address means this machine only. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '');
  return bare === 'localhost' || bare === '::1' || /^127\.\d+\.\d+\.\d+$/.test(bare);
}

function missing(config: GatewayConfig, secrets: Partial<Secrets>, isDemo: boolean): string[] {
  const mistakes: string[] = [];
  if (isDemo) {
    if (!isLoopback(config.listen.host))
      mistakes.push(
        `listen.host: is ${JSON.stringify(config.listen.host)}, but --demo hands out tokens to anyone who asks. Listen on 127.0.0.1, or leave out --demo.`,
      );
    return mistakes;
  }
  if (secrets.signing === undefined)
    mistakes.push('LIVE_TAKEOVER_SIGNING_SECRET: is missing. Set it, or LIVE_TAKEOVER_SIGNING_SECRET_FILE, to at least 32 random characters.');
  if (secrets.agent === undefined && config.agents.jwksUrl === undefined)
    mistakes.push('agents: no agent could sign in. Set agents.jwksUrl, or LIVE_TAKEOVER_AGENT_SECRET for tokens signed with HS256.');
  return mistakes;
}

type ParsedJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly mistake: string };

function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { ok: false, mistake: `The file is not JSON: ${why}. Mend it, or start from the example in docs/configuration.md.` };
  }
}
