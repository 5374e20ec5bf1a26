import type { ClientFrame, ConversationEvent, ServerFrame } from '@live-takeover/sdk/core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { LiveBotAnswer } from './live/live-bot.js';
import { helpfulAnswer } from './live/live-bot.js';
import type { LiveCustomer } from './live/live-customer.js';
import type { LiveAgent } from './live/live-agent.js';
import { openLiveAgent } from './live/live-agent.js';
import type { LiveGateway } from './live/live-gateway.js';
import { startLiveGateway } from './live/live-gateway.js';
import type { RawSocket } from './live/raw-socket.js';
import { openRawSocket } from './live/raw-socket.js';

/** Whoever writes anything here writes this, and no log line may hold it. */
const words = 'my PIN is 8341';
const limits = { messageLength: 100, frameBytes: 16_384 };
const tooLong = words.repeat(10);
const tooLarge = words.repeat(2_000);

let gateway: LiveGateway;
const sockets: RawSocket[] = [];

beforeAll(async () => {
  gateway = await startLiveGateway({ limits, bot: { timeoutMs: 1_000 } });
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

afterAll(() => gateway.stop());

/** The log's lines from now on, parsed; each is checked to keep secret what anybody wrote. */
function watchLog(): () => readonly Readonly<Record<string, unknown>>[] {
  const from = gateway.log.length;
  return () =>
    gateway.log.slice(from).map((line) => {
      expect(line).not.toContain(words);
      return JSON.parse(line) as Record<string, unknown>;
    });
}

async function socket(): Promise<RawSocket> {
  const opened = await openRawSocket(gateway.url);
  sockets.push(opened);
  return opened;
}

async function signedIn(agentId = 'ana'): Promise<RawSocket> {
  const opened = await socket();
  const { token } = await gateway.token(agentId);
  opened.say(JSON.stringify({ type: 'hello', token, topics: { alerts: false, conversations: [] }, clientId: `${agentId}-${Math.random()}` }));
  await opened.frame(({ type }) => type === 'presence');
  return opened;
}

/** Says what ends a socket; tells the close code and, if there was one, the typed error before it. */
async function ending(opened: RawSocket, data: string | Buffer): Promise<unknown> {
  opened.say(data);
  const closed = await opened.closed;
  const error = await opened.frame(({ type }) => type === 'error').catch(() => undefined);
  return error?.type === 'error' ? { closed, code: error.error.code, message: error.error.message } : { closed };
}

/** Says what is answered under its id; tells the typed error. */
async function answerTo(opened: RawSocket, frame: Readonly<Record<string, unknown>> | ClientFrame): Promise<unknown> {
  opened.say(JSON.stringify(frame));
  const isAnswer = (said: ServerFrame): boolean => 'id' in said && said.id === 'k';
  const answer = await opened.frame(isAnswer);
  if (answer.type !== 'request-failed' && (answer.type !== 'result' || answer.ok)) throw new Error(`It was answered with ${answer.type}.`);
  return answer.error;
}

async function overHttp(body: string, bearer?: string): Promise<unknown> {
  const authorization = `Bearer ${bearer ?? (await gateway.token('ana')).token}`;
  const response = await fetch(`${gateway.url}/v1/commands`, { method: 'POST', headers: { authorization }, body });
  return problemIn(response);
}

async function problemIn(response: Response): Promise<unknown> {
  const { error } = (await response.json()) as { readonly error: object };
  return { status: response.status, ...error };
}

/** A conversation that Ben took over and handed back, so that term 1 is over. */
async function handedBack(): Promise<string> {
  const { conversationId } = await gateway.customer();
  await gateway.command('ben', { id: 't', name: 'take-over', conversationId, seenTerm: 0 });
  await gateway.command('ben', { id: 'h', name: 'hand-back', conversationId, term: 1 });
  return conversationId;
}

async function taken(): Promise<string> {
  const { conversationId } = await gateway.customer();
  await gateway.command('ben', { id: 't', name: 'take-over', conversationId, seenTerm: 0 });
  return conversationId;
}

async function refusedStream(): Promise<unknown> {
  const { thread } = await gateway.customer();
  const stream = new WebSocket(`${gateway.url.replace(/^http/, 'ws')}/v3/directline/conversations/${thread}/stream?t=${encodeURIComponent(words)}`);
  return new Promise((resolve) => stream.on('unexpected-response', (_request, response) => resolve({ status: response.statusCode })));
}

const posted = async (body: unknown, token?: string): Promise<unknown> =>
  problemIn(await (await gateway.customer()).post(typeof body === 'string' ? body : JSON.stringify(body), token));

const command = (body: Readonly<Record<string, unknown>>) => ({ type: 'command', command: { id: 'k', ...body } });
const send = (conversationId: string, text: string) => ({ name: 'send', conversationId, term: 1, text });
const holds = (part: string): unknown => expect.stringContaining(part);
const badToken = { code: 'unauthorized', message: holds('JWT') };

type Row = readonly [what: string, deed: () => Promise<unknown>, answer: Readonly<Record<string, unknown>>, logged: Readonly<Record<string, unknown>>];

const rows: readonly Row[] = [
  // On an agent's socket
  ['a frame that is no JSON', async () => ending(await signedIn(), words), { closed: 4503, code: 'bad-frame' }, { event: 'agent-socket-closed', reason: 'bad-frame' }],
  ['a frame without what belongs in it', async () => ending(await socket(), JSON.stringify({ type: 'hello', token: words })), { closed: 4503, code: 'bad-frame' }, { event: 'agent-socket-closed', reason: 'bad-frame' }],
  ['a frame in the wrong place', async () => ending(await socket(), JSON.stringify({ type: 'subscribe', topics: { alerts: true, conversations: 'all' } })), { closed: 4003 }, { event: 'agent-socket-closed', reason: 'state-invalid' }],
  ['a frame over the limit', async () => ending(await signedIn(), tooLarge), { closed: 4504, code: 'message-too-large', message: holds('16384 bytes') }, { event: 'agent-socket-closed', reason: 'too-large' }],
  ['a frame far over the limit', async () => ending(await signedIn(), tooLarge.repeat(4)), { closed: 1009 }, { event: 'socket-closed', reason: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' }],
  ['a binary frame', async () => ending(await signedIn(), Buffer.from(words)), { closed: 1003 }, { event: 'socket-closed', reason: 'binary frame' }],
  ['a token that is none', async () => ending(await socket(), JSON.stringify({ type: 'hello', token: words, topics: { alerts: true, conversations: [] }, clientId: 'c' })), { closed: 4500, ...badToken }, { event: 'agent-socket-closed', reason: 'unauthorized' }],
  ['a request that cannot be read', async () => answerTo(await signedIn(), { type: 'transcript', id: 'k', conversationId: words, before: 'now', limit: 9 }), { code: 'bad-frame', message: holds('conversationId') }, { event: 'request-refused', code: 'bad-frame' }],
  ['a command that cannot be read', async () => answerTo(await signedIn(), command({ name: words })), { code: 'bad-request', message: holds('name') }, { event: 'request-refused', code: 'bad-request' }],
  ['a message over the limit', async () => answerTo(await signedIn(), command(send(await taken(), tooLong))), { code: 'message-too-large', message: holds('100') }, { event: 'request-refused', code: 'message-too-large' }],
  ['a transcript of an unknown conversation', async () => answerTo(await signedIn(), { type: 'transcript', id: 'k', conversationId: 'nowhere', before: null, limit: 9 }), { code: 'conversation-unknown' }, { event: 'request-refused', code: 'conversation-unknown' }],
  ['a takeover of an unknown conversation', async () => answerTo(await signedIn(), command({ name: 'take-over', conversationId: 'nowhere', seenTerm: 0 })), { code: 'conversation-unknown' }, { event: 'command-refused', code: 'conversation-unknown' }],
  ['a takeover of what is taken', async () => answerTo(await signedIn(), command({ name: 'take-over', conversationId: await taken(), seenTerm: 0 })), { code: 'already-taken', holder: 'Ben' }, { event: 'command-refused', code: 'already-taken' }],
  ['a message under a term that is over', async () => answerTo(await signedIn('ben'), command(send(await handedBack(), words))), { code: 'stale-term' }, { event: 'command-refused', code: 'stale-term' }],
  // Over HTTP
  ['a posted command that is no JSON', () => overHttp(words), { status: 400, code: 'bad-request' }, { event: 'request-refused', code: 'bad-request' }],
  ['a posted command over the limit', () => overHttp(tooLarge), { status: 413, code: 'message-too-large', message: holds('16384 bytes') }, { event: 'request-refused', code: 'message-too-large' }],
  ['a posted command with a token that is none', () => overHttp('{}', 'eyJhbGciOiJub25lIn0.e30.'), { status: 401, code: 'unauthorized' }, { event: 'request-refused', code: 'unauthorized' }],
  ['a posted command about an unknown conversation', () => overHttp(JSON.stringify({ id: 'k', ...send('nowhere', words) })), { status: 404, code: 'conversation-unknown' }, { event: 'command-refused', code: 'conversation-unknown' }],
  // From a customer
  ['an activity that is no JSON', () => posted(words), { status: 400, code: 'BadArgument' }, { event: 'direct-line-call-refused', status: 400 }],
  ['an activity of a type nobody knows', () => posted({ type: words }), { status: 400, code: 'BadArgument' }, { event: 'direct-line-call-refused', status: 400 }],
  ['an activity that says nothing', () => posted({ type: 'message', text: ' ', name: words }), { status: 400, code: 'BadArgument' }, { event: 'direct-line-call-refused', status: 400 }],
  ["a customer's message over the limit", () => posted({ type: 'message', text: tooLong }), { status: 413, code: 'MessageSizeTooBig', message: holds('at most 100') }, { event: 'direct-line-call-refused', status: 413 }],
  ['an activity over the limit', () => posted({ type: 'message', text: tooLarge }), { status: 413, code: 'MessageSizeTooBig', message: holds('16384 bytes') }, { event: 'direct-line-call-refused', status: 413 }],
  ["a customer's token that is none", () => posted({ type: 'message', text: words }, 'none'), { status: 401 }, { event: 'direct-line-call-refused', status: 401 }],
  ["somebody else's token", async () => posted({ type: 'message', text: words }, (await gateway.customer()).token), { status: 404, code: 'ResourceNotFound' }, { event: 'direct-line-call-refused', status: 404 }],
  ['a stream with a token that is none', refusedStream, { status: 401 }, { event: 'direct-line-stream-refused', status: 401 }],
];

describe('bad input has a typed answer, and one line in the log that tells nobody’s words', () => {
  test.each(rows)('%s', async (_what, deed, answer, logged) => {
    const log = watchLog();
    expect(await deed()).toMatchObject(answer);
    expect(log()).toEqual([expect.objectContaining(logged)]);
  });
});

describe('a bot that fails loses nothing: the message is kept, the failure is seen, and the next message is answered', () => {
  let agent: LiveAgent;
  let customer: LiveCustomer;

  beforeAll(async () => {
    agent = await openLiveAgent(gateway.connector('ana'));
  });

  afterAll(() => agent.close());

  const answers: readonly (readonly [string, LiveBotAnswer | 'down', string])[] = [
    ['is down', 'down', 'unreachable'],
    ['does not answer in time', 'silence', 'timed-out'],
    ['refuses', { status: 500, body: words }, 'refused'],
    ['answers what is no JSON', { status: 200, body: `<html>${words}` }, 'bad-answer'],
    ['answers JSON of another shape', { status: 200, body: JSON.stringify({ said: words }) }, 'bad-answer'],
  ];

  test.each(answers)('a bot that %s', async (_how, answer, problem) => {
    const log = watchLog();
    customer = await gateway.customer();
    if (answer === 'down') await gateway.bot.goDown();
    else gateway.bot.behave(() => answer);
    await customer.say(words);
    await agent.until(here((event) => event.type === 'bot-failed'));
    if (answer === 'down') await gateway.bot.comeBack();
    gateway.bot.behave(helpfulAnswer);
    await customer.say('Are you there?');
    await agent.until(here((event) => event.type === 'message-sent' && event.from === 'bot'));

    expect(await gateway.events(customer.conversationId)).toMatchObject([
      { type: 'conversation-started' },
      { type: 'message-sent', from: 'customer', text: words },
      { type: 'bot-failed', problem },
      { type: 'message-sent', from: 'customer' },
      { type: 'message-sent', from: 'bot', text: 'Noted.' },
    ]);
    expect(log()).toEqual([expect.objectContaining({ level: 'warn', event: 'bot-failed', problem })]);
  });

  const here = (fits: (event: ConversationEvent) => boolean) => (event: ConversationEvent) => event.conversationId === customer.conversationId && fits(event);
});
