import { createHmac } from 'node:crypto';
import type { BotConfig } from '../../config/config.js';
import type { RotatedSecret } from '../../config/secrets.js';
import { jsonOf } from '../../http/bounded-text.js';
import type { Runtime } from '../../runtime.js';
import type { BotPort } from '../bot.js';
import { callBot } from '../call-bot.js';
import { defaultAnswerTest } from '../default-answer.js';
import type { MapReply } from './rasa-reply.js';
import { rasaReply } from './rasa-reply.js';

/** What a webhook bot's port needs from around it. */
export interface WebhookBotOptions {
  readonly config: Pick<BotConfig, 'url' | 'timeoutMs' | 'defaultAnswers'>;
  /** Signs what is put to the bot, who knows it too; unsigned without one. */
  readonly secret?: RotatedSecret | undefined;
  readonly runtime: Runtime;
  /** Reads the bot's answers; those of Rasa's REST channel if left out. */
  readonly mapReply?: MapReply;
}

/** Hex HMAC-SHA256 over the body's bytes, by which a bot knows that we called. */
export const signatureHeader = 'x-live-takeover-signature';

/**
 * A bot that answers each message with JSON, in the shape of Rasa's REST
 * channel. It hears of messages only; what it answers is all it says.
 *
 * @see docs/bots.md#webhook-bots
 */
export function createWebhookBot(options: WebhookBotOptions): BotPort {
  const { config, secret, runtime, mapReply = rasaReply } = options;
  const isDefaultText = defaultAnswerTest(config.defaultAnswers);
  return {
    async put(conversationId, input, signal) {
      if (input.kind !== 'message') return { ok: true, actions: [] };
      const { activityId, customer, attachments, at } = input;
      const metadata = { activityId, customer, at, ...(attachments.length === 0 ? {} : { attachments }) };
      const body = JSON.stringify({ sender: conversationId, message: input.text, metadata });
      const headers = secret === undefined ? {} : { [signatureHeader]: signatureOf(secret.current, body) };
      const result = await callBot(runtime, { url: config.url, body, headers }, { timeoutMs: config.timeoutMs, signal, retriesConnect: true });
      if (!result.ok) return result;
      const actions = mapped(mapReply, jsonOf(result.text), isDefaultText);
      return actions === undefined ? { ok: false, problem: 'bad-answer', detail: 'not the shape expected' } : { ok: true, actions };
    },
  };
}

/** `sha256=` and the HMAC of a body, as sent in {@link signatureHeader}. */
export function signatureOf(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function mapped(mapReply: MapReply, body: unknown, isDefaultText: (text: string) => boolean): ReturnType<MapReply> {
  try {
    return mapReply(body, isDefaultText);
  } catch {
    // An integrator's mapping that trips over an answer could not read it.
    return undefined;
  }
}
