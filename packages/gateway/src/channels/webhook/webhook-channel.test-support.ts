/** A whole gateway with the channel, and a bot's server that a test speaks for. */
import type { Command, Conversation } from '@live-takeover/sdk/core';
import type { FakeSocket } from '../../../testing/fake-socket.js';
import type { GatewayFixture } from '../../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../../testing/gateway-fixture.js';
import { isTimedSignature, timedSignature, timedSignatureHeader } from '../../http/timed-signature.js';
import type { ThreadNews } from './thread-news.js';

/** The secret that the harness's gateway and server share. */
export const platformSecret = 'secret-of-the-bot-platform';

/** What the bot's server was told, once. */
export interface ToldNews {
  readonly news: ThreadNews;
  readonly isSigned: boolean;
}

/** What a call was answered. */
export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A gateway whose bot `bank` keeps its own widget. */
export interface WebhookHarness extends GatewayFixture {
  readonly told: readonly ToldNews[];
  /** How the bot's server answers. */
  answer: () => Response | Promise<Response>;
  /** A call of the bot's server, signed; a string is a body as it is. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** What customer or bot says on the thread `t`. */
  post(message: Readonly<Record<string, unknown>>): Promise<Answered>;
  head(conversationId: unknown): Conversation | undefined;
}

/** Starts one. */
export async function webhookHarness(bot: Readonly<Record<string, unknown>> = {}): Promise<WebhookHarness> {
  const told: ToldNews[] = [];
  const channels = { webhook: { bots: [{ botId: 'bank', url: 'https://platform.test/news', secret: 'PLATFORM' }] } };
  const fixture = await createGatewayFixture({ bot: { protocol: 'own', ...bot }, config: { channels }, secrets: { PLATFORM: platformSecret } });
  const { runtime, gateway } = fixture;
  const secret = { current: platformSecret };
  const harness: WebhookHarness = {
    ...fixture,
    told,
    answer: () => new Response(null, { status: 200 }),
    async call(method, path, body, headers = {}) {
      const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
      const signed = { [timedSignatureHeader]: timedSignature(secret, text, runtime.now()), ...headers };
      const response = await gateway.fetch(new Request(`https://gateway.test${path}`, { method, headers: signed, ...(body === undefined ? {} : { body: text }) }));
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    post: (message) => harness.call('POST', '/channels/webhook/bank/messages', { threadId: 't', ...message }),
    head: (conversationId) => gateway.projection.head('default', String(conversationId)),
  };
  runtime.answerRequests(async (request) => {
    const body = await request.text();
    told.push({ news: JSON.parse(body) as ThreadNews, isSigned: isTimedSignature(secret, body, request.headers.get(timedSignatureHeader), runtime.now()) });
    return harness.answer();
  });
  return harness;
}

let commands = 0;
/** An agent gives a command, which succeeds. */
export async function command(socket: FakeSocket, given: Readonly<Record<string, unknown>>): Promise<void> {
  const before = socket.of('result').length;
  socket.say({ type: 'command', command: { id: `k${String((commands += 1))}`, ...given } as unknown as Command });
  await socket.until(() => socket.of('result').length > before);
  const result = socket.of('result').at(-1);
  if (result?.ok !== true) throw new Error(`The command was refused: ${JSON.stringify(result)}`);
}

/** A customer says hello, and Ana takes over. */
export async function takenOver(harness: WebhookHarness): Promise<{ readonly ana: FakeSocket; readonly conversationId: string }> {
  const { body } = await harness.post({ from: 'customer', id: '1', text: 'Hello' });
  const conversationId = String(body['conversationId']);
  const ana = await harness.connect('ana');
  await command(ana, { name: 'take-over', conversationId, seenTerm: 0 });
  await harness.runtime.advance(0);
  return { ana, conversationId };
}
