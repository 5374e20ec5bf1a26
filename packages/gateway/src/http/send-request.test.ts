import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { boundedText } from './bounded-text.js';
import { sendRequest } from './send-request.js';
import { isNotSent, systemErrorCode } from './system-error.js';

async function serving(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    answer(request, response, Buffer.concat(chunks).toString());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
}

test('method, headers and body arrive, and the answer comes back', async () => {
  const url = await serving(({ method, headers }, response, body) => {
    response.writeHead(207, { 'x-latin': 'ü', 'set-cookie': ['a=1', 'b=2'] });
    response.end(JSON.stringify([method, headers['x-id'], headers['user-agent'], headers['content-length'], body]));
  });
  const response = await sendRequest({ url, method: 'POST', headers: { 'x-id': '7' }, body: 'Grüße' });
  expect([response.status, response.headers.get('set-cookie'), response.headers.get('x-latin')]).toEqual([207, 'a=1, b=2', '?']);
  expect(await response.json()).toEqual(['POST', '7', 'live-takeover-gateway', '7', 'Grüße']);
});

test.each([302, 404, 503])('%i is an answer like others, and nothing is followed or repeated', async (status) => {
  let asked = 0;
  const url = await serving((_request, response) => {
    asked += 1;
    response.writeHead(status, { location: '/elsewhere' }).end('why');
  });
  const response = await sendRequest({ url });
  expect([response.status, await response.text(), asked]).toEqual([status, 'why', 1]);
});

test('an answer without body has none', async () => {
  const response = await sendRequest({ url: await serving((_request, answered) => void answered.writeHead(204).end()) });
  expect([response.status, response.body, await boundedText(response, 10)]).toEqual([204, null, { ok: true, text: '' }]);
});

test('a status that is none is that of a broken server', async () => {
  expect((await sendRequest({ url: await serving((_request, answered) => void answered.writeHead(999).end('x')) })).status).toBe(502);
});

test.each([true, false])('no more is read than asked for, whether the length is told (%s) or not', async (isTold) => {
  const url = await serving((_request, response) => {
    response.writeHead(200, isTold ? { 'content-length': '100' } : {});
    response.write('a'.repeat(50));
    response.end('b'.repeat(50));
  });
  expect(await boundedText(await sendRequest({ url }), 99)).toEqual({ ok: false, problem: 'too-large' });
  expect(await boundedText(await sendRequest({ url }), 100)).toMatchObject({ ok: true, text: `${'a'.repeat(50)}${'b'.repeat(50)}` });
});

test('who is not there was not asked', async () => {
  const error = await sendRequest({ url: 'http://127.0.0.1:1/' }).catch((reason: unknown) => reason);
  expect([systemErrorCode(error), isNotSent(systemErrorCode(error))]).toEqual(['ECONNREFUSED', true]);
});

test('a server that hangs up may have been asked', async () => {
  const url = await serving((request) => void request.socket.destroy());
  const error = await sendRequest({ url, method: 'POST', body: '{}' }).catch((reason: unknown) => reason);
  expect(isNotSent(systemErrorCode(error))).toBe(false);
});

test.each(['before the answer', 'in the middle of it'])('a call is ended %s', async (moment) => {
  const ending = new AbortController();
  const url = await serving((_request, response) => {
    if (moment === 'before the answer') return ending.abort('stopped');
    response.writeHead(200);
    response.write('half');
  });
  const reading = sendRequest({ url, signal: ending.signal }).then((response) => {
    ending.abort('stopped');
    return response.text();
  });
  await expect(reading).rejects.toBeDefined();
});
