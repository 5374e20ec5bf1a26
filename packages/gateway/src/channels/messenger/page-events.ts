/**
 * What Facebook posts to a webhook, as what happened on a page. Pure and total:
 * what is not understood is `other`, by its name, and never dropped here.
 *
 * @see docs/messenger.md
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A file or place that came with a message. */
export interface PageAttachment {
  readonly type: string;
  readonly url?: string | undefined;
  readonly title?: string | undefined;
  readonly coordinates?: { readonly lat: number; readonly long: number } | undefined;
}

/** What happened. */
export type PageNews =
  | {
      readonly kind: 'message';
      readonly mid: string;
      readonly text: string;
      readonly attachments: readonly PageAttachment[];
      /** Facebook says that its API cannot show it. */
      readonly isUnsupported: boolean;
      readonly quickReply?: string | undefined;
      readonly replyTo?: string | undefined;
    }
  | { readonly kind: 'postback'; readonly id: string; readonly title: string; readonly payload: string }
  /** Something that was sent to the customer: by our app, another one, or a person in the page's inbox. */
  | {
      readonly kind: 'echo';
      readonly mid: string;
      readonly appId: string | undefined;
      readonly metadata: string | undefined;
      readonly text: string;
      readonly attachments: readonly PageAttachment[];
    }
  /** These; or, if none is named, everything sent before that instant, epoch ms of Facebook's clock. */
  | { readonly kind: 'delivered'; readonly mids: readonly string[]; readonly before: number }
  /** Everything sent before that instant, epoch ms of Facebook's clock. */
  | { readonly kind: 'read'; readonly before: number }
  /** Which app may answer the customer has changed. */
  | { readonly kind: 'thread-control'; readonly newOwner: string }
  | { readonly kind: 'other'; readonly name: string; readonly content: unknown };

/** One thing that happened between a page and a customer. */
export interface PageEvent {
  readonly pageId: string;
  /** The customer, as the page knows them. */
  readonly psid: string;
  /** Epoch ms of Facebook's clock. */
  readonly at: number;
  /** The same at each repeat, unique on the page. */
  readonly id: string;
  /** Whether another app answers the customer now, and we are only told. */
  readonly isStandby: boolean;
  readonly news: PageNews;
}

const identifier = z.union([z.string().min(1).max(100), z.number()]).transform(String);
const payload = z
  .looseObject({ url: z.string().max(4_000).optional().catch(undefined), title: z.string().max(1_000).optional().catch(undefined), coordinates: z.object({ lat: z.number(), long: z.number() }).optional().catch(undefined) })
  .nullish();
const attachments = z.array(z.looseObject({ type: z.string().max(100), title: z.string().optional().catch(undefined), payload: payload.catch(undefined) })).catch([]);
const message = z.looseObject({
  mid: z.string().min(1).max(1_000),
  text: z.string().optional(),
  attachments: attachments.optional(),
  is_echo: z.boolean().optional(),
  is_deleted: z.boolean().optional(),
  is_unsupported: z.boolean().optional(),
  app_id: identifier.nullish(),
  metadata: z.string().optional(),
  quick_reply: z.looseObject({ payload: z.string() }).optional(),
  reply_to: z.looseObject({ mid: z.string().optional() }).optional(),
});
const postback = z.looseObject({ mid: z.string().optional(), title: z.string().catch(''), payload: z.string().catch('') });
const control = z.looseObject({ new_owner_app_id: identifier });
/** Who takes a thread need not say who it is. */
const taking = z.looseObject({ new_owner_app_id: identifier.catch('unknown') });
const happened = z.looseObject({ sender: z.looseObject({ id: identifier }), recipient: z.looseObject({ id: identifier }), timestamp: z.number().catch(0) });
const webhook = z.looseObject({
  object: z.literal('page'),
  entry: z.array(z.looseObject({ id: identifier, messaging: z.array(z.unknown()).optional(), standby: z.array(z.unknown()).optional(), changes: z.array(z.unknown()).optional() })),
});

type Happened = z.infer<typeof happened>;

/** What every event has, beside what happened. */
const addressing: ReadonlySet<string> = new Set(['sender', 'recipient', 'timestamp']);

/**
 * The events of a webhook's body, in the order in which they happened, and how many of them cannot be read.
 *
 * @returns undefined if it is no webhook of a page
 */
