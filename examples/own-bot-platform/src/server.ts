import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { page } from './page.js';

/** Where the gateway is, and what both ends know. */
export interface Platform { readonly gatewayUrl: string; readonly botId: string; readonly secret: string }
interface Thread { term: number; mayBotReply: boolean }

const header = 'x-live-takeover-signature';
const sign = (secret: string, body: string, t: number): string => `t=${String(t)},v1=${createHmac('sha256', secret).update(`${String(t)}.${body}`).digest('hex')}`;
const isSigned = (secret: string, body: string, given = ''): boolean => {
  const t = Number(/^t=(\d+),/.exec(given)?.[1] ?? 0);
  const wanted = sign(secret, body, t);
  return Math.abs(Date.now() / 1000 - t) < 300 && given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
};
/** The bot that was there before. */
const answerOf = (said: string): string => (/card/i.test(said) ? 'Your card is on its way.' : 'Sorry, I do not know that.');

/** A bot platform with its own widget: `GET /` shows it, `POST /say` is the customer, `GET /lines` is what they see, `POST /news` is the gateway's. */
export function createPlatform(platform: Platform): Server {
  const { botId, secret } = platform;
  const lines = new Map<string, string[]>(); // what the customer of a thread sees
  const known = new Set<string>(); // news that were taken
  const show = (threadId: string, line: string): void => void lines.set(threadId, [...(lines.get(threadId) ?? []), line]);
  const post = async (message: { readonly threadId: string; readonly id: string; readonly from: string; readonly text: string; readonly [more: string]: unknown }): Promise<Thread & { readonly isTaken: boolean }> => {
    const body = JSON.stringify(message);
    for (let attempt = 0; ; attempt += 1) { // the same id each time: it is stored once
      const headers = { [header]: sign(secret, body, Math.floor(Date.now() / 1000)) };
      const answer = await fetch(`${platform.gatewayUrl}/channels/webhook/${botId}/messages`, { method: 'POST', headers, body });
      if (answer.ok || answer.status === 409) return { ...((await answer.json()) as Thread), isTaken: answer.ok };
      if (answer.status < 500 || attempt === 3) throw new Error(`The gateway answered ${String(answer.status)}.`);
    }
  };
  const say = async (threadId: string, said: string): Promise<void> => {
    show(threadId, `You: ${said}`);
    const id = randomUUID();
    const { mayBotReply, term } = await post({ threadId, id, from: 'customer', text: said });
    if (!mayBotReply) return; // an agent answers, and the gateway will tell us what
    const answer = answerOf(said);
    const { isTaken } = await post({ threadId, id: `${id}-reply`, from: 'bot', text: answer, term, inReplyTo: id, defaultAnswer: answer.startsWith('Sorry') });
    if (isTaken) show(threadId, `Bot: ${answer}`); // else an agent took over in this very moment
  };
  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://platform');
    const handle = async (): Promise<[number, string]> => {
      if (url.pathname === '/') return [200, page];
      if (url.pathname === '/lines') return [200, JSON.stringify(lines.get(url.searchParams.get('thread') ?? '') ?? [])];
      const body = await text(request);
      if (url.pathname === '/say') return say(url.searchParams.get('thread') ?? '', body).then((): [number, string] => [204, '']);
      if (url.pathname !== '/news' || !isSigned(secret, body, String(request.headers[header]))) return [401, ''];
      const { id, thread, message } = JSON.parse(body) as { id: string; thread: { threadId: string }; message?: { from: string; author?: string; text: string } };
      if (message !== undefined && !known.has(id)) show(thread.threadId, `${message.author ?? 'Help desk'}: ${message.text}`);
      known.add(id);
      return [204, ''];
    };
    handle().catch((): [number, string] => [502, '']).then(([status, body]) => response.writeHead(status, { 'content-type': url.pathname === '/' ? 'text/html; charset=utf-8' : 'application/json' }).end(body), () => response.destroy());
  });
}
