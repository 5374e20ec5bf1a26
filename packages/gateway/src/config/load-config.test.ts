import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isLoopback } from './config.js';
import type { LoadConfigOptions } from './load-config.js';
import { loadConfig } from './load-config.js';
import { publishedSchema } from './schema.js';

const bot = { id: 'bank', name: 'Bank', protocol: 'webhook', url: 'https://bot.example/' };
const secret = 'a secret of at least thirty-two chars';
const environment = { LIVE_TAKEOVER_SIGNING_SECRET: secret, LIVE_TAKEOVER_AGENT_SECRET: secret };

function load(config: unknown, options: Partial<LoadConfigOptions> = {}) {
  return loadConfig(typeof config === 'string' ? config : JSON.stringify(config), { environment, readFile: () => '', ...options });
}

function mistakesIn(config: unknown, options?: Partial<LoadConfigOptions>): readonly string[] {
  const loaded = load(config, options);
  return loaded.ok ? [] : loaded.mistakes;
}

test('one bot is configuration enough; everything else has a default', () => {
  const loaded = load({ bots: [bot] });
  if (!loaded.ok) throw new Error(loaded.mistakes.join('\n'));
  expect(loaded.config).toMatchObject({
    listen: { host: '127.0.0.1', port: 8787 },
    limits: { messageLength: 4000, frameBytes: 262_144 },
    bots: [
      {
        tenant: 'default',
        timeoutMs: 10_000,
        rules: { agentThreshold: 3, stalledAfterMs: 300_000, abandonedAfterMs: 1_800_000, timeoutMs: 86_400_000 },
        agentRequests: 'agents',
        whileWaiting: 'answer',
        requestTimeoutMs: 120_000,
        onNoAgents: 'keep',
        onUnreachable: 'requeue',
      },
    ],
  });
  expect(loaded.secrets).toEqual({ signing: { current: secret }, agent: { current: secret } });
});

