import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A bot of a test's own, on any free port of this machine. */
export interface ScriptedBot {
  /** Where activities are posted. */
  readonly url: string;
  close(): Promise<void>;
}

/** What a bot is told. */
export interface IncomingActivity {
  readonly type: string;
  readonly id: string;
  readonly text?: string;
  readonly serviceUrl: string;
  readonly conversation: { readonly id: string };
}

/** Says something, as an answer to what the bot was told. */
export type Reply = (what: object) => Promise<void>;

/** Starts a bot that speaks the Activity protocol by call-back. */
export async function startScriptedBot(answer: (activity: IncomingActivity, reply: Reply) => Promise<void>): Promise<ScriptedBot> {
  const server = createServer((request, response) => {
    const answered = async (): Promise<void> => {
      const activity = (await json(request)) as IncomingActivity;
      await answer(activity, (what) => post(activity, what));
    };
    answered().then(
      () => response.writeHead(200).end(),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function post({ id, serviceUrl, conversation }: IncomingActivity, what: object): Promise<void> {
  await fetch(`${serviceUrl}v3/conversations/${conversation.id}/activities/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'message', ...what }),
  });
}
