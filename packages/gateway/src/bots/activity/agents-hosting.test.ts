/** Conformance with a bot built on the Microsoft 365 Agents SDK, over real sockets on this machine. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ActivityHandler, authorizeJWT, CloudAdapter } from '@microsoft/agents-hosting';
import type { TurnContext } from '@microsoft/agents-hosting';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { botConfig } from '../../../testing/direct-line-harness.js';
import { createFakeRuntime } from '../../../testing/fake-runtime.js';
import { createMemoryStore } from '../../../testing/memory-store.js';
import type { BotConfig } from '../../config/config.js';
import { gatewayConfigSchema } from '../../config/schema.js';
import { createNodeRuntime, startServer } from '../../server.js';
import type { BotAction, BotAnswer, BotInput } from '../bot.js';
import { connectBots, handleBotRequest } from '../bots.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** A bot that greets, echoes, marks what it does not know, and knows when to call for help. */
async function startBot(): Promise<string> {
  const adapter = new CloudAdapter({});
  const bot = new ActivityHandler();
  bot.onMembersAdded(async (context: TurnContext) => void (await context.sendActivity('Welcome')));
  bot.onMessage(async (context: TurnContext) => {
    const { text } = context.activity;
    if (text === 'human') await context.sendActivity({ type: 'event', name: 'handoff.initiate', value: { Reason: 'asked' } } as never);
    else await context.sendActivities([{ type: 'typing' } as never, { type: 'message', text: `echo: ${text ?? ''}`, channelData: { fallback: text === 'gibberish' } } as never]);
  });
  const app = express();
  app.use(express.json(), authorizeJWT({}) as never);
  app.post('/api/messages', (request, response) => void adapter.process(request as never, response as never, (context) => bot.run(context)));
  return `${await listen(createServer(app))}/api/messages`;
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function connect(deliveryMode: BotConfig['deliveryMode']) {
  const runtime = createFakeRuntime();
  runtime.answerRequests((request) => fetch(request));
  const calledBack: (readonly [BotAction, string | undefined])[] = [];
  let publicUrl = '';
  const bots = connectBots({
    bots: [botConfig({ url: await startBot(), deliveryMode })],
    secret: { current: 'signing-secret' },
    publicUrl: () => publicUrl,
    runtime,
    bodyBytesLimit: 100_000,
    sink: {
      act: async (_botId: string, _conversationId: string, action: BotAction, inReplyTo: string | undefined) => {
        calledBack.push([action, inReplyTo]);
        return `stored-${String(calledBack.length)}`;
      },
      customer: async () => undefined,
      begin: async () => undefined,
    },
  });
  const gateway = createServer((incoming, outgoing) => {
    void (async () => {
      const init = { method: incoming.method ?? 'GET', body: await textOf(incoming) };
      const response = await handleBotRequest(bots, new Request(new URL(incoming.url ?? '/', publicUrl), init));
      outgoing.writeHead(response?.status ?? 404, { 'content-type': 'application/json' });
      outgoing.end(await response?.text());
    })();
  });
  publicUrl = await listen(gateway);
  const put = (input: BotInput): Promise<BotAnswer> => {
    const port = bots.get('bank')?.port;
    if (port === undefined) throw new Error('Not connected.');
    return port.put('conv-42', input, new AbortController().signal);
  };
  return { put, calledBack };
}

const customer = { id: 'user-1', name: 'Ann' };
const message = (activityId: string, text: string): BotInput => ({ kind: 'message', activityId, text, attachments: [], customer, at: 0 });
const inputs: readonly BotInput[] = [
  { kind: 'started', activityId: 'started', customer },
  message('m:1', 'hello'),
  message('m:2', 'gibberish'),
  message('m:3', 'human'),
  { kind: 'handoff-status', activityId: 't1', state: 'accepted', customer },
];
const said: readonly (readonly [object, string])[] = [
  [{ action: 'reply', reply: { text: 'Welcome', isDefaultAnswer: false } }, 'started'],
  [{ action: 'typing' }, 'm:1'],
  [{ action: 'reply', reply: { text: 'echo: hello', isDefaultAnswer: false } }, 'm:1'],
  [{ action: 'typing' }, 'm:2'],
  [{ action: 'reply', reply: { text: 'echo: gibberish', isDefaultAnswer: true } }, 'm:2'],
  [{ action: 'request-agent', reason: 'asked' }, 'm:3'],
];

test('a real bot greets, answers, marks default answers and calls for a human by call-back, each before its call ends', async () => {
  const { put, calledBack } = await connect('callback');
  for (const input of inputs) {
    expect(await put(input)).toEqual({ ok: true, actions: [] });
    expect(calledBack.some(([, inReplyTo]) => inReplyTo === input.activityId)).toBe(input.kind !== 'handoff-status');
  }
  expect(calledBack).toMatchObject(said);
});

test('a real bot says the same in the answer itself where replies are expected', async () => {
  const { put, calledBack } = await connect('expectReplies');
  const answers: BotAction[] = [];
  for (const input of inputs) {
    const answer = await put(input);
    if (!answer.ok) throw new Error(answer.detail);
    answers.push(...answer.actions);
  }
  expect(answers).toMatchObject(said.map(([action]) => action));
  expect(calledBack).toEqual([]);
});

test('a message stored just before a crash is answered by call-back after the restart, on whatever port that comes up', async () => {
  const store = createMemoryStore();
  const bot = { id: 'bank', name: 'Bank Bot', protocol: 'activity', url: await startBot() };
  const started = { type: 'conversation-started', id: 'started', bot, channel: 'web', contact: { verified: false }, attributes: {}, reference: 'AAAA2222', thread: 't' } as const;
  await store.append('default', 'conv-42', [started, { type: 'message-sent', id: 'm:1', from: 'customer', text: 'hello' }]);
  const server = await startServer({
    config: gatewayConfigSchema.parse({ listen: { port: 0 }, bots: [bot] }),
    secrets: { signing: { current: 'signing-secret' } },
    store,
    runtime: createNodeRuntime(() => undefined),
  });
  const answered = new Promise<string>((resolve) => {
    const look = (head: { readonly id: string; readonly unansweredSeq: number } | undefined): void => {
      if (head?.unansweredSeq === 0) resolve(head.id);
    };
    server.gateway.projection.subscribe(({ head, events }) => {
      if (events.some((event) => event.type === 'message-sent' && event.text === 'echo: hello')) look(head);
    });
    look(server.gateway.projection.head('default', 'conv-42'));
  });
  expect(await answered).toBe('conv-42');
  const events = await store.read('default', 'conv-42', 0);
  expect(events.at(-1)).toMatchObject({ type: 'message-sent', from: 'bot', id: 'm:1:r0', causedBy: 'm:1', text: 'echo: hello' });
  await server.stop();
});
