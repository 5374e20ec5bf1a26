import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { gatewayConfigSchema } from '../config/schema.js';
import { isTimedSignature, timedSignatureHeader } from '../http/timed-signature.js';
import type { Finding } from './check.js';
import { checks } from './checks.js';

const accountSid = `AC${'0'.repeat(32)}`;
const publicUrl = 'https://takeover.example';
const named = new Map(['APP', 'VERIFY', 'PAGE', 'TWILIO', 'CRM'].map((name) => [name, { current: `secret of ${name}` }]));

const configuration = {
  publicUrl,
  bots: [{ id: 'bank', name: 'Bank', protocol: 'webhook', url: 'http://bot.example/' }],
  channels: {
    messenger: { appId: '7', appSecret: 'APP', verifyToken: 'VERIFY', graphUrl: 'https://graph.example/v24.0', pages: [{ pageId: '100', botId: 'bank', accessToken: 'PAGE' }] },
    sms: { numbers: [{ provider: 'twilio', number: '+15551234567', botId: 'bank', accountSid, authToken: 'TWILIO', apiUrl: 'https://twilio.example' }] },
  },
  desks: { salesforce: { url: 'https://org.example', orgId: `00D${'A'.repeat(12)}`, esDeveloperName: 'Web' } },
  hooks: [{ id: 'crm', url: 'https://crm.example/hook', secret: 'CRM', events: ['takeover-started'] }],
};

type Answer = (request: Request) => Response | Promise<Response>;

/** A world in which everything works. */
const world: Readonly<Record<string, Answer>> = {
  'takeover.example/healthz': () => Response.json({ ok: true }),
  'bot.example/': () => new Response(null, { status: 405 }),
  'graph.example/v24.0/me': () => Response.json({ id: '100' }),
  'graph.example/v24.0/100/subscribed_apps': () =>
    Response.json({ data: [{ id: '7', subscribed_fields: ['messages', 'messaging_postbacks', 'message_deliveries', 'message_reads', 'message_echoes', 'messaging_handovers', 'standby'] }] }),
  [`twilio.example/2010-04-01/Accounts/${accountSid}.json`]: () => Response.json({ status: 'active' }),
  [`twilio.example/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`]: () =>
    Response.json({ incoming_phone_numbers: [{ phone_number: '+15551234567', sms_url: `${publicUrl}/channels/sms/twilio#rc=3` }] }),
  'org.example/iamessage/api/v2/authorization/unauthenticated/access-token': () => Response.json({ accessToken: 'token' }),
  'crm.example/hook': async (request) => {
    const isOurs = isTimedSignature(named.get('CRM'), await request.text(), request.headers.get(timedSignatureHeader), createFakeRuntime().now());
    return new Response(null, { status: isOurs ? 204 : 401 });
  },
};

async function findings(changes: Readonly<Record<string, Answer | undefined>> = {}): Promise<readonly Finding[]> {
  const runtime = createFakeRuntime();
  runtime.answerRequests(async (request) => {
    const { host, pathname } = new URL(request.url);
    const answer = { ...world, ...changes }[`${host}${pathname}`];
    if (answer === undefined) throw Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('gone'), { code: 'ENOTFOUND' }) });
    return answer(request);
  });
  const context = { config: gatewayConfigSchema.parse(configuration), secrets: { named }, runtime };
  return (await Promise.all(checks.map((check) => check(context)))).flat();
}

test('where everything works, every part is found good', async () => {
  const found = await findings();
  expect(found.filter(({ state }) => state !== 'good')).toEqual([]);
  expect(found.map(({ path }) => path)).toEqual(['publicUrl', 'bots[0].url', 'channels.messenger.pages[0]', 'channels.sms.numbers[0]', 'hooks[0]', 'desks.salesforce']);
});

const account = `twilio.example/2010-04-01/Accounts/${accountSid}.json`;
const listed = `twilio.example/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`;

test.each<[string, Readonly<Record<string, Answer | undefined>>, Finding['state'], string, RegExp]>([
  ['no gateway runs at its address', { 'takeover.example/healthz': undefined }, 'unsure', 'publicUrl', /Start the gateway/],
  ['a proxy answers in its place', { 'takeover.example/healthz': () => new Response(null, { status: 404 }) }, 'bad', 'publicUrl', /answered 404/],
  ['the bot is not there', { 'bot.example/': undefined }, 'bad', 'bots[0].url', /ENOTFOUND/],
  ['the page token has expired', { 'graph.example/v24.0/me': () => Response.json({ error: { code: 190 } }, { status: 400 }) }, 'bad', 'channels.messenger.pages[0].accessToken', /code 190/],
  ['the token is of another page', { 'graph.example/v24.0/me': () => Response.json({ id: '200' }) }, 'bad', 'channels.messenger.pages[0].pageId', /page 200/],
  ['the page posts nothing', { 'graph.example/v24.0/100/subscribed_apps': () => Response.json({ data: [] }) }, 'bad', 'channels.messenger.pages[0]', /posts nothing/],
  ['the page posts no echoes', { 'graph.example/v24.0/100/subscribed_apps': () => Response.json({ data: [{ id: '7', subscribed_fields: ['messages'] }] }) }, 'bad', 'channels.messenger.pages[0]', /message_echoes/],
  ['Twilio refuses the token', { [account]: () => new Response(null, { status: 401 }) }, 'bad', 'channels.sms.numbers[0].authToken', /Copy the Auth Token/],
  ['the account is suspended', { [account]: () => Response.json({ status: 'suspended' }) }, 'bad', 'channels.sms.numbers[0].accountSid', /suspended/],
  ['the number is another account\'s', { [listed]: () => Response.json({ incoming_phone_numbers: [] }) }, 'bad', 'channels.sms.numbers[0].number', /no such number/],
  ['Twilio posts elsewhere', { [listed]: () => Response.json({ incoming_phone_numbers: [{ phone_number: '+15551234567', sms_url: 'https://demo.example/' }] }) }, 'bad', 'channels.sms.numbers[0].number', /https:\/\/takeover\.example\/channels\/sms\/twilio/],
  ['Salesforce knows no such deployment', { 'org.example/iamessage/api/v2/authorization/unauthenticated/access-token': () => new Response(null, { status: 400 }) }, 'bad', 'desks.salesforce', /Custom Client/],
  ['a hook has another secret', { 'crm.example/hook': () => new Response(null, { status: 401 }) }, 'bad', 'hooks[0].secret', /same secret/],
  ['a hook checks no signature', { 'crm.example/hook': () => new Response(null, { status: 204 }) }, 'bad', 'hooks[0].url', /what nobody signed/],
  ['a hook is broken', { 'crm.example/hook': () => new Response(null, { status: 500 }) }, 'bad', 'hooks[0].url', /that server's log/],
])('it is found and said what to do when %s', async (_when, changes, state, path, text) => {
  const wrong = (await findings(changes)).filter((finding) => finding.state !== 'good');
  expect(wrong.map((finding) => [finding.state, finding.path])).toEqual([[state, path]]);
  expect(wrong[0]?.text).toMatch(text);
  expect(wrong[0]?.text).not.toContain('secret of');
});

test('an address that providers cannot reach is bad without asking', async () => {
  const runtime = createFakeRuntime();
  const config = gatewayConfigSchema.parse({ ...configuration, publicUrl: 'http://127.0.0.1:8787' });
  const [first] = (await Promise.all(checks.map((check) => check({ config, secrets: { named }, runtime })))).flat();
  expect(first).toMatchObject({ state: 'bad', path: 'publicUrl' });
});
