import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A bot that shows everything that Web Chat can show. */
export interface TourBot {
  /** Where activities are posted. */
  readonly url: string;
  /** What customers pressed or wrote, in order. */
  readonly heard: readonly string[];
  /** Lets it answer who said `think`: until then it types. */
  decide(): void;
  close(): Promise<void>;
}

interface IncomingActivity {
  readonly type: string;
  readonly id: string;
  readonly text?: string;
  readonly serviceUrl: string;
  readonly conversation: { readonly id: string };
  readonly membersAdded?: readonly unknown[];
}

const actions = ['Red', 'Blue'].map((title) => ({ type: 'imBack', title, value: title.toLowerCase() }));

/** Starts one that speaks the Activity protocol by call-back, on any free port of this machine. */
export async function startTourBot(): Promise<TourBot> {
  const heard: string[] = [];
  const waiting: { decide: () => void }[] = [];
  const server = createServer((request, response) => {
    answer(request, heard, () => new Promise((decide) => waiting.push({ decide }))).then(
      () => response.writeHead(200).end(),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    heard,
    decide: () => {
      for (const { decide } of waiting.splice(0)) decide();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, heard: string[], decided: () => Promise<void>): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const activity = JSON.parse(Buffer.concat(chunks).toString()) as IncomingActivity;
  if (activity.type === 'conversationUpdate') return reply(activity, { text: 'Welcome to the tour' });
  if (activity.type !== 'message') return;
  const { text = '' } = activity;
  heard.push(text);
  if (text === 'menu') return reply(activity, { text: 'Which colour?', suggestedActions: { actions } });
  if (text === 'think') {
    await reply(activity, { type: 'typing' });
    await decided();
  }
  return reply(activity, { text: `You said ${text}`, textFormat: 'plain' });
}

async function reply({ id, serviceUrl, conversation }: IncomingActivity, what: object): Promise<void> {
  await fetch(`${serviceUrl}v3/conversations/${conversation.id}/activities/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'message', ...what }),
  });
}
