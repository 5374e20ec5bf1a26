import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a bot does with a message: replies of Rasa's REST channel, any other HTTP answer, or never an answer. */
export type LiveBotAnswer = readonly object[] | { readonly status: number; readonly body: string } | 'silence';

/** A bot behind a real port, which does what the test says. */
export interface LiveBot {
  readonly url: string;
  /** What was put to it, in order. */
  readonly heard: readonly string[];
  /** Behaves so from now on. */
  behave(answer: (text: string) => LiveBotAnswer): void;
  /** Lets go of its port, and of whoever waits for an answer. */
  goDown(): Promise<void>;
  /** Listens on the same port again. */
  comeBack(): Promise<void>;
}

/** Asks for a human when the customer does, does not know what "nonsense" is, and takes note of the rest. */
export function helpfulAnswer(text: string): LiveBotAnswer {
  if (/human/i.test(text)) return [{ handoff: { reason: 'The customer asked for a human.' } }];
  if (/nonsense/i.test(text)) return [{ text: 'I did not get that.', fallback: true }];
  return [{ text: 'Noted.' }];
}

/** Starts a bot that gives helpful answers. */
export async function startLiveBot(): Promise<LiveBot> {
  const heard: string[] = [];
  let answer = helpfulAnswer;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString('utf8')));
    request.on('end', () => {
      const { message } = JSON.parse(body) as { readonly message: string };
      heard.push(message);
      send(response, answer(message));
    });
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    heard,
    behave: (next) => void (answer = next),
    goDown: () => close(server),
    comeBack: async () => void (await listen(server, port)),
  };
}

function send(response: ServerResponse, answer: LiveBotAnswer): void {
  if (answer === 'silence') return;
  const { status, body } = 'status' in answer ? answer : { status: 200, body: JSON.stringify(answer) };
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
