/**
 * A Salesforce organisation with Messaging for In-App and Web, custom client, in
 * memory. It refuses what the real one refuses, as far as that is known.
 *
 * UNVERIFIED, and so not to be relied on: the status codes of refusals (400 for
 * what is malformed or closed, 403 for another's conversation, 404, 409 for a
 * conversation's id used twice), that a message's id used twice is accepted and
 * adds nothing, the form of `ping`, and the payload of `CloseConversation`.
 */
import { randomUUID } from 'node:crypto';
import type { EntrySender, KeptEntry } from './salesforce-payloads.js';
import {
  conversationRequest,
  entryOf,
  envelopeOf,
  eventNames,
  messageRequest,
  participantPayload,
  routingPayload,
  textPayload,
  tokenRequest,
  typingRequest,
} from './salesforce-payloads.js';
import type { Streams } from './salesforce-streams.js';
import { createStreams } from './salesforce-streams.js';
import { createTokens } from './salesforce-tokens.js';

/** An agent there. */
export interface SimulatedAgent {
  readonly id: string;
  readonly name: string;
}

/** A conversation as the console there shows it. */
export interface SimulatedConversation {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly entries: readonly KeptEntry[];
  /** What the customer wrote, in order. */
  readonly texts: readonly string[];
  readonly agents: readonly SimulatedAgent[];
  readonly isOpen: boolean;
  readonly isCustomerTyping: boolean;
}

/** What a test or a page may do there. */
export interface SalesforceSimulator {
  readonly orgId: string;
  readonly esDeveloperName: string;
  fetch(request: Request): Promise<Response>;
  /** In the order of their making. */
  readonly conversations: readonly SimulatedConversation[];
  readonly streams: Streams;
  /** Whether anybody is there to be found. */
  setStaffed(isStaffed: boolean): void;
  /** How long tokens made from now on are good. */
  setTokenLifetime(lifetimeMs: number): void;
  accept(conversationId: string, agent: SimulatedAgent): void;
  say(conversationId: string, agent: SimulatedAgent, text: string): void;
  /** What the organisation says by itself. */
  respond(conversationId: string, text: string): void;
  type(conversationId: string, agent: SimulatedAgent, isActive: boolean): void;
  transfer(conversationId: string, from: SimulatedAgent, to: SimulatedAgent | undefined): void;
  leave(conversationId: string, agent: SimulatedAgent): void;
  end(conversationId: string): void;
  /** Tells an event of the test's own making. */
  tell(conversationId: string, event: string, data: string): void;
  /** Tells the last entry once more. */
  repeat(conversationId: string): void;
  /** Answers the next calls whose method and path match with this, carrying them out all the same if `isCarriedOut`. */
  fault(pattern: RegExp, answer: () => Response | Promise<Response>, options?: { readonly times?: number; readonly isCarriedOut?: boolean }): void;
}

/** What a simulator is made with. */
export interface SimulatorOptions {
  readonly now: () => number;
  readonly orgId?: string;
  readonly esDeveloperName?: string;
}

interface Kept {
  readonly id: string;
  readonly subject: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly entries: KeptEntry[];
  readonly texts: string[];
  agents: readonly SimulatedAgent[];
  isOpen: boolean;
  isCustomerTyping: boolean;
}

interface Fault {
  readonly pattern: RegExp;
  readonly answer: () => Response | Promise<Response>;
  times: number;
  readonly isCarriedOut: boolean;
}

const prefix = '/iamessage/api/v2';

