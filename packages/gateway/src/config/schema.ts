/**
 * The schema of `live-takeover.json`: the one source of checks, defaults and of
 * the published config.schema.json. The compiler holds it to {@link GatewayConfig}.
 */
import { z } from 'zod';
import { defaultTypes } from '../attachments/content-type.js';
import { botAuthSchema, channelsSchema, desksSchema, hooksSchema } from './channel-schema.js';
import type { BotConfig, BotMessages, GatewayConfig } from './config.js';
import { openingHoursSchema, preparedRepliesSchema, reasonsSchema, wrapUpSchema } from './desk-schema.js';

const day = 24 * 60 * 60_000;
const rate = z.int().min(1).max(1_000_000);
const identifier = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, { message: 'may hold letters, digits, "_" and "-" only, at most 64' });
const httpUrl = z.url({ protocol: /^https?$/ });

const templateVariables = ['agent', 'bot', 'reference', 'customer'];
const templateOf = (variables: readonly string[]): z.ZodString =>
  z.string().max(1000).superRefine((text, context) => {
    for (const [, name = ''] of text.matchAll(/\{([^{}]*)\}/g))
      if (!variables.includes(name))
        context.addIssue({ code: 'custom', message: `holds {${name}}, which nothing fills in. Use ${listed(variables)}.` });
  });
const template = templateOf(templateVariables);
const fileTemplate = templateOf([...templateVariables, 'limit']);
const hoursTemplate = templateOf([...templateVariables, 'opens']);

/** What the gateway says where a bot's configuration words nothing. */
export const defaultMessages: BotMessages = {
  start: 'You are now talking to {agent}.',
  exit: 'You are talking to {bot} again.',
  confirmation: 'Thank you. We are finding someone to help you.',
  noAgents: 'Nobody is available right now. You can go on writing here; we will answer as soon as someone is back.',
  allBusy: 'All of us are in other conversations right now. Thank you for waiting; we will answer as soon as one of us is free.',
  outsideHours: 'Nobody is here at this hour. We are back: {opens}. You can go on writing here; we will answer then.',
  notOffered: 'I am sorry, talking to a person is not possible here.',
  requestExpired: 'Everyone is still busy. Thank you for waiting; we have not forgotten you.',
  filesNotNow: 'Files can be sent only while you are talking to a person. Yours was not sent.',
  fileTooLarge: 'Your file was not sent: at most {limit} are possible.',
  fileNotAllowed: 'Your file was not sent: files of this kind are not accepted here.',
  fileNotStored: 'Your file could not be sent. Please try again later.',
};

const messages = z
  .strictObject({
    start: template.default(defaultMessages.start),
    exit: template.default(defaultMessages.exit),
    confirmation: template.default(defaultMessages.confirmation),
    noAgents: template.default(defaultMessages.noAgents),
    allBusy: template.default(defaultMessages.allBusy).describe('Agents are there, and all hold as many conversations as they may.'),
    outsideHours: hoursTemplate.default(defaultMessages.outsideHours).describe('The desk is closed; {opens} is filled in with the next opening.'),
    notOffered: template.default(defaultMessages.notOffered),
    requestExpired: template.default(defaultMessages.requestExpired),
    filesNotNow: fileTemplate.default(defaultMessages.filesNotNow),
    fileTooLarge: fileTemplate.default(defaultMessages.fileTooLarge),
    fileNotAllowed: fileTemplate.default(defaultMessages.fileNotAllowed),
    fileNotStored: fileTemplate.default(defaultMessages.fileNotStored),
  })
  .prefault({})
  .describe('What the gateway says by itself. {agent}, {bot}, {reference} and {customer} are filled in; an empty text is not sent.');

const rules = z
  .strictObject({
    agentThreshold: z.int().min(0).max(20).default(3).describe('Default answers that make a conversation need Action; 0 = never.'),
    stalledAfterMs: z.int().min(30_000).default(5 * 60_000),
    abandonedAfterMs: z.int().default(30 * 60_000),
    timeoutMs: z.int().max(365 * day).default(day),
  })
  .superRefine((value, context) => {
    if (value.stalledAfterMs > value.abandonedAfterMs)
      context.addIssue({ code: 'custom', path: ['abandonedAfterMs'], message: `is ${value.abandonedAfterMs}, shorter than stalledAfterMs (${value.stalledAfterMs}). Make it at least as long.` });
    if (value.abandonedAfterMs > value.timeoutMs)
      context.addIssue({ code: 'custom', path: ['timeoutMs'], message: `is ${value.timeoutMs}, shorter than abandonedAfterMs (${value.abandonedAfterMs}). Make it at least as long.` });
  })
  .prefault({});

