import { readdir } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { Attachment, MessageSent } from '@live-takeover/sdk/core';
import { createTakeoverClient } from '@live-takeover/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './fake-runtime.js';
import { openLiveAgent } from './live/live-agent.js';
import type { LiveCustomer } from './live/live-customer.js';
import type { LiveGateway } from './live/live-gateway.js';
import { startLiveGateway } from './live/live-gateway.js';

const limit = 200_000;
const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(100_000, 7)]);

let live: LiveGateway;
beforeAll(async () => void (live = await startLiveGateway({ attachments: { sizeBytes: limit, conversationBytes: 3 * limit } })));
afterAll(() => live.stop());

/** A customer whom Ana talks to. */
async function held(): Promise<LiveCustomer> {
  const customer = await live.customer();
  await customer.say('hello');
  await live.command('ana', { id: crypto.randomUUID(), name: 'take-over', conversationId: customer.conversationId, seenTerm: 0 });
  return customer;
}

function formOf(text: string, file: Uint8Array<ArrayBuffer>, name = 'photo.png'): FormData {
  const form = new FormData();
  form.append('activity', new Blob([JSON.stringify({ type: 'message', text, from: { id: 'x' } })], { type: 'application/vnd.microsoft.activity' }));
  form.append('file', new Blob([file], { type: 'image/png' }), name);
  return form;
}

const uploadUrl = ({ thread }: LiveCustomer): string => `${live.url}/v3/directline/conversations/${thread}/upload?userId=x`;
const uploadForm = (customer: LiveCustomer, body: FormData): Promise<Response> =>
  fetch(uploadUrl(customer), { method: 'POST', headers: { authorization: `Bearer ${customer.token}` }, body });
const messages = async ({ conversationId }: LiveCustomer): Promise<readonly MessageSent[]> =>
  (await live.events(conversationId)).filter((event) => event.type === 'message-sent');
/** Names of everything that is kept, and of what is half written. */
const kept = async (): Promise<readonly string[]> => (await readdir(live.filesDirectory, { recursive: true }).catch(() => [])).filter((name) => name.split('/').length === 3);

/** A request as its bytes, which may say what they are not. Resolves with the answer's first line. */
async function raw(path: string, headers: readonly string[], write: (socket: Socket) => void): Promise<string> {
  const { hostname, port } = new URL(live.url);
  const socket = connect(Number(port), hostname);
  socket.write(`POST ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${headers.join('\r\n')}\r\n\r\n`);
  write(socket);
  const [line = ''] = await new Promise<string[]>((resolve, reject) => {
    socket.once('data', (data: Buffer) => resolve(data.toString('latin1').split('\r\n')));
    socket.once('error', reject);
    socket.once('close', () => resolve([]));
  });
  socket.destroy();
  return line;
}

test('a customer’s file goes through the server to the agent, byte for byte', async () => {
  const customer = await held();
  expect((await uploadForm(customer, formOf('look', png))).status).toBe(200);
  const { text, attachments: [attachment] = [] } = (await messages(customer)).at(-1) ?? {};
  expect([text, attachment]).toMatchObject(['look', { name: 'photo.png', contentType: 'image/png', sizeBytes: png.length }]);
  const response = await fetch(attachment?.url ?? '');
  expect([response.status, response.headers.get('content-length')]).toEqual([200, String(png.length)]);
  expect(Buffer.from(await response.arrayBuffer()).equals(png)).toBe(true);
  expect((await fetch(attachment?.url ?? '', { method: 'HEAD' })).headers.get('content-disposition')).toContain('photo.png');
});

test('an agent’s file goes from the SDK to the customer', async () => {
  const customer = await held();
  const client = createTakeoverClient({ connector: live.connector('ana') });
  try {
    const view = client.conversation(customer.conversationId);
    await eventually(() => view.conversation.value?.term === 1);
    await eventually(() => client.limits.value?.attachments?.sizeBytes === limit);
    const attachment = await client.upload(customer.conversationId, new File([png], 'plan «1».png', { type: 'image/png' }), { onProgress: () => {} });
    await client.send(customer.conversationId, '', { attachments: [attachment] }).settled;
    const answer = await fetch(uploadUrl(customer).replace(/upload.*/, 'activities'), { headers: { authorization: `Bearer ${customer.token}` } });
    const { activities } = (await answer.json()) as { readonly activities: readonly { readonly attachments?: readonly Attachment[] }[] };
    expect(activities.at(-1)).toMatchObject({ from: { name: 'Ana', role: 'bot' }, attachments: [{ name: 'plan «1».png', contentType: 'image/png', contentUrl: attachment.url }] });
    expect(Buffer.from(await (await fetch(attachment.url)).arrayBuffer()).equals(png)).toBe(true);
  } finally {
    client.close();
  }
});

