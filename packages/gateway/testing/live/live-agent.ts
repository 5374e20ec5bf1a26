import type { CommandBody, CommandResult, Connector, ConnectorScope, ConnectorSink, Conversation, ConversationEvent } from '@live-takeover/sdk';
import { writable } from '@live-takeover/sdk';

/** An agent's page without a page: follows every conversation over a connector. */
export interface LiveAgent {
  /** As the first snapshot had them. */
  readonly heads: readonly Conversation[];
  /** What has come since, in order. */
  readonly events: readonly ConversationEvent[];
  /** Resolves with the first event, come or to come, that fits. */
  until(fits: (event: ConversationEvent) => boolean): Promise<ConversationEvent>;
  /** Sends a command. @param id - by default one that no other command has */
  send(body: CommandBody, id?: string): Promise<CommandResult>;
  close(): void;
}

/** Resolves once the connector is up to date. */
export async function openLiveAgent(connector: Connector): Promise<LiveAgent> {
  const closing = new AbortController();
  const heads: Conversation[] = [];
  const events: ConversationEvent[] = [];
  const watchers = new Set<() => void>();
  const scope = writable<ConnectorScope>({ alerts: true, conversations: 'all' });
  const ignore = (): void => {};
  await new Promise<void>((resolve) => {
    const sink: ConnectorSink = {
      connection: ({ state }) => state === 'up-to-date' && resolve(),
      events(come) {
        events.push(...come);
        for (const watcher of [...watchers]) watcher();
      },
      serverTime: ignore,
      agent: ignore,
      rules: ignore,
      snapshot: (part) => void heads.push(...part.heads),
      head: ignore,
      alert: ignore,
      alertEnded: ignore,
      presence: ignore,
      signal: ignore,
      reset: ignore,
    };
    connector.open(scope, sink, closing.signal);
  });
  return {
    heads,
    events,
    until: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = events.find(fits);
          if (found === undefined) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
      }),
    send: (body, id = crypto.randomUUID()) => connector.send({ ...body, id }, closing.signal),
    close: () => closing.abort(),
  };
}