/** What supervisors may change of a bot while the gateway runs. */
export const changeableBotSchema: z.ZodObject<{
  readonly rules: z.ZodType<BotConfig['rules']>;
  readonly preparedReplies: z.ZodType<BotConfig['preparedReplies']>;
  readonly messages: z.ZodType<BotConfig['messages']>;
  readonly openingHours: z.ZodType<BotConfig['openingHours']>;
}> = z.object({ rules, preparedReplies: preparedRepliesSchema, messages, openingHours: openingHoursSchema.nullable() });

const bot = z.strictObject({
  id: identifier,
  name: z.string().min(1).max(100),
  tenant: identifier.default('default'),
  protocol: z
    .enum(['activity', 'webhook', 'own'])
    .describe('activity: Bot Framework / Microsoft 365 Agents; webhook: Rasa-REST-shaped JSON; own: it keeps its own widget, and is listed in channels.webhook.bots.'),
  url: httpUrl.optional().describe('Where it is called; needed but for protocol "own".'),
  auth: botAuthSchema.describe('How the bot knows that it is us who call.'),
  timeoutMs: z.int().min(100).max(120_000).default(10_000),
  deliveryMode: z.enum(['callback', 'expectReplies']).default('callback'),
  defaultAnswers: z.array(z.string().min(1)).default([]),
  rules,
  teams: z.array(z.string().min(1)).default([]),
  agentRequests: z.enum(['agents', 'salesforce', 'off']).default('agents').describe('To whom customers are given who ask for a human.'),
  whileWaiting: z.enum(['answer', 'silent']).default('answer'),
  requestTimeoutMs: z.int().min(1000).max(day).default(120_000),
  onNoAgents: z.enum(['keep', 'end']).default('keep'),
  onUnreachable: z.enum(['requeue', 'hand-back', 'hold']).default('requeue'),
  replyWithinMs: z
    .int()
    .min(15_000)
    .max(day)
    .optional()
    .describe('How long an agent may leave the customer unanswered before onUnreachable applies. The agent is warned after two thirds of it. Absent: for ever.'),
  attachments: z.strictObject({ whenBot: z.enum(['refuse', 'accept']).default('refuse') }).prefault({}),
  messages,
  language: z
    .string()
    .superRefine((tag, context) => {
      if (!isLanguage(tag)) context.addIssue({ code: 'custom', message: `is ${JSON.stringify(tag)}, which is no language. Write a BCP 47 tag, as in "de" or "pt-BR".` });
    })
    .optional()
    .describe('BCP 47 tag of the language that messages are written in; times in them are written in it too.'),
  preparedReplies: preparedRepliesSchema.default([]).describe('Texts that agents need often; supervisors may change them while the gateway runs.'),
  wrapUp: wrapUpSchema.nullable().default(null).describe('What agents are asked for when they hand back or close; null for nothing.'),
  openingHours: openingHoursSchema.nullable().default(null).describe('When the desk is staffed; null for always. Outside of them nobody counts as available for this bot.'),
});

const attachments = z
  .strictObject({
    directory: z.string().min(1).optional().describe('Where files are kept; all nodes of one store need the same. Default: beside the SQLite file.'),
    sizeBytes: z.int().min(1024).max(1_073_741_824).default(10_000_000).describe('Of one file.'),
    count: z.int().min(1).max(10).default(5).describe('Files of one message.'),
    conversationBytes: z.int().min(1024).default(100_000_000).describe('Of all files that one conversation holds at a time.'),
    types: z
      .array(z.string().regex(/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/, { message: 'must be a content type in lower case, as in "image/png"' }))
      .min(1)
      .default([...defaultTypes]),
    lifetimeMs: z.int().min(60_000).max(30 * day).default(day),
  })
  .prefault({});

const origin = z.string().superRefine((text, context) => {
  if (text !== '*' && !isOrigin(text)) context.addIssue({ code: 'custom', message: `is ${JSON.stringify(text)}, which is no origin. Write scheme, host and port only, as in "https://crm.example", or "*" for every page.` });
});

