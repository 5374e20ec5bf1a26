/**
 * Calls over HTTP, by undici's own interface: the connections that `fetch` uses, without the streams and signals that
 * `fetch` makes for each call and leaves to the garbage collector.
 */
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import type { OutgoingRequest } from '../runtime.js';
import { receivedResponse } from './received-response.js';

/** Some servers turn away who has no name. */
const userAgent = 'live-takeover-gateway';

/** Sends a request and resolves with its answer, whatever its status. Redirects are answers like others. */
export async function sendRequest({ url, method = 'GET', headers = {}, body = '', signal }: OutgoingRequest): Promise<Response> {
  const { statusCode, headers: received, body: answer } = await request(url, {
    method: method as Dispatcher.HttpMethod,
    headers: { 'user-agent': userAgent, ...headers },
    body: body === '' ? null : body,
    signal: signal ?? null,
  });
  return receivedResponse(statusCode, received, answer);
}
