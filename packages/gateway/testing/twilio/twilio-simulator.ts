/**
 * An honest Twilio: the part of its messaging API and webhooks that matters here. It refuses what the real one refuses,
 * and knows nothing of our own client's types.
 *
 * UNVERIFIED here: that a list begins with the newest and holds a text as soon as it was taken; that media answer with
 * a redirect; the words of errors beside the codes.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { errorOf, messageRecord, statusFields, textFields } from './twilio-payloads.js';

/** What a simulator is made from. */
export interface TwilioSimulatorOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** Our number there. */
  readonly number: string;
  /** Where a customer's texts are posted; what is set in Twilio's console. */
  readonly messageUrl: string;
  readonly now: () => number;
  /** Where the API is reached. Default: where Twilio's is. */
  readonly apiUrl?: string;
  /** Where media lie that the API redirects to. */
  readonly mediaUrl?: string;
  /** Brings a webhook to us. */
  readonly deliver: (request: Request) => Promise<Response>;
}

/** What may go wrong with one request to the API. */
export type TwilioFault =
  /** Refused with 503, and nothing was taken. */
  | 'unavailable'
  /** Refused with 429 and code 20429. */
  | 'rate-limited'
  /** Refused with 401 and code 20003. */
  | 'unauthorized'
  /** Taken, and then the connection breaks. */
  | 'answer-lost'
  /** The connection breaks before anything was taken. */
  | 'request-lost'
  /** Taken, and answered with 500. */
  | 'broken';

/** A text that was taken. */
export interface SimulatedText {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly mediaUrls: readonly string[];
  readonly statusCallback: string | null;
  readonly createdAt: number;
  status: string;
  errorCode: number | null;
}

/** What a customer's phone sends. */
export interface WrittenText {
  readonly from: string;
  readonly body: string;
  readonly media?: readonly { readonly contentType: string; readonly bytes: Uint8Array }[];
  /** What Advanced Opt-Out says of it. */
  readonly optOutType?: 'STOP' | 'START' | 'HELP';
}

/** A Twilio of one account and number. */
export interface TwilioSimulator {
  /** The API; undefined for what is not its. */
  fetch(request: Request): Promise<Response>;
  /** What was taken, oldest first. */
  readonly texts: readonly SimulatedText[];
  /** What the API answered so far: `POST 201`. */
  readonly calls: readonly string[];
  /** What of the next requests goes wrong, one after the other. */
  fail(...faults: readonly TwilioFault[]): void;
  /** A customer writes. @returns what we answered */
  write(text: WrittenText): Promise<Response>;
  /** The webhook of a text, to be posted once more, altered or late. */
  webhook(text: WrittenText): Request;
  /** Tells how far a text got. @param told - what to say of it instead of the truth */
  report(sid: string, status: string, told?: { readonly errorCode?: number; readonly sid?: string }): Promise<Response>;
}

const defaultApiUrl = 'https://api.twilio.com';
const defaultMediaUrl = 'https://media.twiliocdn.test';
const form = z.object({
  To: z.string().min(1),
  From: z.string().optional(),
  MessagingServiceSid: z.string().regex(/^MG[0-9a-f]{32}$/).optional(),
  Body: z.string().max(1_600).optional(),
  StatusCallback: z.url({ protocol: /^https?$/ }).optional(),
});

/** A Twilio in memory. */
export function createTwilioSimulator(options: TwilioSimulatorOptions): TwilioSimulator {
  const state: State = { texts: [], calls: [], faults: [], media: new Map(), optedOut: new Set(), written: 0 };
  const webhook = (text: WrittenText): Request => {
    if (text.optOutType === 'STOP' || /^(stop|stopall|unsubscribe|cancel|end|quit)$/i.test(text.body.trim())) state.optedOut.add(text.from);
    if (text.optOutType === 'START' || /^(start|yes|unstop)$/i.test(text.body.trim())) state.optedOut.delete(text.from);
    const sid = sidOf(text.media === undefined ? 'SM' : 'MM', (state.written += 1));
    const media = (text.media ?? []).map(({ contentType, bytes }, index) => {
      const path = `/2010-04-01/Accounts/${options.accountSid}/Messages/${sid}/Media/${sidOf('ME', state.written * 16 + index)}`;
      state.media.set(path, { contentType, bytes });
      return { url: `${options.apiUrl ?? defaultApiUrl}${path}`, contentType };
    });
    return signed(options, options.messageUrl, textFields({ sid, accountSid: options.accountSid, to: options.number, ...text, media }));
  };
  return {
    texts: state.texts,
    calls: state.calls,
    fail: (...faults) => void state.faults.push(...faults),
    webhook,
    write: (text) => options.deliver(webhook(text)),
    async report(sid, status, told = {}) {
      const text = state.texts.find((one) => one.sid === sid);
      if (text === undefined || text.statusCallback === null) throw new Error(`Nobody is to be told of ${sid}. Send a text with a StatusCallback first.`);
      text.status = status;
      text.errorCode = told.errorCode ?? null;
      const fields = statusFields({ sid: told.sid ?? sid, accountSid: options.accountSid, from: text.from, to: text.to, status, errorCode: text.errorCode });
      return options.deliver(signed(options, text.statusCallback, fields));
    },
    async fetch(request) {
      const response = await answer(options, state, request);
      state.calls.push(`${request.method} ${String(response.status)}`);
      return response;
    },
  };
}

