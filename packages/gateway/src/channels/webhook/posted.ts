/** What the server of a bot that keeps its own widget posts, checked. */
import type { Attributes } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import { z } from 'zod';
import { jsonOf } from '../../http/bounded-text.js';

/** Something that customer or bot said. */
export interface PostedMessage {
  readonly threadId: string;
  /** Unique among the thread's messages of the same sender; a repeat is stored once. */
  readonly id: string;
  readonly from: 'customer' | 'bot';
  readonly text: string;
  readonly attachments: readonly { readonly url: string; readonly name?: string | undefined; readonly contentType?: string | undefined }[];
  /** The customer's id in the integrator's own books, who vouches for it. */
  readonly customerId?: string | undefined;
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  readonly attributes?: Attributes | undefined;
  readonly defaultAnswer: boolean;
  /** Under which the bot's message was written; absent for the present one. */
  readonly term?: number | undefined;
  /** That the bot's message belongs to; absent for the thread's newest one. */
  readonly conversationId?: string | undefined;
  /** Id of the customer's message that the bot answers. */
  readonly inReplyTo?: string | undefined;
}

/** Something that the customer does, or that is done for them. */
export type PostedAction =
  | { readonly action: 'typing'; readonly threadId: string; readonly isActive: boolean }
  | { readonly action: 'end'; readonly threadId: string; readonly id: string }
  | {
      readonly action: 'request-agent';
      readonly threadId: string;
      /** Unique within the thread; a repeat asks for nothing. */
      readonly id: string;
      readonly reason?: string | undefined;
      readonly inReplyTo?: string | undefined;
      readonly term?: number | undefined;
    };

const id = z.string().min(1).max(200);
const term = z.int().min(0);
const attributes: z.ZodType<Attributes> = z
  .record(z.string().min(1).max(64), z.union([z.string().max(200), z.number(), z.boolean()]))
  .refine((record) => Object.keys(record).length <= 20, { message: 'holds more than 20' });
const file = z.object({ url: z.url({ protocol: /^https?$/ }).max(4000), name: z.string().max(200).optional(), contentType: z.string().max(200).optional() });

const message: z.ZodType<PostedMessage> = z.object({
  threadId: id,
  id,
  from: z.enum(['customer', 'bot']),
  text: z.string().default(''),
  attachments: z.array(file).max(10).default([]),
  customerId: id.optional(),
  name: z.string().min(1).max(200).optional(),
  phone: z
    .string()
    .regex(/^\+[1-9][0-9]{4,14}$/, { message: 'must be a number in E.164, as in "+15551234567"' })
    .optional(),
  attributes: attributes.optional(),
  defaultAnswer: z.boolean().default(false),
  term: term.optional(),
  conversationId: id.optional(),
  inReplyTo: id.optional(),
});

/** They say what they are for and of which thread, for the path is not among what is signed. */
const actionOf = { threadId: id };
const typing = z.object({ ...actionOf, action: z.literal('typing'), isActive: z.boolean() });
const end = z.object({ ...actionOf, action: z.literal('end'), id });
const requestAgent = z.object({ ...actionOf, action: z.literal('request-agent'), id, reason: z.string().max(500).optional(), inReplyTo: id.optional(), term: term.optional() });
const action: z.ZodType<PostedAction> = z.discriminatedUnion('action', [typing, end, requestAgent]);

/** @throws {TakeoverError} `bad-request`: says which field is wrong, and never what it holds */
export function postedMessage(text: string): PostedMessage {
  return checked(message, text);
}

/** @throws {TakeoverError} `bad-request` */
export function postedAction(text: string): PostedAction {
  return checked(action, text);
}

function checked<Value>(schema: z.ZodType<Value>, text: string): Value {
  const value = jsonOf(text);
  if (value === undefined) throw new TakeoverError('bad-request', 'The body is not JSON. Post a JSON object.');
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(({ path, message: what }) => (path.length === 0 ? what : `${path.map(String).join('.')}: ${what}`));
  throw new TakeoverError('bad-request', `${wrong.join('; ')}. Mend the body; docs/own-bot-platform.md shows it.`);
}
