import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A bot that says back whatever the customer says, word for word. */
export interface EchoBot {
  /** Where activities are posted. */
  readonly url: string;
  close(): Promise<void>;
}

interface IncomingActivity {
  readonly type: string;
  readonly id: string;
  readonly text?: string;
  readonly serviceUrl: string;
  readonly conversation: { readonly id: string };
}

/** Starts one that speaks the Activity protocol by call-back, on any free port of this machine. */
export async function startEchoBot(): Promise<EchoBot> {
  const server = createServer((request, response) => {
    echo(request).then(
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

async function echo(request: IncomingMessage): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { type, id, text, serviceUrl, conversation } = JSON.parse(Buffer.concat(chunks).toString()) as IncomingActivity;
  if (type !== 'message') return;
  await fetch(`${serviceUrl}v3/conversations/${conversation.id}/activities/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'message', text, textFormat: 'plain' }),
  });
}
