import type { MessageSent } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import type { GatewayFixture } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { NotPublicError } from '../http/public-request.js';
import type { FakeRuntime } from '../../testing/fake-runtime.js';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { MemoryAttachments } from '../../testing/memory-attachments.js';
import { createMemoryAttachments } from '../../testing/memory-attachments.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { createAttachments } from './attachments.js';
import type { KeptRemoteFiles } from './kept-remote-files.js';
import { createRemoteFiles } from './kept-remote-files.js';
import type { RemoteFile } from './remote-files.js';
import { withRemoteFiles } from './with-remote-files.js';

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

interface Place {
  readonly remote: KeptRemoteFiles;
  readonly runtime: FakeRuntime;
  readonly files: MemoryAttachments;
  readonly asked: { readonly url: string; readonly authorization: string | null }[];
  readonly answers: ((request: Request) => Promise<Response>)[];
  addressOf(file: RemoteFile): string;
}

/** Remote files over attachments in memory; the fixture lends its configuration. */
async function placed(): Promise<Place> {
  const { config, stop }: GatewayFixture = await createGatewayFixture({ config: { publicUrl: 'https://gateway.test/' } });
  await stop();
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  const files = createMemoryAttachments();
  const settings = { config, secrets: { signing: { current: 'signing-secret-of-thirty-two-characters' } } };
  const publicUrl = (): string => 'https://gateway.test';
  const attachments = createAttachments({ store: files, config: () => config.attachments, runtime, publicUrl, events: store });
  const access = (name: string): ReturnType<Parameters<typeof createRemoteFiles>[0]['access']> =>
    name === 'known' ? { authorization: 'Basic secret', isMeant: ({ origin }) => origin === 'https://api.provider.test', followsRedirect: true } : undefined;
  const asked: Place['asked'] = [];
  const answers: Place['answers'] = [];
  runtime.answerRequests((request) => {
    asked.push({ url: request.url, authorization: request.headers.get('authorization') });
    return (answers.shift() ?? (async () => new Response(png.slice(), { headers: { 'content-type': 'image/png' } })))(request);
  });
  const remote = createRemoteFiles({ settings, attachments, store, runtime, publicUrl, access });
  return { remote, runtime, files, asked, answers, addressOf: (file) => remote.attachmentOf('default', file).url.replace('https://gateway.test/v1/remote-files/', '') };
}

const codeOf = (error: unknown): string => (error instanceof TakeoverError ? error.code : String(error));

test('a file is asked for once, by however many at once, and then kept', async () => {
  const { remote, asked, files, addressOf } = await placed();
  const address = addressOf({ url: 'https://files.test/a' });
  const found = await Promise.all([remote.find(address), remote.find(address), remote.find(address)]);
  expect(found.map((one) => (typeof one === 'string' ? one : one.file.contentType))).toEqual(['image/png', 'image/png', 'image/png']);
  await remote.find(address);
  expect([asked.length, files.ids.length]).toEqual([1, 1]);
});

test.each([
  ['../../etc/passwd', 'passwd.png'],
  ['in\u202Egnp.exe', 'ingnp.exe.png'],
  ['a\u0000b\nc.png', 'a_b_c.png'],
  ['', 'file.png'],
])('the name %j is shown as %s', async (name, shown) => {
  const { remote, addressOf } = await placed();
  expect(remote.attachmentOf('default', { url: 'https://files.test/a', name, contentType: 'image/png; x=1' })).toMatchObject({ name: shown, contentType: 'image/png' });
  const found = await remote.find(addressOf({ url: 'https://files.test/a', name, contentType: 'image/png' }));
  expect(typeof found === 'string' ? found : found.file.name).toBe(shown);
});

test('credentials are shown to whom they are meant for, and to nobody that is redirected to', async () => {
  const { remote, asked, answers, addressOf } = await placed();
  answers.push(async () => new Response(null, { status: 307, headers: { location: 'https://media.test/x' } }));
  await remote.find(addressOf({ url: 'https://api.provider.test/a', access: 'known' }));
  await remote.find(addressOf({ url: 'https://elsewhere.test/a', access: 'known' }));
  await remote.find(addressOf({ url: 'https://api.provider.test/b', access: 'unknown' }));
  expect(asked).toEqual([
    { url: 'https://api.provider.test/a', authorization: 'Basic secret' },
    { url: 'https://media.test/x', authorization: null },
    { url: 'https://elsewhere.test/a', authorization: null },
    { url: 'https://api.provider.test/b', authorization: null },
  ]);
});

