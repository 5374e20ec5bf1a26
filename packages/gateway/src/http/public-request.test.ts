import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createPublicRequest } from './public-request.js';

/** A server on this machine, and which hosts it was asked as. */
async function listening(answer: { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string } = {}): Promise<{ readonly port: number; readonly hosts: readonly string[] }> {
  const hosts: string[] = [];
  const server = createServer((request, response) => {
    hosts.push(request.headers.host ?? '');
    response.writeHead(answer.status ?? 200, answer.headers);
    response.end(answer.body ?? 'file');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, hosts };
}

test.each([
  'https://127.0.0.1/',
  'https://localhost/',
  'https://2130706433/',
  'https://0x7f.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://169.254.169.254/latest/meta-data/',
  'https://10.0.0.1/',
  'https://user:secret@8.8.8.8/',
  'http://8.8.8.8/',
])('%s is not asked', async (url) => {
  const ask = createPublicRequest();
  await expect(ask({ url, headers: new Headers(), signal: new AbortController().signal } as Request)).rejects.toMatchObject({ name: 'NotPublicError' });
});

test('a host that has one private address among public ones is not asked', async () => {
  const ask = createPublicRequest({ resolve: async () => ['8.8.8.8', '10.0.0.1'] });
  await expect(ask(new Request('https://files.test/'))).rejects.toMatchObject({ name: 'NotPublicError' });
});

test('a host without address is not asked', async () => {
  const ask = createPublicRequest({ resolve: async () => [] });
  await expect(ask(new Request('https://files.test/'))).rejects.toMatchObject({ name: 'NotPublicError' });
});

test('the address that was looked at is the one that is connected to, whatever the name leads to later', async () => {
  const { port, hosts } = await listening();
  const asked: string[] = [];
  const ask = createPublicRequest({
    allowsLoopback: true,
    async resolve(host) {
      asked.push(host);
      return ['127.0.0.1'];
    },
  });
  const response = await ask(new Request(`http://files.test:${String(port)}/a`));
  expect([response.status, await response.text(), hosts, asked]).toEqual([200, 'file', [`files.test:${String(port)}`], ['files.test']]);
});

test('a redirect is an answer', async () => {
  const { port, hosts } = await listening({ status: 302, headers: { location: 'http://169.254.169.254/' } });
  const response = await createPublicRequest({ allowsLoopback: true })(new Request(`http://127.0.0.1:${String(port)}/`));
  expect([response.status, response.headers.get('location'), hosts.length]).toEqual([302, 'http://169.254.169.254/', 1]);
  await response.body?.cancel();
});

test('who may ask this machine may still not ask its network', async () => {
  const ask = createPublicRequest({ allowsLoopback: true });
  await expect(ask(new Request('http://10.0.0.1/'))).rejects.toMatchObject({ name: 'NotPublicError' });
  await expect(ask(new Request('http://8.8.8.8/'))).rejects.toMatchObject({ name: 'NotPublicError' });
});

test('an answer that does not end is broken off', async () => {
  const { port } = await listening({ headers: { 'content-length': '1000' }, body: 'only the beginning' });
  const ending = new AbortController();
  const response = await createPublicRequest({ allowsLoopback: true })(new Request(`http://127.0.0.1:${String(port)}/`, { signal: ending.signal }));
  ending.abort();
  await expect(response.text()).rejects.toThrow();
});
