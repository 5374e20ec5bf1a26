import type { ConversationId } from '@live-takeover/sdk/core';
import type { BotConfig } from '../../config/config.js';
import type { RotatedSecret } from '../../config/secrets.js';
import type { Runtime } from '../../runtime.js';
import type { BotPort, BotSink } from '../bot.js';
import type { BotCredentials } from '../bot-credentials.js';
import type { CallBot } from '../call-bot.js';
import { callBot } from '../call-bot.js';
import { defaultAnswerTest } from '../default-answer.js';
import { expectedRepliesOf } from './bot-activity.js';
import { createCallBacks } from './call-backs.js';
import { capabilityOf } from './capability.js';
import { inputActivityOf } from './input-activity.js';

/** What an Activity-protocol bot's port needs from around it. */
export interface ActivityBotOptions {
  readonly config: Pick<BotConfig, 'id' | 'name' | 'timeoutMs' | 'deliveryMode' | 'defaultAnswers'> & { readonly url: string };
  /** The headers by which the bot knows us; none without. */
  readonly credentials?: BotCredentials;
  /** How it is called; straight away without. */
  readonly call?: CallBot;
  /** Makes call-back addresses unguessable. */
  readonly secret: RotatedSecret;
  /** Where bots reach the gateway, once it is known. */
  readonly publicUrl: () => string | Promise<string>;
  readonly runtime: Runtime;
  readonly sink: BotSink;
  readonly bodyBytesLimit: number;
}

/**
 * A bot that speaks the Bot Framework Activity protocol, by call-back or by
 * `expectReplies`: Microsoft 365 Agents SDK and Bot Framework bots unchanged.
 *
 * @see docs/bots.md#the-activity-protocol
 */
export function createActivityBot(options: ActivityBotOptions): BotPort {
  const { config, secret, publicUrl, runtime, credentials = (): Record<string, string> => ({}), call = (...of): ReturnType<CallBot> => callBot(runtime, ...of) } = options;
  const bot = { id: config.id, name: config.name };
  const isDefaultText = defaultAnswerTest(config.defaultAnswers);
  const serviceUrlIn = (gatewayUrl: string, conversationId: ConversationId): string =>
    `${gatewayUrl.replace(/\/$/, '')}/bots/${bot.id}/${capabilityOf(secret, bot.id, conversationId)}/`;
  const expectsReplies = config.deliveryMode === 'expectReplies';
  return {
    async put(conversationId, input, signal) {
      const gatewayUrl = await known(publicUrl(), signal);
      if (gatewayUrl === undefined) return { ok: false, problem: 'timed-out', detail: 'stopped' };
      const serviceUrl = serviceUrlIn(gatewayUrl, conversationId);
      const activity = inputActivityOf(input, { bot, conversationId, serviceUrl, expectsReplies }, runtime.now());
      const body = JSON.stringify(activity);
      const request = { url: config.url, body, headers: credentials(body) };
      const result = await call(request, { timeoutMs: config.timeoutMs, signal, retriesConnect: true });
      if (!result.ok) return result;
      const actions = expectedRepliesOf(result.text, isDefaultText);
      if (actions !== undefined) return { ok: true, actions };
      // In call-back mode the body is the bot's own business; its answers came by call-back.
      return expectsReplies ? { ok: false, problem: 'bad-answer', detail: 'no list of activities' } : { ok: true, actions: [] };
    },
    handle: createCallBacks({ ...options, bot, isDefaultText, serviceUrlOf: async (conversationId) => serviceUrlIn(await publicUrl(), conversationId) }),
  };
}

/** The address once it is known; undefined if `signal` comes first. */
async function known(address: string | Promise<string>, signal: AbortSignal): Promise<string | undefined> {
  if (typeof address === 'string') return address;
  const ended = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  return Promise.race([address, ended]);
}
