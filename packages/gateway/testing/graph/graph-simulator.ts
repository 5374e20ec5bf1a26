/**
 * An honest Facebook: the part of the Graph API and of Messenger's webhooks that matters here. It refuses what the real
 * one refuses, and knows nothing of our own client's types.
 *
 * UNVERIFIED here: HTTP statuses beside the codes; that `appsecret_proof` is checked before anything else; the order of
 * an echo and the answer of the call that caused it.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';

/** What a simulator is made from. */
export interface GraphSimulatorOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly pageId: string;
  readonly pageToken: string;
  /** Where the webhook is; what is set in the app's settings. */
  readonly webhookUrl: string;
  readonly now: () => number;
  /** Brings a webhook to us. */
  readonly deliver: (request: Request) => Promise<Response>;
}

/** What may go wrong with one message to the API. */
export type GraphFault =
  /** Refused with 503, and nothing was sent. */
  | 'unavailable'
  /** Code 613. */
  | 'rate-limited'
  /** Code 190. */
  | 'unauthorized'
  /** Code 551. */
  | 'customer-gone'
  /** Sent, and then the connection breaks. */
  | 'answer-lost'
  /** The connection breaks before anything was sent. */
  | 'request-lost'
  /** Sent, and answered with 500. */
  | 'broken';

/** A message that was sent to a customer. */
export interface SentMessage {
  readonly mid: string;
  readonly psid: string;
  /** As the call had it. */
  readonly message: Readonly<Record<string, unknown>>;
  readonly tag: string | undefined;
  readonly at: number;
}

/** A Facebook with one app and one page of ours. */
export interface GraphSimulator {
  /** The API. */
  fetch(request: Request): Promise<Response>;
  readonly sent: readonly SentMessage[];
  /** `typing_on` and the like, in order. */
  readonly actions: readonly string[];
  /** Codes and statuses answered to messages: `200`, `400 10/2018278`. */
  readonly answers: readonly string[];
  fail(...faults: readonly GraphFault[]): void;
  /** Gives a customer a name that may be read. */
  name(psid: string, first: string, last: string): void;
  /** Whether echoes of what our app sends are posted; at once if so. */
  echoes(isOn: boolean): void;
  /** A webhook with one event, as it is posted: to be altered, repeated or kept back. */
  webhook(event: object, options?: { readonly isStandby?: boolean; readonly pageId?: string }): Request;
  /** A signed webhook of any body. */
  signed(body: unknown): Request;
  /** A customer writes. @returns what we answered */
  write(psid: string, message: Readonly<Record<string, unknown>>): Promise<Response>;
  /** A person writes in the page's inbox. */
  inboxWrites(psid: string, text: string): Promise<Response>;
  /** The inbox gives the thread back to our app. */
  inboxReturns(psid: string): Promise<Response>;
  delivered(psid: string): Promise<Response>;
  read(psid: string): Promise<Response>;
}

/** The app of the Page inbox, the same for everybody. */
export const pageInboxApp = '263902037430900';

const day = 24 * 60 * 60_000;
const attachment = z.object({ type: z.enum(['image', 'video', 'audio', 'file']), payload: z.object({ url: z.url({ protocol: /^https?$/ }), is_reusable: z.boolean().optional() }) });
const quickReply = z.object({ content_type: z.literal('text'), title: z.string().min(1).max(20), payload: z.string().min(1).max(1_000) });
const content = z
  .strictObject({ text: z.string().min(1).max(2_000).optional(), attachment: attachment.optional(), quick_replies: z.array(quickReply).max(13).optional(), metadata: z.string().max(1_000).optional() })
  .refine(({ text, attachment: file }) => (text === undefined) !== (file === undefined));
const call = z.union([
  z.strictObject({ recipient: z.strictObject({ id: z.string() }), messaging_type: z.enum(['RESPONSE', 'UPDATE']), message: content }),
  z.strictObject({ recipient: z.strictObject({ id: z.string() }), messaging_type: z.literal('MESSAGE_TAG'), tag: z.literal('HUMAN_AGENT'), message: content }),
  z.strictObject({ recipient: z.strictObject({ id: z.string() }), sender_action: z.enum(['typing_on', 'typing_off', 'mark_seen']) }),
]);

interface State {
  readonly sent: SentMessage[];
  readonly actions: string[];
  readonly answers: string[];
  readonly faults: GraphFault[];
  readonly names: Map<string, { readonly first_name: string; readonly last_name: string }>;
  readonly wroteAt: Map<string, number>;
  readonly heldByInbox: Set<string>;
  isEchoing: boolean;
  count: number;
}

