import type { Attachment, Conversation } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import { takesFiles } from '../../conversations/message-events.js';
import type { InboundMessage } from '../channel.js';
import type { CustomerActivity } from './customer-activity.js';
import { activityIdOf } from './delivered-activity.js';
import type { DirectLineOptions } from './direct-line-options.js';
import { IncomingFiles } from './incoming-files.js';
import type { DirectLineClaims } from './tokens.js';

/** What it takes to store a message. */
export interface PostOptions extends Pick<DirectLineOptions, 'attachments' | 'settings' | 'sink' | 'runtime'> {
  /** The newest conversation of a thread. */
  readonly newest: (tenant: string, thread: string) => Promise<Conversation | undefined>;
}

type Message = Extract<CustomerActivity, { kind: 'message' }>;

/** Who speaks, where to. */
export function customerOf(claims: DirectLineClaims, senderName?: string): Omit<InboundMessage, 'messageId' | 'text' | 'attachments' | 'fileRefusal'> {
  const name = claims.userName ?? senderName;
  return {
    tenant: claims.tenant,
    botId: claims.botId,
    channel: 'web',
    thread: claims.thread,
    contact: { id: claims.userId, ...(name === undefined ? {} : { name }), verified: claims.isVerified },
    attributes: claims.attributes,
  };
}

/** Somewhere to put the files of a message that is coming in, if they are wanted now. */
export async function expectFiles(options: PostOptions, claims: DirectLineClaims): Promise<IncomingFiles> {
  const { attachments, settings, newest, sink } = options;
  const { tenant, thread, botId } = claims;
  const bot = settings.findBot(tenant, botId);
  const head = await newest(tenant, thread);
  if (!takesFiles(head, bot)) return new IncomingFiles(attachments, undefined);
  // Files are kept under their conversation, so there has to be one.
  const { id: conversationId } = head?.closed === null ? head : await sink.start(customerOf(claims));
  return new IncomingFiles(attachments, { tenant, conversationId });
}

/**
 * Stores a message; its echo goes out by the streams, and the bot is called
 * after that, by others. Files that did not become part of it are removed.
 */
export async function postMessage(options: PostOptions, claims: DirectLineClaims, message: Message, files: IncomingFiles): Promise<Response> {
  let stored: readonly Attachment[] = [];
  try {
    const event = await options.sink.message({
      ...customerOf(claims, message.senderName),
      messageId: message.messageId ?? options.runtime.newId(),
      text: message.text,
      ...files.found,
      ...(message.extras === undefined ? {} : { channelData: message.extras }),
    });
    if (event.type === 'message-sent') stored = event.attachments ?? [];
    await files.discard(stored);
    return Response.json({ id: activityIdOf(claims.thread, event) });
  } catch (error) {
    // Unless it was refused for good, the message may be stored after all, and its files with it.
    if (error instanceof TakeoverError && !error.retry) await files.discard();
    throw error;
  }
}