/** Checks a parsed `live-takeover.json` and fills in its defaults. */
export const gatewayConfigSchema: z.ZodType<GatewayConfig> = z.strictObject({
  $schema: z.string().optional().describe('Where editors find this schema.'),
  listen: z
    .strictObject({ host: z.string().min(1).default('127.0.0.1'), port: z.int().min(0).max(65_535).default(8787) })
    .prefault({}),
  publicUrl: httpUrl.optional().describe('Where bots and browsers reach the gateway from outside.'),
  store: z.strictObject({ sqlite: z.string().min(1).default('live-takeover.sqlite') }).prefault({}),
  origins: z.array(origin).default([]).describe('Pages that may talk to the gateway, as in "https://crm.example"; "*" for every page.'),
  agents: z
    .strictObject({
      issuer: z.string().min(1).optional(),
      audience: z.string().min(1).optional(),
      jwksUrl: httpUrl.optional(),
      algorithms: z.array(z.enum(['RS256', 'ES256', 'EdDSA', 'HS256'])).min(1).default(['RS256', 'ES256', 'EdDSA', 'HS256']),
      reasons: reasonsSchema.default([]).describe('What agents may choose besides Online and Offline, as in "At lunch".'),
      capacity: z
        .int()
        .min(1)
        .max(1_000)
        .nullable()
        .default(null)
        .describe("Conversations that one agent may hold at a time; null for any number. The claim `capacity` of an agent's token goes before it."),
      mask: z
        .array(z.strictObject({ role: z.enum(['agent', 'supervisor']), what: z.literal('phone') }))
        .default([])
        .describe('What customers\' contacts do not show, by role: {"role": "agent", "what": "phone"}.'),
    })
    .prefault({}),
  bots: z.array(bot).min(1).superRefine(refuseRepeatedIds),
  directLine: z
    .strictObject({
      tokenLifetimeMs: z.int().min(60_000).max(7 * day).default(30 * 60_000),
      connectionLostAfterMs: z.int().min(1000).max(day).default(60_000),
    })
    .prefault({}),
  channels: channelsSchema,
  desks: desksSchema,
  hooks: hooksSchema,
  limits: z
    .strictObject({
      messageLength: z.int().min(100).max(65_536).default(4000),
      botMessageLength: z.int().min(100).max(65_536).default(16_384),
      frameBytes: z.int().min(16_384).max(16_777_216).default(262_144),
      framesPerSecond: rate.default(100),
      commandsPerSecond: rate.default(50),
      customerCallsPerSecond: rate.default(20),
      tokensPerSecond: rate.default(50),
    })
    .prefault({}),
  retention: z
    .strictObject({
      historyMs: z.int().min(day).max(3650 * day).default(45 * day).describe('How long a conversation is kept after it was closed.'),
      auditMs: z.int().min(day).max(3650 * day).default(365 * day).describe('How long a line of the audit stream is kept.'),
    })
    .prefault({}),
  attachments,
  drainMs: z.int().min(0).max(5_000).default(1_000).describe('How long /readyz says "stopping" before anybody is sent away.'),
});

/** The schema as published for editors: what may be written, not what comes out. */
export function publishedSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(gatewayConfigSchema, { io: 'input' });
  return { ...schema, title: 'Configuration of live-takeover-gateway' };
}

function refuseRepeatedIds(bots: readonly { readonly id: string }[], context: z.RefinementCtx): void {
  const first = new Map<string, number>();
  for (const [index, { id }] of bots.entries()) {
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, index);
    else context.addIssue({ code: 'custom', path: [index, 'id'], message: `is ${JSON.stringify(id)}, like that of bots[${earlier}]. Give each bot an id of its own.` });
  }
}

function listed(variables: readonly string[]): string {
  const named = variables.map((name) => `{${name}}`);
  return `${named.slice(0, -1).join(', ')} or ${named.at(-1) ?? ''}`;
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    // A RangeError says that it is none.
    return false;
  }
}

function isOrigin(text: string): boolean {
  try {
    return /^https?:/.test(text) && new URL(text).origin === text;
  } catch {
    // No URL at all, so no origin either.
    return false;
  }
}