export function pageEventsOf(body: unknown): { readonly events: readonly PageEvent[]; readonly unreadable: number } | undefined {
  const parsed = webhook.safeParse(body);
  if (!parsed.success) return undefined;
  const told = parsed.data.entry.flatMap(({ id, messaging = [], standby = [], changes = [] }) => [
    ...messaging.map((event) => pageEventOf(id, event, false)),
    ...standby.map((event) => pageEventOf(id, event, true)),
    // Of the page and not of a conversation.
    ...changes.map(() => undefined),
  ]);
  const events = told.filter((event) => event !== undefined);
  // The sort keeps the order of those of one instant.
  return { events: events.sort((one, other) => one.at - other.at), unreadable: told.length - events.length };
}

function pageEventOf(pageId: string, event: unknown, isStandby: boolean): PageEvent | undefined {
  const parsed = happened.safeParse(event);
  if (!parsed.success) return undefined;
  const { sender, recipient, timestamp } = parsed.data;
  const news = newsOf(parsed.data);
  // In an echo it is the page that sent.
  const psid = sender.id === pageId ? recipient.id : sender.id;
  return { pageId, psid, at: timestamp, id: idOf(news, psid, parsed.data), isStandby, news };
}

function newsOf(event: Happened): PageNews {
  if ('message' in event) return messageNews(event['message']) ?? otherNews(event);
  if ('postback' in event) return postbackNews(event) ?? otherNews(event);
  if ('delivery' in event) return deliveryNews(event['delivery']) ?? otherNews(event);
  if ('read' in event) return readNews(event['read']) ?? otherNews(event);
  const { data } = 'take_thread_control' in event ? taking.safeParse(event['take_thread_control']) : control.safeParse(event['pass_thread_control']);
  return data === undefined ? otherNews(event) : { kind: 'thread-control', newOwner: data.new_owner_app_id };
}

function messageNews(value: unknown): PageNews | undefined {
  const { data } = message.safeParse(value);
  if (data === undefined) return undefined;
  const { mid, text = '' } = data;
  if (data.is_deleted === true) return { kind: 'other', name: 'deleted-message', content: { mid } };
  const files = (data.attachments ?? []).map(({ type, title, payload: held }): PageAttachment => ({ type, url: held?.url, title: held?.title ?? title, coordinates: held?.coordinates }));
  if (data.is_echo === true) return { kind: 'echo', mid, appId: data.app_id ?? undefined, metadata: data.metadata, text, attachments: files };
  const [quickReply, replyTo] = [data.quick_reply?.payload, data.reply_to?.mid];
  return { kind: 'message', mid, text, attachments: files, isUnsupported: data.is_unsupported === true, quickReply, replyTo };
}

function postbackNews({ sender, timestamp, ...event }: Happened): PageNews | undefined {
  const { data } = postback.safeParse(event['postback']);
  if (data === undefined) return undefined;
  const { mid, title, payload: pressed } = data;
  // Older ones have no id of their own.
  const id = mid ?? createHash('sha256').update(JSON.stringify([sender.id, timestamp, pressed])).digest('base64url');
  return { kind: 'postback', id, title, payload: pressed };
}

function deliveryNews(value: unknown): PageNews | undefined {
  const { data } = z.looseObject({ mids: z.array(z.string()).default([]), watermark: z.number().default(0) }).safeParse(value);
  return data === undefined ? undefined : { kind: 'delivered', mids: data.mids, before: data.watermark };
}

function readNews(value: unknown): PageNews | undefined {
  const { data } = z.looseObject({ watermark: z.number() }).safeParse(value);
  return data === undefined ? undefined : { kind: 'read', before: data.watermark };
}

function otherNews(event: Happened): PageNews {
  const name = Object.keys(event).find((field) => !addressing.has(field)) ?? 'unknown';
  return { kind: 'other', name: name.replaceAll('_', '-').slice(0, 60), content: event[name] ?? null };
}

function idOf(news: PageNews, psid: string, event: Happened): string {
  switch (news.kind) {
    case 'message':
    case 'echo':
      return news.mid;
    case 'postback':
      return news.id;
    default:
      return createHash('sha256').update(JSON.stringify([psid, event])).digest('base64url');
  }
}
