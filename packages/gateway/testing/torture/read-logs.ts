import { TakeoverError, writable } from '@live-takeover/sdk';
import type { Connector, ConnectorScope, ConversationEvent, TranscriptPage } from '@live-takeover/sdk';
import { websocketConnector } from '@live-takeover/sdk/websocket';
import type { SocketConstructor, Token } from '@live-takeover/sdk/websocket';
import { WebSocket } from 'ws';
import { ignoringSink } from './ignoring-sink.js';

/** The largest page of a transcript that a gateway gives. */
const pageLimit = 500;

const limitMs = 120_000;

/** Reads whole conversations from one gateway, as an agent's page would. @throws when it takes too long */
export async function readLogs(
  url: string,
  getToken: () => Promise<Token>,
  conversationIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ConversationEvent[]>> {
  const closing = new AbortController();
  const timer = setTimeout(() => closing.abort(new Error(`${url} did not give its logs in ${limitMs / 1000} s.`)), limitMs);
  const connector = websocketConnector({ url: `${url}/v1/agents`, getToken, WebSocket: WebSocket as unknown as SocketConstructor });
  try {
    await connected(connector, closing.signal);
    const logs = new Map<string, readonly ConversationEvent[]>();
    for (const id of conversationIds) logs.set(id, await readLog(connector, id, closing.signal));
    return logs;
  } finally {
    clearTimeout(timer);
    closing.abort();
  }
}

function connected(connector: Connector, signal: AbortSignal): Promise<void> {
  const scope = writable<ConnectorScope>({ alerts: true, conversations: [] });
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    connector.open(scope, { ...ignoringSink, connection: ({ state }) => state === 'up-to-date' && resolve() }, signal);
  });
}

async function readLog(connector: Connector, conversationId: string, signal: AbortSignal): Promise<readonly ConversationEvent[]> {
  const pages: (readonly ConversationEvent[])[] = [];
  for (let before: number | null = null; ; ) {
    const page = await readPage(connector, conversationId, before, signal);
    pages.unshift(page.events);
    const [first] = page.events;
    if (!page.hasMore || first === undefined) return pages.flat();
    before = first.seq;
  }
}

/** A read that the gateway says to repeat is repeated: the store may only just have come back. */
async function readPage(connector: Connector, conversationId: string, before: number | null, signal: AbortSignal): Promise<TranscriptPage> {
  for (;;)
    try {
      return await connector.transcript(conversationId, before, pageLimit, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!(error instanceof TakeoverError) || !error.retry) throw error;
    }
}
