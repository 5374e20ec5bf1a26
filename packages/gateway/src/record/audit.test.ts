import { describe, expect, onTestFinished, test } from 'vitest';
import type { GatewayFixture, GatewayFixtureOptions, SignIn } from '../../testing/gateway-fixture.js';
import { createGatewayFixture, fixtureSecrets } from '../../testing/gateway-fixture.js';
import type { AuditEntry } from '../store/event-store.js';
import { auditLines } from './audit-lines.js';
import { placeOf } from './audit-pages.js';

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture(options);
  onTestFinished(() => fixture.stop());
  return fixture;
}

interface Page {
  readonly entries: readonly AuditEntry[];
  readonly next: string;
  readonly isLast: boolean;
}

async function get(fixture: GatewayFixture, path: string, signIn: SignIn = { role: 'supervisor' }): Promise<Response> {
  const authorization = `Bearer ${await fixture.token('sue', signIn)}`;
  return fixture.gateway.fetch(new Request(`http://127.0.0.1:8787${path}`, { headers: { authorization } }));
}

async function page(fixture: GatewayFixture, query = '', signIn?: SignIn): Promise<Page> {
  const response = await get(fixture, `/v1/audit${query}`, signIn);
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
}

const line = (at: number, actor = 'ana'): AuditEntry => ({ at, actor, action: 'alerted', subject: 'c' });

describe('the audit stream', () => {
  test('holds who signed in, was refused, was alerted, saw, commanded, exported and erased', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana');
    const { conversationId } = await fixture.write('t', 'Hello', { contact: { id: 'kim', verified: true } });
    await fixture.store.append('default', conversationId, [{ type: 'agent-requested', id: 'r', target: 'agents' }]);
    await ana.until(() => ana.of('alert')[0]);
    ana.say({ type: 'transcript', id: 'p', conversationId, before: null, limit: 10 });
    ana.say({ type: 'transcript', id: 'older', conversationId, before: 2, limit: 10 });
    ana.say({ type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } });
    ana.say({ type: 'command', command: { id: 'a', name: 'set-availability', availability: 'lunch' } });
    await ana.until(() => ana.of('result').length === 2 && ana.of('transcript-page').length === 2);
    await fixture.connect('eve', { lifetimeMs: -60_000 });
    await get(fixture, '/v1/contacts/kim/export');
    await fixture.gateway.fetch(
      new Request('http://127.0.0.1:8787/v1/contacts/kim', { method: 'DELETE', headers: { authorization: `Bearer ${await fixture.token('sue', { role: 'supervisor' })}` } }),
    );
    const { entries } = await page(fixture);
    expect(entries.map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
      ['ana', 'signed-in', 'ana'],
      ['ana', 'alerted', conversationId],
      ['ana', 'viewed', conversationId],
      ['ana', 'take-over', conversationId],
      ['ana', 'set-availability', 'ana'],
      ['', 'sign-in-refused', 'eve'],
      ['sue', 'export', conversationId],
      ['sue', 'export', expect.any(String)],
      ['sue', 'erase', conversationId],
      ['sue', 'erased', expect.any(String)],
    ]);
  });

  test('holds that the configuration was changed', async () => {
    const fixture = await setUp();
    fixture.gateway.reload(fixture.config, fixtureSecrets);
    expect((await page(fixture)).entries).toMatchObject([{ actor: 'command-line', action: 'reload-configuration' }]);
  });

  test('is read page by page, without a line missing or twice, also where many share a millisecond', async () => {
    const fixture = await setUp();
    const entries = Array.from({ length: 25 }, (_, index) => line(index < 20 ? 1_000 : 1_000 + index, `agent-${index}`));
    await fixture.store.audit('default', entries);
    const read: AuditEntry[] = [];
    let place = '0';
    for (let count = 0; count < 10; count += 1) {
      const { entries: some, next, isLast } = await page(fixture, `?since=${place}&limit=7`);
      read.push(...some);
      place = next;
      if (isLast) break;
    }
    expect(read).toEqual(entries);
    await fixture.store.audit('default', [line(2_000, 'later')]);
    expect((await page(fixture, `?since=${place}`)).entries.map(({ actor }) => actor)).toEqual(['later']);
  });

  test('begins at an instant, in milliseconds or as ISO 8601', async () => {
    const fixture = await setUp();
    const at = Date.UTC(2026, 0, 4, 12);
    await fixture.store.audit('default', [line(at - 1), line(at)]);
    expect((await page(fixture, `?since=${at}`)).entries).toHaveLength(1);
    expect((await page(fixture, '?since=2026-01-04T12:00:00Z')).entries).toHaveLength(1);
    expect((await page(fixture, '?since=2026-01-04')).entries).toHaveLength(2);
    expect([placeOf('yesterday'), placeOf(''), placeOf('-1')]).toEqual([undefined, undefined, undefined]);
    for (const query of ['?since=yesterday', '?limit=0', '?limit=1001', '?limit=x']) expect((await get(fixture, `/v1/audit${query}`)).status).toBe(400);
  });

  test("is for supervisors, of their own tenant, and as far as their bots go", async () => {
    const bot = { name: 'B', protocol: 'webhook', url: 'http://127.0.0.1:9/' };
    const fixture = await setUp({ config: { bots: [{ ...bot, id: 'bank' }, { ...bot, id: 'shop' }, { ...bot, id: 'far', tenant: 'other' }] } });
    const bank = (await fixture.write('t1', 'Hello')).conversationId;
    const shop = (await fixture.write('t2', 'Hello', { botId: 'shop' })).conversationId;
    await fixture.store.audit('default', [bank, shop, 'ana'].map((subject) => ({ ...line(1), subject })));
    const subjects = async (signIn: SignIn): Promise<readonly string[]> => (await page(fixture, '', signIn)).entries.map(({ subject }) => subject);
    expect(await subjects({ role: 'supervisor' })).toEqual([bank, shop, 'ana']);
    expect(await subjects({ role: 'supervisor', bots: ['shop'] })).toEqual([shop]);
    expect(await subjects({ role: 'supervisor', tenant: 'other' })).toEqual([]);
    expect((await get(fixture, '/v1/audit', {})).status).toBe(403);
  });

  test('is exported whole, as lines of JSON or comma-separated values', async () => {
    const fixture = await setUp();
    const entries = Array.from({ length: 2_500 }, (_, index) => line(5_000 + (index >> 3), `agent-${index}`));
    await fixture.store.audit('default', entries);
    const json = (await (await get(fixture, '/v1/audit/export')).text()).trimEnd().split('\n').map((text) => JSON.parse(text) as AuditEntry);
    expect(json.slice(0, -1)).toEqual(entries);
    expect(json.at(-1)).toMatchObject({ actor: 'sue', action: 'export-audit' });
    const csv = await get(fixture, '/v1/audit/export?format=csv&since=5001');
    expect([csv.headers.get('content-type'), csv.headers.get('content-disposition')]).toEqual(['text/csv; charset=utf-8', 'attachment; filename="audit.csv"']);
    const rows = (await csv.text()).split('\r\n');
    expect(rows.slice(0, 2)).toEqual(['time,actor,action,subject,detail', '1970-01-01T00:00:05.001Z,agent-8,alerted,c,']);
  });
});