/** A Facebook in memory. */
export function createGraphSimulator(options: GraphSimulatorOptions): GraphSimulator {
  const { pageId, now } = options;
  const state: State = { sent: [], actions: [], answers: [], faults: [], names: new Map(), wroteAt: new Map(), heldByInbox: new Set(), isEchoing: true, count: 0 };
  const signed = (body: unknown): Request => signedWebhook(options, body);
  const webhook: GraphSimulator['webhook'] = (event, { isStandby = false, pageId: page = pageId } = {}) =>
    signed({ object: 'page', entry: [{ id: page, time: now(), [isStandby ? 'standby' : 'messaging']: [event] }] });
  const between = (psid: string): object => ({ sender: { id: psid }, recipient: { id: pageId }, timestamp: now() });
  const post = (event: object, isStandby = false): Promise<Response> => options.deliver(webhook(event, { isStandby }));
  const echo = (sent: SentMessage, appId: number): Promise<Response> =>
    post({ sender: { id: pageId }, recipient: { id: sent.psid }, timestamp: now(), message: { mid: sent.mid, is_echo: true, app_id: appId, ...sent.message } }, state.heldByInbox.has(sent.psid));
  return {
    sent: state.sent,
    actions: state.actions,
    answers: state.answers,
    fail: (...faults) => void state.faults.push(...faults),
    name: (psid, first, last) => void state.names.set(psid, { first_name: first, last_name: last }),
    echoes: (isOn) => void (state.isEchoing = isOn),
    webhook,
    signed,
    write(psid, message) {
      state.wroteAt.set(psid, now());
      return post({ ...between(psid), message: { mid: midOf(state), ...message } }, state.heldByInbox.has(psid));
    },
    inboxWrites(psid, text) {
      state.heldByInbox.add(psid);
      return echo({ mid: midOf(state), psid, message: { text }, tag: undefined, at: now() }, Number(pageInboxApp));
    },
    inboxReturns(psid) {
      state.heldByInbox.delete(psid);
      return post({ ...between(psid), pass_thread_control: { previous_owner_app_id: pageInboxApp, new_owner_app_id: options.appId, metadata: '' } });
    },
    delivered: (psid) => post({ ...between(psid), delivery: { mids: state.sent.filter((one) => one.psid === psid).map(({ mid }) => mid), watermark: now() } }),
    read: (psid) => post({ ...between(psid), read: { watermark: now() } }),
    async fetch(request) {
      const before = state.sent.length;
      const answer = await answered(options, state, request);
      for (const sent of state.sent.slice(before)) if (state.isEchoing) await echo(sent, Number(options.appId));
      if (answer === 'lost') throw new TypeError('fetch failed', { cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }) });
      return answer;
    },
  };
}

async function answered({ pageToken, appSecret, pageId, now }: GraphSimulatorOptions, state: State, request: Request): Promise<Response | 'lost'> {
  const url = new URL(request.url);
  const path = url.pathname.replace(/^\/v\d+\.\d+/, '');
  const proof = createHmac('sha256', appSecret).update(pageToken).digest('hex');
  const isAllowed = request.headers.get('authorization') === `Bearer ${pageToken}` && url.searchParams.get('appsecret_proof') === proof;
  const isMessage = path === '/me/messages' && request.method === 'POST';
  const body = isMessage ? ((await request.json()) as unknown) : undefined;
  const isAction = typeof body === 'object' && body !== null && 'sender_action' in body;
  const fault = isMessage && !isAction ? state.faults.shift() : undefined;
  if (!isAllowed || fault === 'unauthorized') return note(state, errorOf(401, 190, 'Invalid OAuth access token.'));
  if (isMessage) return sent(state, body, now, fault);
  if (path === '/me') return Response.json({ id: pageId });
  const profile = state.names.get(path.slice(1));
  return profile === undefined ? errorOf(400, 100, 'Unsupported get request.', 33) : Response.json({ ...profile, id: path.slice(1) });
}

function sent(state: State, body: unknown, now: () => number, fault: GraphFault | undefined): Response | 'lost' {
  const { data } = call.safeParse(body);
  if (data === undefined) return note(state, errorOf(400, 100, '(#100) Invalid parameter'));
  const psid = data.recipient.id;
  const wroteAt = state.wroteAt.get(psid);
  if (wroteAt === undefined) return note(state, errorOf(400, 100, '(#100) No matching user found', 2018001));
  if ('sender_action' in data) {
    state.actions.push(data.sender_action);
    return Response.json({ recipient_id: psid });
  }
  if (fault === 'request-lost') return 'lost';
  if (fault === 'unavailable') return note(state, new Response('upstream', { status: 503 }));
  if (fault === 'rate-limited') return note(state, errorOf(400, 613, '(#613) Calls to this api have exceeded the rate limit.'));
  if (fault === 'customer-gone') return note(state, errorOf(400, 551, '(#551) This person isn’t available right now.'));
  if (state.heldByInbox.has(psid)) return note(state, errorOf(400, 10, '(#10) Message failed to send because another app is controlling this thread now.', 2018300));
  const tag = 'tag' in data ? data.tag : undefined;
  if (now() - wroteAt > (tag === undefined ? day : 7 * day)) return note(state, errorOf(400, 10, '(#10) This message is sent outside of allowed window.', 2018278));
  const mid = midOf(state);
  state.sent.push({ mid, psid, message: data.message, tag, at: now() });
  if (fault === 'answer-lost') return 'lost';
  return note(state, fault === 'broken' ? new Response('oops', { status: 500 }) : Response.json({ recipient_id: psid, message_id: mid }));
}

function note(state: State, answer: Response): Response {
  state.answers.push(`${String(answer.status)}${answer.headers.get('x-code') ?? ''}`);
  return answer;
}

function errorOf(status: number, code: number, message: string, subcode?: number): Response {
  const error = { message, type: 'OAuthException', code, ...(subcode === undefined ? {} : { error_subcode: subcode }), fbtrace_id: 'AbCdEfGhIjK' };
  return Response.json({ error }, { status, headers: { 'x-code': ` ${String(code)}${subcode === undefined ? '' : `/${String(subcode)}`}` } });
}

function signedWebhook({ appSecret, webhookUrl }: GraphSimulatorOptions, body: unknown): Request {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(text).digest('hex')}` };
  return new Request(webhookUrl, { method: 'POST', headers, body: text });
}

function midOf(state: State): string {
  return `m_${String((state.count += 1)).padStart(6, '0')}`;
}
