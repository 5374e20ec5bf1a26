/**
 * The schema of `live-takeover.json`: the one source of checks, defaults and of
 * the published config.schema.json. The compiler holds it to {@link GatewayConfig}.
 */
import { z } from 'zod';
import type { BotMessages, GatewayConfig } from './config.js';

const day = 24 * 60 * 60_000;
const identifier = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, { message: 'may hold letters, digits, "_" and "-" only, at most 64' });
const httpUrl = z.url({ protocol: /^https?$/ });

const templateVariables = ['agent', 'bot', 'reference', 'customer'];
const template = z.string().max(1000).superRefine((text, context) => {
  for (const [, name = ''] of text.matchAll(/\{([^{}]*)\}/g))
    if (!templateVariables.includes(name))
      context.addIssue({ code: 'custom', message: `holds {${name}}, which nothing fills in. Use {agent}, {bot}, {reference} or {customer}.` });
});

const defaultMessages: BotMessages = {
  start: 'You are now talking to {agent}.',
  exit: 'You are talking to {bot} again.',
  confirmation: 'Thank you. We are finding someone to help you.',
  noAgents: 'Nobody is available right now. You can go on writing here; we will answer as soon as someone is back.',
  notOffered: 'I am sorry, talking to a person is not possible here.',
  requestExpired: 'Everyone is still busy. Thank you for waiting; we have not forgotten you.',
};

const messages = z
  .strictObject({
    start: template.default(defaultMessages.start),
    exit: template.default(defaultMessages.exit),
    confirmation: template.default(defaultMessages.confirmation),
    noAgents: template.default(defaultMessages.noAgents),
    notOffered: template.default(defaultMessages.notOffered),
    requestExpired: template.default(defaultMessages.requestExpired),
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

const bot = z.strictObject({
  id: identifier,
  name: z.string().min(1).max(100),
  tenant: identifier.default('default'),
  protocol: z.enum(['activity', 'webhook']).describe('activity: Bot Framework / Microsoft 365 Agents; webhook: Rasa-REST-shaped JSON.'),
  url: httpUrl,
  timeoutMs: z.int().min(100).max(120_000).default(10_000),
  deliveryMode: z.enum(['callback', 'expectReplies']).default('callback'),
  defaultAnswers: z.array(z.string().min(1)).default([]),
  rules,
  teams: z.array(z.string().min(1)).default([]),
  agentRequests: z.enum(['agents', 'off']).default('agents'),
  whileWaiting: z.enum(['answer', 'silent']).default('answer'),
  requestTimeoutMs: z.int().min(1000).max(day).default(120_000),
  onNoAgents: z.enum(['keep', 'end']).default('keep'),
  onUnreachable: z.enum(['requeue', 'hand-back', 'hold']).default('requeue'),
  messages,
});

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
    })
    .prefault({}),
  bots: z.array(bot).min(1).superRefine(refuseRepeatedIds),
  directLine: z
    .strictObject({
      tokenLifetimeMs: z.int().min(60_000).max(7 * day).default(30 * 60_000),
      connectionLostAfterMs: z.int().min(1000).max(day).default(60_000),
    })
    .prefault({}),
  limits: z
    .strictObject({
      messageLength: z.int().min(100).max(65_536).default(4000),
      frameBytes: z.int().min(16_384).max(16_777_216).default(262_144),
    })
    .prefault({}),
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

function isOrigin(text: string): boolean {
  try {
    return /^https?:/.test(text) && new URL(text).origin === text;
  } catch {
    // No URL at all, so no origin either.
    return false;
  }
}
