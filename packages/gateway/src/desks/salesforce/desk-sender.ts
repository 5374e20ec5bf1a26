/** What Salesforce is to have of a conversation, one thing after the other: a customer, a conversation, the transcript, each message since. */
import type { Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import type { MiawClient } from './miaw-client.js';
import type { PersistentCalls } from './persistent-calls.js';
import type { SessionRecord } from './session-record.js';
import { deskId, textsOf, transcriptOf } from './transcript.js';

/** What sending takes. */
export interface DeskSenderOptions {
  readonly client: MiawClient;
  readonly calls: PersistentCalls;
  readonly head: () => Conversation;
  readonly record: () => SessionRecord;
  readonly keep: (change: Partial<SessionRecord>) => Promise<void>;
  /** Events after a seq, oldest first. */
  readonly read: (afterSeq: number) => Promise<readonly ConversationEvent[]>;
  /** Follows the stream from now on, if that was not begun. */
  readonly listen: (isResumed: boolean) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Does the next thing. @returns whether there may be more to do */
export async function sendNext(options: DeskSenderOptions): Promise<boolean> {
  const { client, calls, head, record, keep, listen, signal } = options;
  const { token, deskConversationId, isCreated, sentSeq, requestSeq } = record();
  if (token === '') {
    const identity = await calls.attempt(() => client.begin(signal), signal);
    if (identity !== undefined) await keep(identity.value);
    return true;
  }
  listen(isCreated);
  if (!isCreated) {
    const created = await calls.attempt((present) => client.create(present, deskConversationId, attributesOf(head()), signal), signal);
    if (created !== undefined) await keep({ isCreated: true });
    return true;
  }
  return sentSeq < requestSeq ? sendTranscript(options) : sendNews(options);
}

async function sendTranscript(options: DeskSenderOptions): Promise<boolean> {
  const { head, record, keep, read } = options;
  const { requestSeq, deskConversationId } = record();
  const events: ConversationEvent[] = [];
  for (let after = 0; after < requestSeq - 1; ) {
    const page = await read(after);
    events.push(...page.filter(({ seq }) => seq < requestSeq));
    after = page.at(-1)?.seq ?? requestSeq;
  }
  const isSent = await say(options, transcriptOf(head(), events), (index) => deskId('transcript', deskConversationId, index));
  if (isSent) await keep({ sentSeq: requestSeq });
  return true;
}

async function sendNews(options: DeskSenderOptions): Promise<boolean> {
  const { head, record, keep, read, signal } = options;
  const { sentSeq, deskConversationId } = record();
  const events = await read(sentSeq);
  let seq = sentSeq;
  for (const event of events) {
    if (signal.aborted) return true;
    const texts = event.type === 'message-sent' ? textsOf(head(), event) : [];
    if (!(await say(options, texts, (index) => deskId('message', deskConversationId, event.id, index)))) return true;
    seq = event.seq;
    // What says nothing is not worth remembering by itself.
    if (texts.length > 0) await keep({ sentSeq: seq });
  }
  if (seq > record().sentSeq) await keep({ sentSeq: seq });
  return events.length > 0;
}

/** @returns whether Salesforce has all of it */
async function say({ client, calls, record, signal }: DeskSenderOptions, texts: readonly string[], idOf: (index: number) => string): Promise<boolean> {
  for (const [index, text] of texts.entries())
    if ((await calls.attempt((token) => client.say(token, record().deskConversationId, { id: idOf(index), text }, signal), signal)) === undefined) return false;
  return true;
}

/** What Salesforce may route by. Each is a custom parameter of the deployment there. */
function attributesOf({ channel, reference, bot, contact, request }: Conversation): Readonly<Record<string, string>> {
  return {
    Origin_Channel: channel,
    Reference: reference,
    Bot_Name: bot.name,
    ...(contact.name === undefined ? {} : { Customer_Name: contact.name }),
    ...(request?.reason === undefined ? {} : { Request_Reason: request.reason }),
  };
}
