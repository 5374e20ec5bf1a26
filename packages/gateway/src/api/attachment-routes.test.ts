import type { Attachment, NewEvent } from '@live-takeover/sdk/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayFixture, GatewayFixtureOptions, SignIn } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { hostileStrings } from '../../testing/shared-fixtures.js';

const started: GatewayFixture[] = [];
afterEach(async () => {
  for (const fixture of started.splice(0)) await fixture.stop();
});

/** A gateway with a conversation that Ana holds. */
async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture & { readonly conversationId: string }> {
  const fixture = await createGatewayFixture(options);
  started.push(fixture);
  const { conversationId } = await fixture.write('t', 'Hello');
  const taken: NewEvent = { type: 'takeover-started', id: 't', operator: { kind: 'agent', id: 'ana', name: 'Ana' }, term: 1 };
  await fixture.gateway.projection.append('default', conversationId, [taken]);
  return { ...fixture, conversationId };
}

interface Given {
  readonly agent?: string;
  readonly signIn?: SignIn;
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

async function upload(fixture: GatewayFixture & { readonly conversationId: string }, given: Given = {}): Promise<Response> {
  const { agent = 'ana', signIn = {}, body = 'hello', headers = {}, path = `/v1/conversations/${fixture.conversationId}/attachments?name=a.txt` } = given;
  const isForm = body instanceof FormData;
  return fixture.gateway.fetch(
    new Request(`http://gw.example${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await fixture.token(agent, signIn)}`, ...(isForm ? {} : { 'content-type': 'text/plain' }), ...headers },
      body,
    }),
  );
}

async function uploaded(fixture: GatewayFixture & { readonly conversationId: string }, given: Given = {}): Promise<Attachment> {
  const response = await upload(fixture, given);
  expect(response.status).toBe(201);
  return ((await response.json()) as { readonly attachment: Attachment }).attachment;
}

const get = (fixture: GatewayFixture, url: string, init: RequestInit = {}): Promise<Response> => fixture.gateway.fetch(new Request(url, init));

