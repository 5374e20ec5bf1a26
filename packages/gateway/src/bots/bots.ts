import type { BotConfig } from '../config/config.js';
import type { RotatedSecret } from '../config/secrets.js';
import type { Runtime } from '../runtime.js';
import { createActivityBot } from './activity/activity-bot.js';
import type { BotPort, BotSink } from './bot.js';
import type { MapReply } from './webhook/rasa-reply.js';
import { createWebhookBot } from './webhook/webhook-bot.js';

/** A bot as configured, and the port by which it is spoken to. */
export interface ConnectedBot {
  readonly config: BotConfig;
  readonly port: BotPort;
}

/** What connecting bots takes. */
export interface ConnectBotsOptions {
  readonly bots: readonly BotConfig[];
  /** Makes call-back addresses unguessable. */
  readonly secret: RotatedSecret;
  /** Signs what is put to webhook bots. */
  readonly webhookSecret?: RotatedSecret | undefined;
  /** Where bots reach the gateway, once it is known. */
  readonly publicUrl: () => string | Promise<string>;
  readonly runtime: Runtime;
  readonly sink: BotSink;
  readonly bodyBytesLimit: number;
  /** How to read webhook bots that do not answer as Rasa does, by bot id. */
  readonly mapReplies?: Readonly<Record<string, MapReply>>;
}

/** The port of every configured bot, by bot id. */
export function connectBots(options: ConnectBotsOptions): ReadonlyMap<string, ConnectedBot> {
  return new Map(options.bots.map((config) => [config.id, { config, port: portOf(config, options) }]));
}

/**
 * Answers what bots call back. Undefined for what is not under `/bots/`.
 *
 * @see {@link BotPort.handle}
 */
export async function handleBotRequest(bots: ReadonlyMap<string, ConnectedBot>, request: Request): Promise<Response | undefined> {
  const [, botId, rest] = /^\/bots\/([A-Za-z0-9_-]+)(\/.*)$/.exec(new URL(request.url).pathname) ?? [];
  if (botId === undefined || rest === undefined) return undefined;
  return (await bots.get(botId)?.port.handle?.(rest, request)) ?? new Response(null, { status: 404 });
}

function portOf(config: BotConfig, options: ConnectBotsOptions): BotPort {
  switch (config.protocol) {
    case 'activity':
      return createActivityBot({ ...options, config });
    case 'webhook': {
      const mapReply = options.mapReplies?.[config.id];
      return createWebhookBot({ ...options, secret: options.webhookSecret, config, ...(mapReply === undefined ? {} : { mapReply }) });
    }
  }
}
