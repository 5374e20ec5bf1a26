import type { BotConfig } from '../../config/config.js';
import type { RotatedSecret } from '../../config/secrets.js';
import { jsonOf } from '../../http/bounded-text.js';
import type { Runtime } from '../../runtime.js';
import type { BotPort } from '../bot.js';
import type { BotCredentials } from '../bot-credentials.js';
import { signatureHeader, signatureOf } from '../bot-credentials.js';
import type { CallBot } from '../call-bot.js';
import { callBot } from '../call-bot.js';
import { defaultAnswerTest } from '../default-answer.js';
import type { MapReply } from './rasa-reply.js';
import { rasaReply } from './rasa-reply.js';

/** What a webhook bot's port needs from around it. */
export interface WebhookBotOptions {
  readonly config: Pick<BotConfig, 'timeoutMs' | 'defaultAnswers'> & { readonly url: string };
  /** Headers of its own by which the bot knows us; none without. */
  readonly credentials?: BotCredentials;
  /** How it is called; straight away without. */
  readonly call?: CallBot;
  /** Signs what is put to the bot, who knows it too; unsigned without one. */
  readonly secret?: RotatedSecret | undefined;
  readonly runtime: Runtime;
  /** Reads the bot's answers; those of Rasa's REST channel if left out. */
  readonly mapReply?: MapReply;
}

/**
 * A bot that answers each message with JSON, in the shape of Rasa's REST
 * channel. It hears of messages only; what it answers is all it says.
 *
 * @see docs/bots.md#webhook-bots
 */
export function createWebhookBot(options: WebhookBotOptions): BotPort {
  const { config, secret, runtime, mapReply = rasaReply, credentials = (): Record<string, string> => ({}), call = (...of): ReturnType<CallBot> => callBot(runtime, ...of) } = options;
  const isDefaultText = defaultAnswerTest(config.defaultAnswers);
  return {
    async put(conversationId, input, signal) {
      if (input.kind !== 'message') return { ok: true, actions: [] };
      const { activityId, customer, attachments, at } = input;
      const metadata = { activityId, customer, at, ...(attachments.length === 0 ? {} : { attachments }) };
      const body = JSON.stringify({ sender: conversationId, message: input.text, metadata });
      const headers = { ...(secret === undefined ? {} : { [signatureHeader]: signatureOf(secret.current, body) }), ...credentials(body) };
      const result = await call({ url: config.url, body, headers }, { timeoutMs: config.timeoutMs, signal, retriesConnect: true });
      if (!result.ok) return result;
      const actions = mapped(mapReply, jsonOf(result.text), isDefaultText);
      return actions === undefined ? { ok: false, problem: 'bad-answer', detail: 'not the shape expected' } : { ok: true, actions };
    },
  };
}

function mapped(mapReply: MapReply, body: unknown, isDefaultText: (text: string) => boolean): ReturnType<MapReply> {
  try {
    return mapReply(body, isDefaultText);
  } catch {
    // An integrator's mapping that trips over an answer could not read it.
    return undefined;
  }
}