/** An organisation with nobody in it yet. */
export function createSalesforceSimulator({ now, orgId = '00Dxx0000000001', esDeveloperName = 'Live_Takeover' }: SimulatorOptions): SalesforceSimulator {
  const kept = new Map<string, Kept>();
  const faults: Fault[] = [];
  const streams = createStreams();
  let tokenLifetimeMs = 30 * 60_000;
  let isStaffed = true;
  const tokens = createTokens(now, () => tokenLifetimeMs);
  let lastAt = 0;
  const add = (conversation: Kept, entryType: string, sender: EntrySender, payload: Readonly<Record<string, unknown>> = {}, identifier: string = randomUUID()): void => {
    lastAt = Math.max(lastAt + 1, now());
    const entry = entryOf(identifier, entryType, sender, lastAt, payload);
    conversation.entries.push(entry);
    streams.tell(conversation.subject, eventNames[entryType] ?? entryType, JSON.stringify(envelopeOf(conversation.id, entry)));
  };
  const system: EntrySender = { role: 'System' };
  const find = (id: string): Kept => {
    const found = kept.get(id);
    if (found === undefined) throw new Error(`There is no conversation ${id} here.`);
    return found;
  };
  const remove = (conversation: Kept, agent: SimulatedAgent): void => {
    conversation.agents = conversation.agents.filter(({ id }) => id !== agent.id);
    add(conversation, 'ParticipantChanged', system, participantPayload('remove', agent));
  };
  const join = (conversation: Kept, agent: SimulatedAgent): void => {
    conversation.agents = [...conversation.agents, agent];
    add(conversation, 'ParticipantChanged', system, participantPayload('add', agent));
  };
  const senderOf = (agent: SimulatedAgent): EntrySender => ({ role: 'Agent', subject: agent.id, name: agent.name });
  const close = (conversation: Kept): void => {
    conversation.isOpen = false;
    conversation.agents = [];
    add(conversation, 'CloseConversation', system, { conversationIdentifier: conversation.id });
  };

  const begin = (body: unknown): Response => {
    const asked = tokenRequest.safeParse(body);
    if (!asked.success || asked.data.orgId.slice(0, 15) !== orgId || asked.data.esDeveloperName !== esDeveloperName) return refuse(400, 'Bad organisation, deployment or capabilities.');
    return identity(`v2/iamessage/UNAUTH/NA/uid:${randomUUID()}`);
  };
  const identity = (subject: string): Response => {
    const embeddedServiceMessagingChannel = { channelAddressIdentifier: 'aa11bb22-0000-4000-8000-000000000001', authMode: 'UnAuth' };
    const embeddedServiceConfig = { name: esDeveloperName, deploymentType: 'API', embeddedServiceMessagingChannel };
    return Response.json({ accessToken: tokens.make(subject), lastEventId: '0', context: { deviceId: 'dev-1', configuration: { embeddedServiceConfig } } });
  };
  const create = (subject: string, body: unknown): Response => {
    const asked = conversationRequest.safeParse(body);
    if (!asked.success || asked.data.esDeveloperName !== esDeveloperName) return refuse(400, 'Malformed conversation.');
    const { conversationId: id, routingAttributes: attributes } = asked.data;
    if (kept.has(id)) return refuse(409, 'Conversation exists.');
    const conversation: Kept = { id, subject, attributes, entries: [], texts: [], agents: [], isOpen: true, isCustomerTyping: false };
    kept.set(id, conversation);
    add(conversation, 'RoutingResult', system, routingPayload('Initial', !isStaffed));
    return new Response(null, { status: 201 });
  };
  const say = (conversation: Kept, body: unknown): Response => {
    const asked = messageRequest.safeParse(body);
    if (!asked.success || asked.data.esDeveloperName !== esDeveloperName) return refuse(400, 'Malformed message.');
    if (!conversation.isOpen) return refuse(400, 'The conversation is closed.');
    const { id, staticContent } = asked.data.message;
    if (conversation.entries.every(({ identifier }) => identifier !== id)) {
      conversation.texts.push(staticContent.text);
      conversation.isCustomerTyping = false;
      add(conversation, 'Message', { role: 'EndUser', subject: conversation.subject }, textPayload(id, staticContent.text), id);
    }
    return Response.json({ conversationEntries: [{ id, clientTimestamp: now() }] }, { status: 202 });
  };
  const type = (conversation: Kept, body: unknown): Response => {
    const asked = typingRequest.safeParse(body);
    if (!asked.success || !conversation.isOpen) return refuse(400, 'Malformed entry.');
    conversation.isCustomerTyping = asked.data.entryType === 'TypingStartedIndicator';
    return new Response(null, { status: 202 });
  };
  const list = (conversation: Kept, query: URLSearchParams): Response => {
    const from = Number(query.get('startTimestamp') ?? 0);
    const entries = conversation.entries.filter(({ transcriptedTimestamp, entryType }) => transcriptedTimestamp >= from && !entryType.startsWith('Typing'));
    return Response.json({ conversationEntries: entries.slice(0, Number(query.get('limit') ?? 50)) });
  };
  const inConversation = (method: string, id: string, part: string | undefined, subject: string, query: URLSearchParams, body: unknown): Response => {
    const conversation = kept.get(id);
    if (conversation === undefined) return refuse(404, 'No such conversation.');
    if (conversation.subject !== subject) return refuse(403, 'Not your conversation.');
    if (method === 'POST' && part === 'message') return say(conversation, body);
    if (method === 'POST' && part === 'entry') return type(conversation, body);
    if (method === 'GET' && part === 'entries') return list(conversation, query);
    if (method !== 'DELETE' || part !== undefined) return refuse(405, 'No such call.');
    if (query.get('esDeveloperName') !== esDeveloperName) return refuse(400, 'Which deployment?');
    if (!conversation.isOpen) return refuse(400, 'The conversation is closed.');
    close(conversation);
    return new Response(null, { status: 204 });
  };
  const answer = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const body: unknown = request.method === 'POST' ? await request.json().catch(() => undefined) : undefined;
    if (pathname === `${prefix}/authorization/unauthenticated/access-token`) return begin(body);
    const subject = tokens.subjectOf(request.headers.get('authorization'));
    if (subject === undefined) return refuse(401, 'The token is not good.');
    if (pathname === `${prefix}/authorization/continuation-access-token`) return identity(subject);
    if (pathname === '/eventrouter/v1/sse') return stream(request, subject);
    if (pathname === `${prefix}/conversation` && request.method === 'POST') return create(subject, body);
    const [, id, part] = /^\/iamessage\/api\/v2\/conversation\/([^/]+)(?:\/([a-z]+))?$/.exec(pathname) ?? [];
    return id === undefined ? refuse(404, 'No such call.') : inConversation(request.method, id, part, subject, searchParams, body);
  };
  const stream = (request: Request, subject: string): Response => {
    if (request.headers.get('x-org-id') !== orgId) return refuse(400, 'Which organisation?');
    if (request.headers.get('accept') !== 'text/event-stream') return refuse(406, 'Only streams are served here.');
    return new Response(streams.open(subject, request.headers.get('last-event-id'), request.signal), { headers: { 'content-type': 'text/event-stream' } });
  };
  return {
    orgId,
    esDeveloperName,
    streams,
    get conversations() {
      return [...kept.values()];
    },
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const fault = faults.find(({ pattern, times }) => times > 0 && pattern.test(`${request.method} ${pathname}`));
      if (fault === undefined) return answer(request);
      fault.times -= 1;
      if (fault.isCarriedOut) await answer(request);
      return fault.answer();
    },
    setStaffed: (next) => void (isStaffed = next),
    setTokenLifetime: (next) => void (tokenLifetimeMs = next),
    accept: (id, agent) => join(find(id), agent),
    say: (id, agent, text) => {
      const identifier = randomUUID();
      add(find(id), 'Message', senderOf(agent), textPayload(identifier, text), identifier);
    },
    respond: (id, text) => {
      const identifier = randomUUID();
      add(find(id), 'Message', system, { ...textPayload(identifier, text), messageReason: 'AutomatedResponse' }, identifier);
    },
    type: (id, agent, isActive) => add(find(id), isActive ? 'TypingStartedIndicator' : 'TypingStoppedIndicator', senderOf(agent), { timestamp: now() }),
    transfer(id, from, to) {
      const conversation = find(id);
      remove(conversation, from);
      add(conversation, 'RoutingResult', system, routingPayload('Transfer', to === undefined));
      if (to !== undefined) join(conversation, to);
    },
    leave: (id, agent) => remove(find(id), agent),
    end(id) {
      const conversation = find(id);
      for (const agent of conversation.agents) remove(conversation, agent);
      close(conversation);
    },
    tell: (id, event, data) => streams.tell(find(id).subject, event, data),
    repeat(id) {
      const { subject, entries } = find(id);
      const last = entries.at(-1);
      if (last !== undefined) streams.tell(subject, eventNames[last.entryType] ?? last.entryType, JSON.stringify(envelopeOf(id, last)));
    },
    fault: (pattern, given, { times = 1, isCarriedOut = false } = {}) => void faults.push({ pattern, answer: given, times, isCarriedOut }),
  };
}

function refuse(status: number, message: string): Response {
  return Response.json({ message }, { status });
}
