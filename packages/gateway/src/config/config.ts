/**
 * What an operator writes in `live-takeover.json`. Secrets are never in it.
 *
 * @see docs/configuration.md
 */
import type { AvailabilityReason, BotRules, OpeningHours, PreparedReply, WrapUp } from '@live-takeover/sdk/core';
import type { BotAuth, ChannelsConfig, DesksConfig, HookConfig } from './channels-config.js';

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
  readonly channels: ChannelsConfig;
  readonly desks: DesksConfig;
  readonly hooks: readonly HookConfig[];
  readonly limits: LimitsConfig;
  readonly attachments: AttachmentsConfig;
  readonly retention: RetentionConfig;
  /** How long a gateway that was told to end says so on `/readyz` before it sends anybody away. */
  readonly drainMs: number;
}

/** How agents' tokens are checked, and what agents may choose. */
export interface AgentsConfig {
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  readonly jwksUrl?: string | undefined;
  readonly algorithms: readonly ('RS256' | 'ES256' | 'EdDSA' | 'HS256')[];
  /** What they may choose besides Online and Offline. */
  readonly reasons: readonly AvailabilityReason[];
  /** Conversations that one agent may hold at a time, unless their token says otherwise; null for any number. */
  readonly capacity: number | null;
  /** Of these roles, what customers' contacts do not show. */
  readonly mask: readonly { readonly role: 'agent' | 'supervisor'; readonly what: 'phone' }[];
}

/** How much at once. */
export interface LimitsConfig {
  /** Longest message of a customer or agent, in UTF-16 code units. */
  readonly messageLength: number;
  /** Longest reply of a bot, in UTF-16 code units; what is longer is cut, and says so. */
  readonly botMessageLength: number;
  /** Largest frame or request body. */
  readonly frameBytes: number;
  /** Frames of one agent's client. Of this and the following ten times as many may come at once. */
  readonly framesPerSecond: number;
  /** `POST /v1/commands` of one agent. */
  readonly commandsPerSecond: number;
  /** What one Direct Line conversation posts, and renews of its token. */
  readonly customerCallsPerSecond: number;
  /** Tokens that one address is given. */
  readonly tokensPerSecond: number;
}

/** How long the record is kept. */
export interface RetentionConfig {
  /** A conversation, from its closing on. */
  readonly historyMs: number;
  /** A line of the audit stream. */
  readonly auditMs: number;
}

/** Files of customers and agents, and how many of them. */
export interface AttachmentsConfig {
  /** Where they are kept; all nodes of one store need the same. Default: beside the SQLite file, and nowhere without one. */
  readonly directory?: string | undefined;
  /** Of one file. */
  readonly sizeBytes: number;
  /** Files of one message. */
  readonly count: number;
  /** Of all files that one conversation holds at a time. */
  readonly conversationBytes: number;
  /** Content types that are taken. */
  readonly types: readonly string[];
  /** From upload to expiry. */
  readonly lifetimeMs: number;
}

/** One bot, and how its conversations are looked after. */
export interface BotConfig {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  /** `own`: it keeps its own widget, and speaks to us by the channel `webhook`; it is called by nobody here. */
  readonly protocol: 'activity' | 'webhook' | 'own';
  /** Absent only where nobody calls it. */
  readonly url?: string | undefined;
  /** How it knows that it is us who call. */
  readonly auth: BotAuth;
  readonly timeoutMs: number;
  readonly deliveryMode: 'callback' | 'expectReplies';
  /** Replies that count as default answers although the bot does not mark them. */
  readonly defaultAnswers: readonly string[];
  readonly rules: BotRules;
  /** Teams whose agents look after this bot. */
  readonly teams: readonly string[];
  /** To whom customers are given who ask for a human. */
  readonly agentRequests: 'agents' | 'salesforce' | 'off';
  readonly whileWaiting: 'answer' | 'silent';
  readonly requestTimeoutMs: number;
  readonly onNoAgents: 'keep' | 'end';
  readonly onUnreachable: 'requeue' | 'hand-back' | 'hold';
  /** How long an agent may leave the customer unanswered before `onUnreachable` applies to them too; absent: for ever. */
  readonly replyWithinMs?: number | undefined;
  /** What becomes of a customer's file while the bot answers: refused with a message, or given to the bot. */
  readonly attachments: { readonly whenBot: 'refuse' | 'accept' };
  readonly messages: BotMessages;
  /** BCP 47 tag of the language of `messages`, by which times are written in them. */
  readonly language?: string | undefined;
  readonly preparedReplies: readonly PreparedReply[];
  /** What agents are asked for when they hand back or close; null for nothing. */
  readonly wrapUp: WrapUp | null;
  /** When the desk is staffed; null for always. Outside of them nobody counts as available for this bot. */
  readonly openingHours: OpeningHours | null;
}

/** What the gateway says to customers by itself. `{agent}`, `{bot}`, `{reference}` and `{customer}` are filled in; an empty text is not sent. */
export interface BotMessages {
  readonly start: string;
  readonly exit: string;
  readonly confirmation: string;
  readonly noAgents: string;
  /** Agents are there, and all hold as many conversations as they may. */
  readonly allBusy: string;
  /** The desk is closed at this hour; `{opens}` is filled in too. */
  readonly outsideHours: string;
  readonly notOffered: string;
  readonly requestExpired: string;
  /** These four say why a file of the customer's was not taken; `{limit}` is filled in too. */
  readonly filesNotNow: string;
  readonly fileTooLarge: string;
  readonly fileNotAllowed: string;
  readonly fileNotStored: string;
}

/** The origins of pages that may talk to the gateway, its own public one among them; `*` for all. */
export function allowedOrigins({ origins, publicUrl }: Pick<GatewayConfig, 'origins' | 'publicUrl'>): readonly string[] {
  return publicUrl === undefined ? origins : [...origins, new URL(publicUrl).origin];
}

/** Whether a host name or address means this machine only. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '');
  return bare === 'localhost' || bare === '::1' || /^127\.\d+\.\d+\.\d+$/.test(bare);
}
