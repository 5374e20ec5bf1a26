import type { BotConfig } from '../config/config.js';
import type { RotatedSecret, Secrets } from '../config/secrets.js';
import type { Runtime } from '../runtime.js';
import { createActivityBot } from './activity/activity-bot.js';
import type { BotPort, BotSink } from './bot.js';
import { botCredentials } from './bot-credentials.js';
import type { CallBot } from './call-bot.js';
import { callBot } from './call-bot.js';
import { createCircuit } from './circuit.js';
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
  /** What the bots' `auth` names. */
  readonly namedSecrets?: Secrets['named'] | undefined;
  /** Where bots reach the gateway, once it is known. */
  readonly publicUrl: () => string | Promise<string>;
  readonly runtime: Runtime;
  readonly sink: BotSink;
  readonly bodyBytesLimit: number;
  /** How to read webhook bots that do not answer as Rasa does, by bot id. */
  readonly mapReplies?: Readonly<Record<string, MapReply>>;
}

/** The port of every configured bot that is called, by bot id; those that keep their own widget have none. */
export function connectBots(options: ConnectBotsOptions): ReadonlyMap<string, ConnectedBot> {
  return new Map(
    options.bots.flatMap((config): [string, ConnectedBot][] => {
      const port = portOf(config, options);
      return port === undefined ? [] : [[config.id, { config, port }]];
    }),
  );
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

function portOf({ url, ...config }: BotConfig, options: ConnectBotsOptions): BotPort | undefined {
  if (url === undefined || config.protocol === 'own') return undefined;
  const called = { ...config, url };
  const credentials = botCredentials(config.auth, options.namedSecrets);
  const { runtime } = options;
  const doesTimeoutCount = config.protocol === 'webhook' || config.deliveryMode === 'expectReplies';
  const call: CallBot = createCircuit((...of) => callBot(runtime, ...of), { botId: config.id, runtime, doesTimeoutCount });
  switch (config.protocol) {
    case 'activity':
      return createActivityBot({ ...options, call, credentials, config: called });
    case 'webhook': {
      const mapReply = options.mapReplies?.[config.id];
      // Its own secret goes before the one that all webhook bots share.
      const shared = config.auth.kind === 'hmac' ? undefined : options.webhookSecret;
      return createWebhookBot({ ...options, call, credentials, secret: shared, config: called, ...(mapReply === undefined ? {} : { mapReply }) });
    }
  }
}