test('an upload fails with what is wrong', async () => {
  const customer = await held();
  const upload = async (agent: string, file: Blob, signal?: AbortSignal): Promise<unknown> => {
    const client = createTakeoverClient({ connector: live.connector(agent) });
    try {
      return await client.upload(customer.conversationId, file, signal === undefined ? {} : { signal }).catch((error: { readonly code: string }) => error.code);
    } finally {
      client.close();
    }
  };
  expect(await upload('ben', new Blob([png]))).toBe('not-yours');
  expect(await upload('ana', new Blob(['MZ\0']))).toBe('attachment-not-allowed');
  expect(await upload('ana', new Blob([Buffer.alloc(limit + 1, 'a')], { type: 'text/plain' }))).toBe('attachment-too-large');
  expect(await upload('ana', new Blob([png]), AbortSignal.abort())).toBe('aborted');
  const elsewhere = createTakeoverClient({ connector: live.connector('ana', 'http://127.0.0.1:1') });
  await expect(elsewhere.upload(customer.conversationId, new Blob([png]))).rejects.toMatchObject({ code: 'connection-lost', retry: true });
  elsewhere.close();
});

test('outside a takeover the file is refused with a reason, and the words go through to the bot', async () => {
  const customer = await live.customer();
  expect((await uploadForm(customer, formOf('just words', png))).status).toBe(200);
  await eventually(() => live.bot.heard.includes('just words'));
  expect((await messages(customer)).slice(0, 2)).toMatchObject([{ from: 'customer', text: 'just words' }, { from: 'system', automatic: 'files-not-now' }]);
  expect((await uploadForm(customer, formOf('', png))).status).toBe(415);
});

test('a sender that hangs up leaves nothing behind', async () => {
  const customer = await held();
  const before = (await kept()).length;
  const [boundary, { hostname, port }] = ['b', new URL(live.url)];
  const socket = connect(Number(port), hostname);
  const { pathname } = new URL(uploadUrl(customer));
  socket.write(`POST ${pathname} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${customer.token}\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: 150000\r\n\r\n`);
  socket.write(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n`);
  socket.write(png.subarray(0, 50_000));
  await waitUntil(async () => (await kept()).some((name) => name.endsWith('.part')));
  socket.destroy();
  await waitUntil(async () => (await kept()).length === before);
  expect((await messages(customer)).map(({ text }) => text)).not.toContain('');
});

test('a length that is a lie does not get a file past its limit, nor does one that is not told', async () => {
  const customer = await held();
  const before = (await kept()).length;
  const { pathname, search } = new URL(uploadUrl(customer));
  const told = (await messages(customer)).length;
  const headers = [`Authorization: Bearer ${customer.token}`, 'Content-Type: text/plain', 'Content-Disposition: name="file"; filename="a.txt"'];
  const line = await raw(`${pathname}${search}`, [...headers, 'Transfer-Encoding: chunked'], (socket) => {
    for (let count = 0; count < 30; count += 1) socket.write(`2710\r\n${'x'.repeat(10_000)}\r\n`);
    socket.write('0\r\n\r\n');
  });
  expect(line).toContain('413');
  expect((await messages(customer)).slice(told)).toMatchObject([{ from: 'system', automatic: 'file-too-large' }]);
  expect(await kept()).toHaveLength(before);
  // What follows the length that was told is no request: the connection ends over it, and no more than that length is ever taken.
  await raw(`${pathname}${search}`, [...headers, 'Content-Length: 10'], (socket) => socket.write('x'.repeat(300_000)));
  const sizes = (await messages(customer)).flatMap(({ attachments = [] }) => attachments.map(({ sizeBytes }) => sizeBytes));
  expect(sizes.every((sizeBytes) => sizeBytes === 10)).toBe(true);
});

test('a conversation holds only so much, and takes more when another begins', async () => {
  const customer = await held();
  const statuses: number[] = [];
  for (let count = 0; count < 8; count += 1) statuses.push((await uploadForm(customer, formOf('', png))).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 400, 400, 400]);
  expect((await messages(customer)).at(-1)).toMatchObject({ automatic: 'file-not-stored' });
  expect((await uploadForm(await held(), formOf('', png))).status).toBe(200);
});

test('a reader that leaves in the middle disturbs nobody', async () => {
  const agent = await openLiveAgent(live.connector('ben'));
  const customer = await held();
  await uploadForm(customer, formOf('', png));
  const { attachments: [attachment] = [] } = (await messages(customer)).at(-1) ?? {};
  for (let count = 0; count < 5; count += 1) {
    const leaving = new AbortController();
    await fetch(attachment?.url ?? '', { signal: leaving.signal });
    leaving.abort();
  }
  expect((await (await fetch(attachment?.url ?? '')).arrayBuffer()).byteLength).toBe(png.length);
  expect(live.log.filter((line) => line.includes('"error"'))).toEqual([]);
  agent.close();
});

/** Looks again and again: what is waited for happens on the disk, and nobody tells of it. */
async function waitUntil(look: () => Promise<boolean>): Promise<void> {
  const givesUpAt = performance.now() + 20_000;
  while (!(await look())) if (performance.now() > givesUpAt) throw new Error('What was waited for did not come.');
}