test.each([
  ['=HYPERLINK("http://evil")', '"\'=HYPERLINK(""http://evil"")"'],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['a,"b"\nc', '"a,""b""\nc"'],
  ['plain', 'plain'],
])('a spreadsheet reads %j as text', (actor, field) => {
  expect(auditLines([line(0, actor)], 'csv')).toBe(`1970-01-01T00:00:00.000Z,${field},alerted,c,\r\n`);
});

describe('refused sign-ins', () => {
  const badToken = (tenant: string, sub = 'mallory'): string =>
    [{ alg: 'HS256' }, { sub, tenant, name: 'M', exp: 9e9 }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).concat('AAAA').join('.');
  const command = (fixture: GatewayFixture, token: string): Promise<Response> =>
    fixture.gateway.fetch(new Request('http://127.0.0.1:8787/v1/commands', { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '{}' }));
  const refusals = async (fixture: GatewayFixture, tenant = 'default'): Promise<readonly AuditEntry[]> =>
    (await fixture.store.auditLog(tenant, { since: 0, limit: 1_000 })).filter(({ action }) => action === 'sign-in-refused');

  test('say what was claimed, and that nobody proved it', async () => {
    const fixture = await setUp();
    await command(fixture, badToken('default'));
    expect(await refusals(fixture)).toMatchObject([{ actor: '', subject: 'mallory', detail: { code: 'unauthorized', isSubjectProven: false } }]);
  });

  test('of a tenant that there is not, or without any, are no lines', async () => {
    const fixture = await setUp();
    await command(fixture, badToken('nowhere'));
    await command(fixture, 'no-token');
    expect([...(await refusals(fixture, 'nowhere')), ...(await refusals(fixture))]).toEqual([]);
  });

  test('in great number are counted, not written', async () => {
    const fixture = await setUp();
    for (let count = 0; count < 50; count += 1) await command(fixture, badToken('default', `m${count}`));
    expect(await refusals(fixture)).toHaveLength(20);
    await fixture.runtime.advance(60_000);
    await command(fixture, badToken('default', 'again'));
    expect((await refusals(fixture)).at(-1)).toMatchObject({ subject: 'again', detail: { moreBefore: 30 } });
  });
});
