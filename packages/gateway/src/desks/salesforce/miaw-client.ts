/**
 * Calls to Salesforce Messaging for In-App and Web, custom client, API v2.
 *
 * UNVERIFIED, since nothing public says it: the status codes (what is not 2xx is
 * told apart as below), what a repeated id does (taken for harmless), any limit
 * of rate or length, and that a token is renewed while it is still in force.
 */
import { z } from 'zod';
import type { SalesforceConfig } from '../../config/channels-config.js';
import { jsonOf } from '../../http/bounded-text.js';
import type { CallOutcome } from '../../http/outbound-call.js';
import { callOut, retryAfterMs } from '../../http/outbound-call.js';
import type { Runtime } from '../../runtime.js';

/** What became of a call. */
export type MiawOutcome<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  /** Worth another attempt, not before `afterMs`; it may have been carried out. */
  | { readonly kind: 'later'; readonly afterMs?: number }
  /** The token is not accepted any more. */
  | { readonly kind: 'unauthorized' }
  /** It is no use. */
  | { readonly kind: 'refused'; readonly status: number };

/** What a customer may do at Salesforce. Nothing here rejects. */
export interface MiawClient {
  /** Somebody new, whom nobody has seen before. */
  begin(signal: AbortSignal): Promise<MiawOutcome<MiawIdentity>>;
  /** Another token for the same one. */
  renew(token: string, signal: AbortSignal): Promise<MiawOutcome<string>>;
  create(token: string, conversationId: string, attributes: Readonly<Record<string, string>>, signal: AbortSignal): Promise<MiawOutcome<null>>;
  say(token: string, conversationId: string, message: { readonly id: string; readonly text: string }, signal: AbortSignal): Promise<MiawOutcome<null>>;
  type(token: string, conversationId: string, entry: { readonly id: string; readonly isActive: boolean }, signal: AbortSignal): Promise<MiawOutcome<null>>;
  /** @returns the list as it came */
  entries(token: string, conversationId: string, from: number, signal: AbortSignal): Promise<MiawOutcome<string>>;
  close(token: string, conversationId: string, signal: AbortSignal): Promise<MiawOutcome<null>>;
  /** The stream of everything that happens to this token's conversations, after an event. */
  stream(token: string, lastEventId: string | null, signal: AbortSignal): Promise<MiawOutcome<ReadableStream<Uint8Array>>>;
}

/** Who we are for Salesforce. */
export interface MiawIdentity {
  readonly token: string;
  readonly lastEventId: string | null;
}

const timeoutMs = 15_000;
const prefix = '/iamessage/api/v2';
const identitySchema = z.object({ accessToken: z.string().min(1), lastEventId: z.union([z.string(), z.number()]).nullish() });

