import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';

/** What the customers need to reach the gateway, and whatever stops them. */
export interface CustomersOptions {
  /** Of the gateway, without a slash at the end. */
  readonly url: string;
  readonly count: number;
  readonly signal: AbortSignal;
  /** A number in [0, 1). */
  readonly random: () => number;
}

interface Activity {
  readonly type: string;
  readonly text?: string;
  readonly from?: { readonly id: string; readonly name?: string };
}

interface KnownCustomer {
  readonly id: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** Those whom the portal knows. */
const known = JSON.parse(readFileSync(new URL('../pages/customers.json', import.meta.url), 'utf8')) as readonly KnownCustomer[];
const botIds = ['help-desk', 'orders'];

/** What simulated customers come for: one line is one message. */
const errands: readonly (readonly string[])[] = [
  ['hi', 'how much is my bill', 'why is it higher than last month', 'ok thanks'],
  ['hello', 'my internet is slow', 'I did restart the phone', 'it is still slow', 'do you have a plan with faster internet'],
  ['how do I install an esim', 'where is the QR code', 'perfect, thank you'],
  ['I want to cancel my contract', 'what is the notice period', 'can I change to a cheaper plan instead', 'great'],
  ['my package has not arrived', 'it was due on Tuesday', 'where is the tracking number', 'thanks a lot'],
  ['do you sell gift cards for the cinema', 'what about tickets for the football', 'so what can you do', 'hm'],
  ['can I use my phone in Norway', 'and in Japan', 'how much is a travel pass', 'ok bye'],
  ['what is my PUK', 'it says three attempts', 'I want to speak to a person'],
  ['I lost my phone on the train', 'please block my sim', 'order a new sim card', 'thank you'],
  ['my screen is cracked', 'how long does a repair take', 'is there a shop near me'],
];
const answersToAgents = ['Oh good, a real person! That is exactly it.', 'Yes, please.', 'That helps, thank you.', 'Let me check… yes, it works now.', 'No, that was all. Thanks!'];

/** Keeps a few customers chatting through Direct Line until aborted; one who is done is followed by another. */
export async function keepCustomersChatting({ url, count, signal, random }: CustomersOptions): Promise<void> {
  // Each customer waits, calls and listens at once, all until the same end.
  setMaxListeners(8 * count, signal);
  const pause = (fromMs: number, toMs: number): Promise<void> => wait(fromMs + random() * (toMs - fromMs), signal);
  await Promise.all(
    Array.from({ length: count }, async (_, place) => {
      let errand = place;
      await pause(500, 2_000 + place * 4_000);
      while (!signal.aborted) {
        const lines = errands[errand % errands.length] ?? [];
        errand += count;
        try {
          await runErrand(`${url}/demo/direct-line-token?${introduction(errand, random).toString()}`, url, lines, signal, pause, random);
        } catch (error) {
          if (signal.aborted) return;
          console.error(`A simulated customer stopped: ${error instanceof Error ? error.message : String(error)}`);
        }
        await pause(20_000, 60_000);
      }
    }),
  );
}

/** Every other customer is one whom the portal knows, and vouches for. */
function introduction(errand: number, random: () => number): URLSearchParams {
  const customer = errand % 2 === 0 ? known[Math.floor(random() * known.length)] : undefined;
  const bot = botIds[Math.floor(errand / 2) % botIds.length] ?? '';
  return new URLSearchParams({ bot, ...(customer === undefined ? {} : { user: customer.id, name: customer.name, attributes: JSON.stringify(customer.attributes) }) });
}

async function runErrand(
  tokenUrl: string,
  url: string,
  lines: readonly string[],
  signal: AbortSignal,
  pause: (fromMs: number, toMs: number) => Promise<void>,
  random: () => number,
): Promise<void> {
  const { token } = (await post(tokenUrl, undefined, {}, signal)) as { token: string };
  const { conversationId, streamUrl } = (await post(`${url}/v3/directline/conversations`, token, {}, signal)) as {
    conversationId: string;
    streamUrl: string;
  };
  const say = (text: string): Promise<unknown> =>
    post(`${url}/v3/directline/conversations/${conversationId}/activities`, token, { type: 'message', from: { id: 'customer' }, text }, signal);
  const stream = new WebSocket(streamUrl);
  const hangUp = (): void => stream.terminate();
  signal.addEventListener('abort', hangUp, { once: true });
  stream.on('close', () => signal.removeEventListener('abort', hangUp));
  stream.on('error', hangUp);
  let answers = 0;
  stream.on('message', (data) => {
    for (const { type, from } of activitiesIn(String(data))) {
      if (type !== 'message' || from?.id.startsWith('agent-') !== true) continue;
      const answer = answersToAgents[answers % answersToAgents.length] ?? '';
      answers += 1;
      void pause(3_000, 9_000)
        .then(() => say(answer))
        .catch(hangUp);
    }
  });
  for (const line of lines) {
    await say(line);
    await pause(6_000, 18_000);
  }
  await pause(20_000, 240_000);
  if (random() < 0.4) await post(`${url}/v3/directline/conversations/${conversationId}/activities`, token, { type: 'endOfConversation', from: { id: 'customer' } }, signal);
  stream.terminate();
}

function activitiesIn(frame: string): readonly Activity[] {
  return frame === '' ? [] : ((JSON.parse(frame) as { activities?: readonly Activity[] }).activities ?? []);
}

async function post(url: string, token: string | undefined, body: object, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${String(response.status)}.`);
  return response.json();
}

function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, durationMs);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