describe('each mistake has one sentence with its place, what is wrong and what to do', () => {
  const bots = (change: Readonly<Record<string, unknown>>) => ({ bots: [{ ...bot, ...change }] });
  const hours = (change: Readonly<Record<string, unknown>>) => ({ timeZone: 'Europe/Berlin', week: [[], [], [], [], [], [], []], ...change });
  const monday = (...spans: readonly { readonly from: string; readonly to: string }[]) => hours({ week: [spans, [], [], [], [], [], []] });
  const rows: readonly [string, unknown, string][] = [
    ['no JSON', '{ "bots": [ oops ] }', 'The file is not JSON: Unexpected token'],
    ['JSON that breaks off', '{ "bots":\n  [', 'The file is not JSON: Unexpected end'],
    ['no object', '[]', 'The configuration: is [], not an object. Write an object.'],
    ['no bots', {}, 'bots: is missing. Give it an array.'],
    ['empty bots', { bots: [] }, 'bots: is empty. Give at least 1 entry.'],
    ['a bot without an id', bots({ id: undefined }), 'bots[0].id: is missing. Give it a string.'],
    ['an id with a blank', bots({ id: 'my bot' }), 'bots[0].id: is "my bot"; it may hold letters, digits, "_" and "-" only, at most 64. Write another.'],
    ['two bots of one id', { bots: [bot, bot] }, 'bots[1].id: is "bank", like that of bots[0]. Give each bot an id of its own.'],
    ['an unknown protocol', bots({ protocol: 'smoke' }), 'bots[0].protocol: is "smoke". Use "activity", "webhook" or "own".'],
    ['a bot that is called nowhere', bots({ url: undefined }), 'bots[0].url: is missing. Write where the bot is called.'],
    ['a bot with its own widget that nobody speaks for', bots({ protocol: 'own' }), 'bots[0].protocol: is "own", and the bot is not in channels.webhook.bots, so nobody would answer. Add it there, or say how it is called.'],
    ['no address', bots({ url: 'bot.example' }), 'bots[0].url: is "bot.example", which is no http(s) address. Write one, as in "https://bot.example/api/messages".'],
    ['a threshold above 20', bots({ rules: { agentThreshold: 21 } }), 'bots[0].rules.agentThreshold: is 21, above 20. Give at most 20.'],
    ['a negative threshold', bots({ rules: { agentThreshold: -1 } }), 'bots[0].rules.agentThreshold: is -1, below 0. Give at least 0.'],
    ['half a threshold', bots({ rules: { agentThreshold: 2.5 } }), 'bots[0].rules.agentThreshold: is 2.5, not a whole number. Write a whole number.'],
    ['stalled too soon', bots({ rules: { stalledAfterMs: 29_999 } }), 'bots[0].rules.stalledAfterMs: is 29999, below 30000. Give at least 30000.'],
    ['abandoned before stalled', bots({ rules: { abandonedAfterMs: 60_000 } }), 'bots[0].rules.abandonedAfterMs: is 60000, shorter than stalledAfterMs (300000). Make it at least as long.'],
    ['timed out before abandoned', bots({ rules: { timeoutMs: 60_000 } }), 'bots[0].rules.timeoutMs: is 60000, shorter than abandonedAfterMs (1800000). Make it at least as long.'],
    ['a variable that nothing fills', bots({ messages: { start: 'Hi {nmae}' } }), 'bots[0].messages.start: holds {nmae}, which nothing fills in. Use {agent}, {bot}, {reference} or {customer}.'],
    ['a misspelt setting', { bots: [bot], orgins: [] }, 'The configuration: has no setting "orgins". Check the spelling, or remove it; config.schema.json lists all settings.'],
    ['a port out of range', { bots: [bot], listen: { port: 70_000 } }, 'listen.port: is 70000, above 65535. Give at most 65535.'],
    ['a port as text', { bots: [bot], listen: { port: '80' } }, 'listen.port: is "80", not a number. Write a number.'],
    ['an origin with a path', { bots: [bot], origins: ['https://crm.example/'] }, 'origins[0]: is "https://crm.example/", which is no origin. Write scheme, host and port only, as in "https://crm.example", or "*" for every page.'],
    ['a reason that every agent has', { bots: [bot], agents: { reasons: [{ id: 'offline', label: 'Gone' }] } }, 'agents.reasons[0].id: is "online" or "offline", which every agent has. Choose another.'],
    ['a reason twice', { bots: [bot], agents: { reasons: [{ id: 'a', label: 'A' }, { id: 'a', label: 'B' }] } }, 'agents.reasons[1].id: is "a", like that of [0]. Give each an id of its own.'],
    ['room for nothing', { bots: [bot], agents: { capacity: 0 } }, 'agents.capacity: is 0, below 1. Give at least 1.'],
    ['a prepared reply without words', bots({ preparedReplies: [{ id: 'a', title: 'A', text: '' }] }), 'bots[0].preparedReplies[0].text: is empty. Give at least 1 character.'],
    ['wrap-up reasons that are none', bots({ wrapUp: { reasons: [] } }), 'bots[0].wrapUp.reasons: is empty. Give at least 1 entry.'],
    ['a time zone that is none', bots({ openingHours: hours({ timeZone: 'Europe/Atlantis' }) }), 'bots[0].openingHours.timeZone: is "Europe/Atlantis", which is no time zone. Write an IANA name, as in "Europe/Berlin".'],
    ['an offset for a time zone', bots({ openingHours: hours({ timeZone: '+01:00' }) }), 'bots[0].openingHours.timeZone: is "+01:00", which is no time zone.'],
    ['a week of six days', bots({ openingHours: hours({ week: [[], [], [], [], [], []] }) }), 'bots[0].openingHours.week: has 6 entries. Give exactly 7.'],
    ['a time that is none', bots({ openingHours: monday({ from: '9:00', to: '17:00' }) }), 'bots[0].openingHours.week[0][0].from: is "9:00"; it must be a time of day like "09:00", at most "24:00". Write another.'],
    ['hours that end before they begin', bots({ openingHours: monday({ from: '22:00', to: '06:00' }) }), 'bots[0].openingHours.week[0][0]: is from 22:00 to 06:00, which is no time at all.'],
    ['hours that overlap', bots({ openingHours: monday({ from: '12:00', to: '17:00' }, { from: '09:00', to: '12:30' }) }), 'bots[0].openingHours.week[0]: holds 09:00–12:30 and 12:00–17:00, which overlap. Make them one.'],
    ['a date that is none', bots({ openingHours: hours({ closedOn: ['2026-02-30'] }) }), 'bots[0].openingHours.closedOn[0]: is "2026-02-30", which is no date. Write one like "2026-12-25".'],
    ['a language that is none', bots({ language: 'german!' }), 'bots[0].language: is "german!", which is no language. Write a BCP 47 tag, as in "de" or "pt-BR".'],
    ['an opening where none is told', bots({ messages: { noAgents: 'Back {opens}' } }), 'bots[0].messages.noAgents: holds {opens}, which nothing fills in.'],
    ['an algorithm that is none of ours', { bots: [bot], agents: { algorithms: ['none'] } }, 'agents.algorithms[0]: is "none". Use "RS256", "ES256", "EdDSA" or "HS256".'],
  ];
  test.each(rows)('%s', (_title, config, expected) => {
    const mistakes = mistakesIn(config);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(expected);
  });
});

test('a bot that answers by its own server is not called as well', () => {
  const channels = { webhook: { bots: [{ botId: 'bank', url: 'https://bots.example/news', secret: 'PLATFORM' }] } };
  const named = { ...environment, LIVE_TAKEOVER_SECRET_PLATFORM: 'x' };
  expect(mistakesIn({ bots: [bot], channels }, { environment: named })).toEqual(['bots[0].protocol: is "webhook", and the bot is in channels.webhook.bots, so it would answer twice. Write "own".']);
  expect(mistakesIn({ bots: [{ ...bot, protocol: 'own', url: undefined }], channels }, { environment: named })).toEqual([]);
});

