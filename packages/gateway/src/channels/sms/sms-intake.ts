/** Stores what customers write by text message. */
import { TakeoverError } from '@live-takeover/sdk/core';
import type { SmsNumber } from '../../config/channels-config.js';
import type { InboundMessage } from '../channel.js';
import type { ProviderChannelOptions } from '../provider-channel.js';
import { optOutChange, optOutOf, optedOutAttribute } from './opt-out.js';
import type { IncomingText } from './sms-provider.js';
import { threadOf } from './sms-texts.js';

/** Takes in customers' texts; resolves once they are stored. */
export function createSmsIntake(options: Pick<ProviderChannelOptions, 'settings' | 'sink' | 'remoteFiles' | 'attachments'>): (number: SmsNumber, text: IncomingText) => Promise<void> {
  const { settings, sink } = options;
  return async (number, text) => {
    const bot = settings.config.bots.find(({ id }) => id === number.botId);
    if (bot === undefined) throw new TakeoverError('bad-config', `channels.sms names the bot ${number.botId}, and there is none. Name one of "bots".`);
    const thread = threadOf({ ours: number.number, theirs: text.from });
    const known = (await sink.newest(bot.tenant, thread))?.attributes ?? {};
    const changes = optOutChange(optOutOf(text), known);
    const message: InboundMessage = {
      tenant: bot.tenant,
      botId: bot.id,
      channel: 'sms',
      thread,
      messageId: text.id,
      contact: { id: text.from, phone: text.from, verified: false },
      // The customer's wish outlives their conversations.
      ...(known[optedOutAttribute] === true ? { attributes: { [optedOutAttribute]: true } } : {}),
      ...(changes === undefined ? {} : { changes }),
      ...contentOf(options, bot.tenant, thread, text),
    };
    try {
      await sink.message(message);
    } catch (error) {
      // There was nothing but files, and the customer was told why they were not taken.
      if (!(error instanceof TakeoverError) || !error.code.startsWith('attachment')) throw error;
    }
  };
}

function contentOf(
  { settings, remoteFiles, attachments }: Pick<ProviderChannelOptions, 'settings' | 'remoteFiles' | 'attachments'>,
  tenant: string,
  thread: string,
  { text, media }: IncomingText,
): Pick<InboundMessage, 'text' | 'attachments' | 'unsupported'> {
  const { messageLength } = settings.config.limits;
  const { count } = attachments.limits;
  const files = media.slice(0, count).map((file) => remoteFiles.attachmentOf(tenant, { ...file, thread }));
  const unsupported = text.length > messageLength ? 'too long text' : media.length > count ? 'more files' : text.trim() === '' && files.length === 0 ? 'empty text' : undefined;
  return {
    text: text.slice(0, messageLength),
    ...(files.length === 0 ? {} : { attachments: files }),
    ...(unsupported === undefined ? {} : { unsupported }),
  };
}