describe('an upload by an agent', () => {
  test('answers what a message needs to name it', async () => {
    const fixture = await setUp();
    expect(await uploaded(fixture)).toEqual({
      name: 'a.txt',
      contentType: 'text/plain',
      sizeBytes: 5,
      expiresAt: fixture.runtime.now() + 86_400_000,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:8787\/v1\/attachments\//),
    });
    expect(await fixture.store.auditLog('default', { since: 0, limit: 100 })).toContainEqual(expect.objectContaining({ actor: 'ana', action: 'uploaded', subject: fixture.conversationId }));
  });

  test('may come as a form', async () => {
    const body = new FormData();
    body.append('comment', 'no file');
    body.append('file', new Blob(['a;b'], { type: 'text/csv' }), 'naïve «1».csv');
    expect(await uploaded(await setUp(), { body })).toMatchObject({ name: 'naïve «1».csv', contentType: 'text/csv', sizeBytes: 3 });
  });

  test('may say its name in a header', async () => {
    const fixture = await setUp();
    const path = `/v1/conversations/${fixture.conversationId}/attachments`;
    const headers = { 'content-disposition': "attachment; filename*=UTF-8''na%C3%AFve.txt" };
    expect(await uploaded(fixture, { path, headers })).toMatchObject({ name: 'naïve.txt' });
  });

  test.each<[string, Given, number, string]>([
    ['without a token', { headers: { authorization: '' } }, 401, 'unauthorized'],
    ['by a colleague', { agent: 'ben' }, 403, 'not-yours'],
    ['by a supervisor who does not hold it', { agent: 'sue', signIn: { role: 'supervisor' } }, 403, 'not-yours'],
    ['from outside the scope', { signIn: { bots: ['shop'] } }, 404, 'conversation-unknown'],
    ['of another tenant', { signIn: { tenant: 'other' } }, 404, 'conversation-unknown'],
    ['for nothing', { path: '/v1/conversations/none/attachments' }, 404, 'conversation-unknown'],
    ['of a program', { body: 'MZ\0\0' }, 415, 'attachment-not-allowed'],
    ['of nothing', { body: '' }, 415, 'attachment-not-allowed'],
    ['without a file in its form', { body: formWithout() }, 400, 'bad-request'],
    ['that is no form', { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=b' } }, 400, 'bad-request'],
    ['from a page elsewhere', { headers: { origin: 'https://evil.example' } }, 403, 'forbidden-origin'],
  ])('is refused %s', async (_title, given, status, code) => {
    const fixture = await setUp();
    const response = await upload(fixture, given);
    expect([response.status, await response.json()]).toMatchObject([status, { ok: false, error: { code } }]);
    expect(fixture.files.ids).toEqual([]);
  });

  test('is refused once the conversation was handed back', async () => {
    const fixture = await setUp();
    await fixture.store.append('default', fixture.conversationId, [{ type: 'takeover-ended', id: 'e', term: 1, endedInto: 2, why: 'handed-back' }]);
    expect((await upload(fixture)).status).toBe(403);
  });

  test('is refused beyond the limit, and nothing of it stays', async () => {
    const fixture = await setUp({ config: { attachments: { sizeBytes: 1_024 } } });
    await uploaded(fixture, { body: 'x'.repeat(1_024) });
    for (const size of [1_025, 1_000_000]) {
      const response = await upload(fixture, { body: 'x'.repeat(size) });
      expect([response.status, await response.json()]).toMatchObject([413, { error: { code: 'attachment-too-large', message: expect.stringContaining('1024') } }]);
    }
    expect(fixture.files.ids).toHaveLength(1);
  });

  test('is refused when there is no room', async () => {
    const fixture = await setUp();
    fixture.files.roomBytes = 2;
    const response = await upload(fixture);
    expect([response.status, await response.json()]).toMatchObject([507, { error: { code: 'attachments-full', retry: true } }]);
  });

  test('is refused when too many come at once', async () => {
    const fixture = await setUp({ config: { limits: { commandsPerSecond: 1 } } });
    const statuses: number[] = [];
    for (let count = 0; count < 12; count += 1) statuses.push((await upload(fixture, { agent: 'ben' })).status);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('a message with files', () => {
  test('is sent with what was stored, without a word if need be', async () => {
    const fixture = await setUp();
    const attachment = await uploaded(fixture);
    const socket = await fixture.connect('ana');
    const command = { id: 'k1', name: 'send', conversationId: fixture.conversationId, term: 1, text: '', attachments: [{ ...attachment, name: 'other.exe', contentType: 'text/html' }] } as const;
    socket.say({ type: 'command', command });
    await socket.until(() => socket.of('result').length > 0);
    expect(socket.of('result')).toMatchObject([{ id: 'k1', ok: true }]);
    expect((await fixture.events(fixture.conversationId)).at(-1)).toMatchObject({ type: 'message-sent', from: 'agent', text: '', attachments: [attachment] });
    expect(fixture.delivered.at(-1)).toMatchObject({ attachments: [attachment] });
  });

  test('is refused with a file of elsewhere, and stored once when its answer was lost and the file has expired since', async () => {
    const fixture = await setUp();
    const attachment = await uploaded(fixture);
    const socket = await fixture.connect('ana');
    const send = async (id: string, url: string): Promise<unknown> => {
      const before = socket.of('result').length;
      socket.say({ type: 'command', command: { id, name: 'send', conversationId: fixture.conversationId, term: 1, text: 'x', attachments: [{ ...attachment, url }] } });
      await socket.until(() => socket.of('result').length > before);
      return socket.of('result').at(-1);
    };
    expect(await send('k1', 'https://evil.example/a.txt')).toMatchObject({ ok: false, error: { code: 'attachment-unknown' } });
    const first = await send('k2', attachment.url);
    fixture.files.find = async () => undefined;
    fixture.files.open = async () => undefined;
    expect(await send('k2', attachment.url)).toEqual(first);
    expect(await send('k3', attachment.url)).toMatchObject({ ok: false, error: { code: 'attachment-unknown' } });
  });

  test('the limits are told in the welcome', async () => {
    const fixture = await setUp({ config: { attachments: { sizeBytes: 2_000, count: 3, types: ['image/png'] } } });
    const socket = await fixture.connect('ana');
    expect(socket.of('welcome')).toMatchObject([{ limits: { attachments: { sizeBytes: 2_000, count: 3, types: ['image/png'] } } }]);
    const without = await setUp({ gateway: { attachments: undefined } });
    expect((await without.connect('ana')).of('welcome')).toMatchObject([{ limits: { attachments: null } }]);
    expect((await upload(without)).status).toBe(501);
  });
});

describe('a file under its address', () => {
  test('is saved and never shown, by pages of any origin, without a token', async () => {
    const fixture = await setUp();
    const { url } = await uploaded(fixture);
    const response = await get(fixture, url, { headers: { origin: 'https://anywhere.example' } });
    expect([response.status, await response.text()]).toEqual([200, 'hello']);
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/plain',
      'content-length': '5',
      'content-disposition': `attachment; filename="a.txt"; filename*=UTF-8''a.txt`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
    });
  });

  test('HEAD answers the same without the bytes', async () => {
    const fixture = await setUp();
    const response = await get(fixture, (await uploaded(fixture)).url, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '5', '']);
  });

  test('is 410 once expired, and 404 where there never was one', async () => {
    const fixture = await setUp({ config: { attachments: { lifetimeMs: 60_000 } } });
    const { url } = await uploaded(fixture);
    await fixture.runtime.advance(60_000);
    const expired = await get(fixture, url);
    expect([expired.status, await expired.json()]).toMatchObject([410, { ok: false, error: { code: 'attachment-expired' } }]);
    for (const path of ['nothing', '1.2.3', `${url.split('/').at(-1)?.replace(/^\d+/, '999999') ?? ''}x`, '..%2f..%2fetc%2fpasswd'])
      expect((await get(fixture, `http://gw.example/v1/attachments/${path}`)).status, path).toBe(404);
  });

  test('is gone when its conversation is erased', async () => {
    const fixture = await setUp();
    const { url } = await uploaded(fixture);
    const headers = { authorization: `Bearer ${await fixture.token('sue', { role: 'supervisor' })}` };
    expect((await get(fixture, `http://gw.example/v1/conversations/${fixture.conversationId}`, { method: 'DELETE', headers })).status).toBe(200);
    expect((await get(fixture, url)).status).toBe(404);
  });

  test('whatever it was called, can be had', async () => {
    const fixture = await setUp({ config: { limits: { commandsPerSecond: 1_000 } } });
    for (const name of ['a"; filename="x.exe', '\r\nset-cookie: a=b', '../../x', 'x'.repeat(2_000), ...hostileStrings().filter((_text, index) => index % 20 === 0)]) {
      const path = `/v1/conversations/${fixture.conversationId}/attachments?name=${encodeURIComponent(name.replace(/\p{Surrogate}/gu, ''))}`;
      const { url, name: shown } = await uploaded(fixture, { path });
      const response = await get(fixture, url);
      expect([response.status, await response.text()]).toEqual([200, 'hello']);
      expect(decodeURIComponent(response.headers.get('content-disposition')?.split("UTF-8''")[1] ?? '')).toBe(shown);
      expect(shown).toMatch(/\.(txt|log|md)$/i);
    }
  });
});

function formWithout(): FormData {
  const body = new FormData();
  body.append('comment', 'no file');
  return body;
}