test('what a desk may choose from is taken as it is written, with its defaults', () => {
  const loaded = load({
    agents: { reasons: [{ id: 'lunch', label: 'At lunch' }], capacity: 4 },
    bots: [{ ...bot, wrapUp: { reasons: [{ id: 'done', label: 'Done' }] }, openingHours: { timeZone: 'Europe/Berlin', week: [[{ from: '09:00', to: '12:00' }, { from: '12:00', to: '24:00' }], [], [], [], [], [], []] } }],
  });
  expect(loaded).toMatchObject({
    config: {
      agents: { reasons: [{ id: 'lunch', label: 'At lunch', receivesRequests: false }], capacity: 4 },
      bots: [{ preparedReplies: [], wrapUp: { isRequired: false }, openingHours: { timeZone: 'Europe/Berlin', closedOn: [] } }],
    },
  });
  expect(load({ bots: [bot] })).toMatchObject({ config: { agents: { reasons: [], capacity: null }, bots: [{ wrapUp: null, openingHours: null }] } });
});

test('all mistakes are told at once', () => {
  expect(mistakesIn({ listen: { port: -1 }, bots: [{ ...bot, url: 'x', rules: { agentThreshold: 99 } }] }, { environment: { LIVE_TAKEOVER_AGENT_SECRET: 'short' } })).toHaveLength(4);
});

describe('secrets', () => {
  const config = { bots: [bot] };
  test('come from files too, with the one before', () => {
    const files: Readonly<Record<string, string>> = { '/run/new': `${secret}-new\n`, '/run/old': `${secret}-old\n` };
    const loaded = load(config, {
      environment: { LIVE_TAKEOVER_SIGNING_SECRET_FILE: '/run/new', LIVE_TAKEOVER_SIGNING_SECRET_PREVIOUS_FILE: '/run/old', LIVE_TAKEOVER_AGENT_SECRET: secret },
      readFile: (path) => files[path] ?? '',
    });
    expect(loaded.ok && loaded.secrets.signing).toEqual({ current: `${secret}-new`, previous: `${secret}-old` });
  });

  const rows: readonly [string, Readonly<Record<string, string>>, string][] = [
    ['none at all', {}, 'LIVE_TAKEOVER_SIGNING_SECRET: is missing.'],
    ['none for agents', { LIVE_TAKEOVER_SIGNING_SECRET: secret }, 'agents: no agent could sign in.'],
    ['one too short', { ...environment, LIVE_TAKEOVER_DIRECT_LINE_SECRET: 'short' }, 'LIVE_TAKEOVER_DIRECT_LINE_SECRET: has 5 characters. Use at least 32 random ones.'],
    ['one given twice', { ...environment, LIVE_TAKEOVER_AGENT_SECRET_FILE: '/x' }, 'LIVE_TAKEOVER_AGENT_SECRET: is given, and LIVE_TAKEOVER_AGENT_SECRET_FILE too. Keep one of them.'],
    ['a previous one alone', { ...environment, LIVE_TAKEOVER_DIRECT_LINE_SECRET_PREVIOUS: secret }, 'LIVE_TAKEOVER_DIRECT_LINE_SECRET_PREVIOUS: is set, but LIVE_TAKEOVER_DIRECT_LINE_SECRET is not.'],
    ['an unreadable file', { LIVE_TAKEOVER_AGENT_SECRET: secret, LIVE_TAKEOVER_SIGNING_SECRET_FILE: '/missing' }, 'LIVE_TAKEOVER_SIGNING_SECRET_FILE: cannot be read (ENOENT).'],
  ];
  test.each(rows)('mistake: %s', (_title, given, expected) => {
    const readFile = (): string => {
      throw new Error('ENOENT');
    };
    const mistakes = mistakesIn(config, { environment: given, readFile });
    expect(mistakes.join('\n')).toContain(expected);
    expect(mistakes.join('\n')).not.toContain(secret);
  });

  test('the demo does without, but only on this machine', () => {
    expect(mistakesIn(config, { environment: {}, isDemo: true })).toEqual([]);
    expect(mistakesIn({ ...config, listen: { host: '0.0.0.0' } }, { isDemo: true })[0]).toContain('listen.host: is "0.0.0.0", but --demo hands out tokens');
  });

  test('agents may be verified by published keys instead', () => {
    const jwks = { ...config, agents: { jwksUrl: 'https://login.example/keys' } };
    expect(mistakesIn(jwks, { environment: { LIVE_TAKEOVER_SIGNING_SECRET: secret } })).toEqual([]);
  });
});

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['[::1]', true],
  ['::ffff:127.0.0.1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.4', false],
  ['localhost.evil.example', false],
])('%s means this machine only: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

test('the published schema is the one that is checked', () => {
  const published = readFileSync(new URL('../../config.schema.json', import.meta.url), 'utf8');
  expect(published, 'run: npx tsx packages/gateway/src/config/write-schema.ts').toBe(`${JSON.stringify(publishedSchema(), null, 2)}\n`);
});
