/**
 * A server of an integrator's that carries texts, as docs/sms.md asks it to be: it refuses what is not signed, answers
 * by id what it was given, and takes each id once.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { ProviderFault, ProviderSurroundings } from './channel-subject.js';

/** What such a server is made from. */
export interface TextServerOptions extends ProviderSurroundings {
  /** Where it is. */
  readonly url: string;
  readonly number: string;
  readonly secret: string;
  /** Where customers' texts are posted. */
  readonly messageUrl: string;
}

/** A text that it took. */
export interface CarriedText {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly statusUrl: string;
}

/** The server. */
export interface TextServer {
  fetch(request: Request): Promise<Response>;
  readonly texts: readonly CarriedText[];
  fail(...faults: readonly ProviderFault[]): void;
  webhook(from: string, text: string): Request;
  report(statusUrl: string, told: { readonly id: string; readonly status: string }): Promise<Response>;
}

const signatureHeader = 'x-live-takeover-signature';
const windowSeconds = 300;
const outgoing = z.strictObject({
  id: z.string().min(1),
  from: z.string(),
  to: z.string().regex(/^\+[1-9][0-9]{6,14}$/),
  text: z.string(),
  mediaUrls: z.array(z.url()),
  statusUrl: z.url({ protocol: /^https?$/ }),
});

/** A server in memory. */
export function createTextServer(options: TextServerOptions): TextServer {
  const texts: CarriedText[] = [];
  const faults: ProviderFault[] = [];
  let written = 0;
  const signed = (url: string, content: object): Request => {
    const body = JSON.stringify(content);
    const headers = { 'content-type': 'application/json', [signatureHeader]: signatureOf(options, body) };
    return new Request(url, { method: 'POST', headers, body });
  };
  return {
    texts,
    fail: (...next) => void faults.push(...next),
    webhook: (from, text) => signed(options.messageUrl, { id: `in-${String((written += 1))}`, from, to: options.number, text }),
    report: (statusUrl, told) => options.deliver(signed(statusUrl, told)),
    async fetch(request) {
      const body = await request.text();
      const fault = faults.shift();
      if (fault === 'unauthorized' || !isSigned(options, request, request.method === 'GET' ? request.url : body)) return Response.json({}, { status: 401 });
      if (fault === 'request-lost') throw broken();
      if (fault === 'unavailable') return new Response(null, { status: 503, headers: { 'retry-after': '2' } });
      if (fault === 'rate-limited') return new Response(null, { status: 429 });
      const answer = request.method === 'GET' ? find(texts, new URL(request.url).searchParams.get('id')) : take(options, texts, body);
      if (fault === 'answer-lost') throw broken();
      return fault === 'broken' ? new Response(null, { status: 500 }) : answer;
    },
  };
}

function take({ number }: TextServerOptions, texts: CarriedText[], body: string): Response {
  const { data } = outgoing.safeParse(JSON.parse(body));
  if (data === undefined || data.from !== number) return Response.json({ reason: 'rejected' }, { status: 400 });
  if (!texts.some(({ id }) => id === data.id)) texts.push(data);
  return Response.json({ id: data.id });
}

function find(texts: readonly CarriedText[], id: string | null): Response {
  const found = texts.find((text) => text.id === id);
  return found === undefined ? Response.json({}, { status: 404 }) : Response.json({ id: found.id, status: 'sent' });
}

function signatureOf({ secret, now }: TextServerOptions, body: string): string {
  const seconds = Math.floor(now() / 1000);
  return `t=${String(seconds)},v1=${digest(secret, seconds, body)}`;
}

function isSigned({ secret, now }: TextServerOptions, { headers }: Request, body: string): boolean {
  const [, stamp = '', hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers.get(signatureHeader) ?? '') ?? [];
  return hex === digest(secret, Number(stamp), body) && Math.abs(now() / 1000 - Number(stamp)) <= windowSeconds;
}

function digest(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${String(seconds)}.${body}`).digest('hex');
}

function broken(): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }) });
}