/** A client of one deployment. */
export function createMiawClient(runtime: Runtime, { url, orgId, esDeveloperName }: SalesforceConfig): MiawClient {
  const base = url.replace(/\/$/, '');
  const call = async (method: string, path: string, signal: AbortSignal, token?: string, body?: unknown): Promise<MiawOutcome<string>> => {
    const headers = { accept: 'application/json', ...authorization(token), ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return outcomeOf(await callOut(runtime, `${base}${prefix}${path}`, init, { timeoutMs, signal }), runtime.now());
  };
  const conversation = (id: string): string => `/conversation/${encodeURIComponent(id)}`;
  const named = `esDeveloperName=${encodeURIComponent(esDeveloperName)}`;
  return {
    async begin(signal) {
      const context = { appName: 'liveTakeoverGateway', clientVersion: '1.0.0' };
      const body = { orgId, esDeveloperName, capabilitiesVersion: '1', platform: 'Web', context };
      return identityOf(await call('POST', '/authorization/unauthenticated/access-token', signal, undefined, body));
    },
    async renew(token, signal) {
      const identity = identityOf(await call('GET', '/authorization/continuation-access-token', signal, token));
      return identity.kind === 'done' ? { kind: 'done', value: identity.value.token } : identity;
    },
    async create(token, conversationId, routingAttributes, signal) {
      const outcome = await call('POST', '/conversation', signal, token, { conversationId, esDeveloperName, routingAttributes });
      // Its id is ours alone: who has it already has it from an attempt whose answer was lost.
      return outcome.kind === 'refused' && outcome.status === 409 ? done : withoutValue(outcome);
    },
    async say(token, conversationId, { id, text }, signal) {
      const message = { id, messageType: 'StaticContentMessage', staticContent: { formatType: 'Text', text } };
      const outcome = await call('POST', `${conversation(conversationId)}/message`, signal, token, { message, esDeveloperName, isNewMessagingSession: false });
      return outcome.kind === 'refused' && outcome.status === 409 ? done : withoutValue(outcome);
    },
    async type(token, conversationId, { id, isActive }, signal) {
      const entryType = isActive ? 'TypingStartedIndicator' : 'TypingStoppedIndicator';
      return withoutValue(await call('POST', `${conversation(conversationId)}/entry`, signal, token, { entryType, id }));
    },
    entries: (token, conversationId, from, signal) =>
      call('GET', `${conversation(conversationId)}/entries?limit=50&startTimestamp=${from}&direction=FromStart`, signal, token),
    async close(token, conversationId, signal) {
      const outcome = await call('DELETE', `${conversation(conversationId)}?${named}`, signal, token);
      // Whatever refuses it does not have it open.
      return outcome.kind === 'refused' ? done : withoutValue(outcome);
    },
    stream: (token, lastEventId, signal) => openStream(runtime, base, orgId, { token, lastEventId }, signal),
  };
}

const done = { kind: 'done', value: null } as const;

function authorization(token: string | undefined): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

function outcomeOf(outcome: CallOutcome, now: number): MiawOutcome<string> {
  if (outcome.kind !== 'answered') return { kind: 'later' };
  const { status, headers, text } = outcome;
  return status >= 200 && status < 300 ? { kind: 'done', value: text } : refusalOf(status, headers, now);
}

function refusalOf(status: number, headers: Headers, now: number): Exclude<MiawOutcome<never>, { kind: 'done' }> {
  if (status === 401) return { kind: 'unauthorized' };
  if (status !== 408 && status !== 429 && status < 500) return { kind: 'refused', status };
  const afterMs = retryAfterMs(headers, now);
  return afterMs === undefined ? { kind: 'later' } : { kind: 'later', afterMs };
}

function withoutValue(outcome: MiawOutcome<string>): MiawOutcome<null> {
  return outcome.kind === 'done' ? done : outcome;
}

function identityOf(outcome: MiawOutcome<string>): MiawOutcome<MiawIdentity> {
  if (outcome.kind !== 'done') return outcome;
  const parsed = identitySchema.safeParse(jsonOf(outcome.value));
  if (!parsed.success) return { kind: 'later' };
  const { accessToken, lastEventId } = parsed.data;
  return { kind: 'done', value: { token: accessToken, lastEventId: lastEventId === undefined || lastEventId === null ? null : String(lastEventId) } };
}

async function openStream(
  runtime: Runtime,
  base: string,
  orgId: string,
  { token, lastEventId }: MiawIdentity,
  signal: AbortSignal,
): Promise<MiawOutcome<ReadableStream<Uint8Array>>> {
  const headers = {
    ...authorization(token),
    accept: 'text/event-stream',
    // The sample client sends 15 characters, whatever length the id has.
    'x-org-id': orgId.slice(0, 15),
    ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
  };
  try {
    const response = await runtime.request({ url: `${base}/eventrouter/v1/sse`, headers, signal });
    if (response.ok && response.body !== null) return { kind: 'done', value: response.body };
    await response.body?.cancel();
    return response.ok || response.status < 300 ? { kind: 'later' } : refusalOf(response.status, response.headers, runtime.now());
  } catch {
    // No connection, or it was ended: the same as any other time that it does not answer.
    return { kind: 'later' };
  }
}