test.each([
  ['a private address', async () => Promise.reject(new NotPublicError('no')), 'attachment-not-allowed'],
  ['a redirect that nobody is known to make', async () => new Response(null, { status: 302, headers: { location: 'https://media.test/x' } }), 'attachment-unknown'],
  ['nothing any more', async () => new Response(null, { status: 404 }), 'attachment-expired'],
  ['a refusal', async () => new Response(null, { status: 401 }), 'attachment-unknown'],
  ['trouble', async () => new Response(null, { status: 502 }), 'gateway-unreachable'],
  ['no connection', async () => Promise.reject(new TypeError('fetch failed')), 'gateway-unreachable'],
  ['no bytes', async () => new Response(new Uint8Array(0)), 'attachment-not-allowed'],
  ['a program called a picture', async () => new Response(new Uint8Array([0x4d, 0x5a, 0, 0]), { headers: { 'content-type': 'image/png' } }), 'attachment-not-allowed'],
  ['more than may be', async () => new Response(new Uint8Array(11_000_000)), 'attachment-too-large'],
] as const)('what answers with %s is not kept, and not asked again at once', async (_what, answer, code) => {
  const { remote, asked, answers, files, runtime, addressOf } = await placed();
  answers.push(answer);
  const address = addressOf({ url: 'https://files.test/a' });
  expect(await remote.find(address).catch(codeOf)).toBe(code);
  expect(await remote.find(address).catch(codeOf)).toBe(code);
  expect([asked.length, files.ids]).toEqual([1, []]);
  await runtime.advance(10_000);
  expect(typeof (await remote.find(address))).toBe('object');
});

test('who answers slower than half a minute is not waited for', async () => {
  const { remote, answers, runtime, addressOf } = await placed();
  answers.push((request) => new Promise((_resolve, reject) => request.signal.addEventListener('abort', () => reject(new Error('aborted')))));
  const found = remote.find(addressOf({ url: 'https://files.test/a' })).catch(codeOf);
  await runtime.advance(30_000);
  expect(await found).toBe('gateway-unreachable');
});

test('an address that was not given out leads nowhere, and one of yesterday leads no more', async () => {
  const { remote, asked, runtime, addressOf } = await placed();
  const address = addressOf({ url: 'https://files.test/a' });
  for (const made of ['', 'nonsense', `${address}A`, address.slice(1)]) expect(await remote.find(made)).toBe('unknown');
  await runtime.advance(24 * 60 * 60_000);
  expect(await remote.find(address)).toBe('expired');
  expect(asked).toEqual([]);
});

test('a file of another tenant is none of this one', async () => {
  const { remote } = await placed();
  const attachment = remote.attachmentOf('default', { url: 'https://files.test/a' });
  expect([remote.isOf('default', attachment), remote.isOf('other', attachment), remote.isOf('default', { ...attachment, url: 'https://files.test/a' })]).toEqual([true, false, false]);
});

test('what was stored is brought over a moment later, and tried again where that may help', async () => {
  const { remote, asked, answers, files, runtime } = await placed();
  answers.push(async () => new Response(null, { status: 503 }));
  const attachments = [remote.attachmentOf('default', { url: 'https://files.test/a', thread: 't' }), { name: 'x', contentType: 'image/png', url: 'https://files.test/b' }];
  const event: MessageSent = { type: 'message-sent', id: 'm', conversationId: 'c', seq: 2, at: 0, from: 'customer', text: '', attachments };
  remote.follow('default', { id: 'c', reference: 'ABCDEFGH' }, [event]);
  expect(asked).toEqual([]);
  await runtime.advance(1_000);
  expect([asked.length, files.ids.length]).toEqual([1, 0]);
  await runtime.advance(15_000);
  expect([asked.length, files.ids.length]).toEqual([2, 1]);
  expect(JSON.stringify(runtime.lines)).not.toContain('files.test');
});

test('files of a thread go when one of its conversations is erased', async () => {
  const { config, runtime, store, files, stop } = await createGatewayFixture();
  const head = await store.append('default', 'c1', [
    { type: 'conversation-started', id: 'started', bot: { id: 'bank', name: 'Bank' }, channel: 'sms', contact: { verified: false }, attributes: {}, reference: 'ABCDEFGH', thread: 'sms:1:2' },
  ]);
  const settings = { config, secrets: { signing: { current: 'signing-secret-of-thirty-two-characters' } } };
  const own = createAttachments({ store: files, config: () => config.attachments, runtime, publicUrl: () => 'https://gateway.test', events: store });
  const remote = createRemoteFiles({ settings, attachments: own, store, runtime, publicUrl: () => 'https://gateway.test', access: () => undefined });
  runtime.answerRequests(async () => new Response(png.slice()));
  const { url } = remote.attachmentOf('default', { url: 'https://files.test/a', thread: head.head.thread, contentType: 'image/png' });
  await remote.find(url.split('/').at(-1) ?? '');
  expect(files.ids).toHaveLength(1);
  await withRemoteFiles(own, remote).remove('default', 'c1');
  expect(files.ids).toEqual([]);
  await stop();
});
