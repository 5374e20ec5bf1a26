/** The schemas of channels, desks and hooks in `live-takeover.json`. */
import { z } from 'zod';
import type { BotAuth, ChannelsConfig, DesksConfig, HookConfig, SmsNumber } from './channels-config.js';

const minute = 60_000;
const identifier = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, { message: 'may hold letters, digits, "_" and "-" only, at most 64' });
const httpUrl = z.url({ protocol: /^https?$/ });
const secretName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, { message: 'must be the name of a secret: capitals, digits and "_". The secret itself goes into LIVE_TAKEOVER_SECRET_<NAME>' });
const phone = z.string().regex(/^\+[1-9][0-9]{4,14}$|^[0-9]{3,8}$/, { message: 'must be a number in E.164, as in "+15551234567", or a short code' });
const digits = z.string().regex(/^[0-9]{1,32}$/, { message: 'must hold digits only' });

const messenger = z.strictObject({
  appId: digits.describe('The app that sends: our own echoes are known by it.'),
  appSecret: secretName.describe('Signs what Meta posts here.'),
  verifyToken: secretName.describe('What Meta sends back when the webhook is set up.'),
  graphUrl: httpUrl.default('https://graph.facebook.com/v24.0'),
  pages: z.array(z.strictObject({ pageId: digits, botId: identifier, accessToken: secretName })).min(1),
  pageInboxSilenceMs: z.int().min(minute).max(7 * 24 * 60 * minute).default(15 * minute).describe('For how long nobody has to answer from the Page inbox until the bot answers again.'),
});

const twilioNumber = z.strictObject({
  provider: z.literal('twilio'),
  number: phone,
  botId: identifier,
  accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, { message: 'must be "AC" and 32 hexadecimal digits' }),
  authToken: secretName,
  messagingServiceSid: z.string().regex(/^MG[0-9a-fA-F]{32}$/, { message: 'must be "MG" and 32 hexadecimal digits' }).optional(),
  apiUrl: httpUrl.default('https://api.twilio.com'),
});

const webhookNumber = z.strictObject({ provider: z.literal('webhook'), number: phone, botId: identifier, url: httpUrl, secret: secretName });

const smsNumbers: z.ZodType<readonly SmsNumber[]> = z.array(z.discriminatedUnion('provider', [twilioNumber, webhookNumber])).min(1);

/** Channels beside Direct Line. */
export const channelsSchema: z.ZodType<ChannelsConfig> = z
  .strictObject({
    messenger: messenger.optional(),
    sms: z.strictObject({ numbers: smsNumbers }).optional(),
    webhook: z.strictObject({ bots: z.array(z.strictObject({ botId: identifier, url: httpUrl, secret: secretName })).min(1) }).optional(),
  })
  .prefault({});

/** Human desks outside. */
export const desksSchema: z.ZodType<DesksConfig> = z
  .strictObject({
    salesforce: z
      .strictObject({
        url: httpUrl.describe('https://<org>.my.salesforce-scrt.com'),
        orgId: z.string().regex(/^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/, { message: 'must be a Salesforce organization id: "00D" and 12 or 15 more' }),
        esDeveloperName: z.string().min(1).max(80).describe('The Embedded Service deployment, of type Custom Client.'),
        acceptWithinMs: z.int().min(10_000).max(24 * 60 * minute).default(5 * minute).describe('How long Salesforce may take to accept before the request is our agents\' again.'),
      })
      .optional(),
  })
  .prefault({});

/** Who is told what happens. */
export const hooksSchema: z.ZodType<readonly HookConfig[]> = z
  .array(
    z.strictObject({
      id: identifier,
      url: httpUrl,
      secret: secretName.describe('Signs what is posted.'),
      tenant: identifier.default('default'),
      events: z.array(z.enum(['agent-requested', 'no-agents', 'takeover-started', 'takeover-ended', 'conversation-closed'])).min(1),
      botIds: z.array(identifier).default([]),
    }),
  )
  .superRefine((hooks, context) => {
    for (const [index, { id }] of hooks.entries())
      if (hooks.findIndex((hook) => hook.id === id) < index)
        context.addIssue({ code: 'custom', path: [index, 'id'], message: `is ${JSON.stringify(id)}, like that of another hook. Give each an id of its own.` });
  })
  .default([]);

/** How a bot knows that it is us who call. */
export const botAuthSchema: z.ZodType<BotAuth> = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({
      kind: z.literal('header'),
      header: z
        .string()
        .regex(/^[A-Za-z0-9-]{1,64}$/, { message: 'must be the name of a header' })
        .refine((name) => name.toLowerCase() !== 'authorization', { message: 'is "authorization", which bots check for Microsoft\'s tokens. Use a header of your own' }),
      secret: secretName,
    }),
    z.strictObject({ kind: z.literal('hmac'), secret: secretName }),
  ])
  .default({ kind: 'none' });