interface State {
  readonly texts: SimulatedText[];
  readonly calls: string[];
  readonly faults: TwilioFault[];
  readonly media: Map<string, { readonly contentType: string; readonly bytes: Uint8Array }>;
  readonly optedOut: Set<string>;
  written: number;
}

async function answer(options: TwilioSimulatorOptions, state: State, request: Request): Promise<Response> {
  const { apiUrl = defaultApiUrl, mediaUrl = defaultMediaUrl } = options;
  const kept = request.url.startsWith(`${mediaUrl}/`) ? state.media.get(request.url.slice(mediaUrl.length)) : undefined;
  if (kept !== undefined) return new Response(kept.bytes.slice(), { headers: { 'content-type': kept.contentType } });
  const pathname = new URL(request.url).pathname.slice(new URL(apiUrl).pathname.replace(/\/$/, '').length);
  const media = state.media.get(pathname);
  const isAuthorized = request.headers.get('authorization') === `Basic ${Buffer.from(`${options.accountSid}:${options.authToken}`).toString('base64')}`;
  const fault = media === undefined ? state.faults.shift() : undefined;
  if (!isAuthorized || fault === 'unauthorized') return errorOf(401, 20003, 'Authenticate');
  if (media !== undefined) return new Response(null, { status: 307, headers: { location: `${mediaUrl}${pathname}` } });
  if (fault === 'request-lost') throw broken();
  if (fault === 'unavailable') return errorOf(503, 20503, 'Service unavailable', { 'retry-after': '2' });
  if (fault === 'rate-limited') return errorOf(429, 20429, 'Too Many Requests');
  if (pathname !== `/2010-04-01/Accounts/${options.accountSid}/Messages.json`) return errorOf(404, 20404, 'The requested resource was not found');
  if (request.method === 'GET') return list(options, state, new URL(request.url).searchParams);
  const response = await take(options, state, request);
  if (fault === 'answer-lost') throw broken();
  return fault === 'broken' ? errorOf(500, 20500, 'Internal Server Error') : response;
}

async function take(options: TwilioSimulatorOptions, state: State, request: Request): Promise<Response> {
  if (!(request.headers.get('content-type') ?? '').startsWith('application/x-www-form-urlencoded')) return errorOf(415, 20415, 'Unsupported media type');
  const fields = new URLSearchParams(await request.text());
  const mediaUrls = fields.getAll('MediaUrl');
  if ((fields.get('Body') ?? '').length > 1_600) return errorOf(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
  const { data } = form.safeParse(Object.fromEntries(fields));
  if (data === undefined || (data.From === undefined) === (data.MessagingServiceSid === undefined)) return errorOf(400, 21603, "A 'From' phone number is required");
  if (!/^\+[1-9]\d{6,14}$/.test(data.To)) return errorOf(400, 21211, `The 'To' number ${data.To} is not a valid phone number.`);
  if (data.From !== undefined && data.From !== options.number) return errorOf(400, 21606, 'The From phone number is not a valid, SMS-capable inbound phone number');
  if ((data.Body ?? '') === '' && mediaUrls.length === 0) return errorOf(400, 21602, 'Message body is required');
  if (mediaUrls.length > 10) return errorOf(400, 21623, 'Number of media files exceeds allowed limit');
  if (state.optedOut.has(data.To)) return errorOf(400, 21610, 'Attempt to send to unsubscribed recipient');
  const text: SimulatedText = {
    sid: sidOf(mediaUrls.length > 0 ? 'MM' : 'SM', 0xf000 + state.texts.length),
    from: options.number,
    to: data.To,
    body: data.Body ?? '',
    mediaUrls,
    statusCallback: data.StatusCallback ?? null,
    createdAt: options.now(),
    status: 'queued',
    errorCode: null,
  };
  state.texts.push(text);
  return Response.json(messageRecord(options.accountSid, text), { status: 201 });
}

function list(options: TwilioSimulatorOptions, { texts }: State, query: URLSearchParams): Response {
  const [to, from] = [query.get('To'), query.get('From')];
  const pageSize = Math.min(1_000, Number(query.get('PageSize') ?? 50));
  const found = texts.filter((text) => (to === null || text.to === to) && (from === null || text.from === from)).reverse();
  return Response.json({ messages: found.slice(0, pageSize).map((text) => messageRecord(options.accountSid, text)), page: 0, page_size: pageSize, next_page_uri: null });
}

function signed({ authToken }: TwilioSimulatorOptions, url: string, fields: URLSearchParams): Request {
  const names = [...new Set(fields.keys())].sort();
  const all = names.flatMap((name) => [...new Set(fields.getAll(name))].sort().map((value) => name + value)).join('');
  const signature = createHmac('sha1', authToken).update(url + all).digest('base64');
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', 'x-twilio-signature': signature };
  return new Request(url, { method: 'POST', headers, body: fields.toString() });
}

function sidOf(prefix: string, number: number): string {
  return `${prefix}${number.toString(16).padStart(32, '0')}`;
}

function broken(): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }) });
}
