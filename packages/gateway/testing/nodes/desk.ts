import type { Connector, ConnectorSink, ConversationEvent, RowView, TakeoverClient } from '@live-takeover/sdk';
import { createTakeoverClient } from '@live-takeover/sdk';

/** An agent's page without a page: the shipped client with a table, an open conversation and alerts; and what its connector was told. */
export interface Desk {
  readonly client: TakeoverClient;
  readonly rows: RowView;
  /** As the gateway sent them, in order. */
  readonly events: readonly ConversationEvent[];
  /** How often it had to start over: 1 as long as it resumed each time. */
  readonly snapshots: number;
  /** How often it was connected. */
  readonly connections: number;
  /** Resolves once it holds; looked at whenever something comes. */
  until(holds: () => boolean): Promise<void>;
  close(): void;
}

/** Comes in at once. */
export function openDesk(connector: Connector): Desk {
  const events: ConversationEvent[] = [];
  const watchers = new Set<() => void>();
  const told = { snapshots: 0, connections: 0 };
  const note: Partial<ConnectorSink> = {
    connection: ({ state }) => void (told.connections += state === 'up-to-date' ? 1 : 0),
    snapshot: ({ isFirst }) => void (told.snapshots += isFirst ? 1 : 0),
    events: (come) => void events.push(...come),
  };
  const wake = (): void => [...watchers].forEach((watcher) => watcher());
  const client = createTakeoverClient({ connector: overheard(connector, note, wake) });
  const rows = client.rows();
  rows.subscribe(wake);
  client.attachAlerts();
  return {
    client,
    rows,
    events,
    get snapshots() {
      return told.snapshots;
    },
    get connections() {
      return told.connections;
    },
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds()) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    close: () => client.close(),
  };
}

/** The connector, with everything that it says noted before the client hears it. */
function overheard(connector: Connector, note: Partial<ConnectorSink>, onHeard: () => void): Connector {
  const listening = (sink: ConnectorSink): ConnectorSink =>
    intercepted(sink, (name, call) => (...said) => {
      (note[name] as ((...of: readonly unknown[]) => void) | undefined)?.(...said);
      call(...said);
      onHeard();
    });
  return intercepted(connector, (name, call) => (name === 'open' ? (scope, sink, signal) => call(scope, listening(sink as ConnectorSink), signal) : call));
}

type Call = (...parameters: readonly unknown[]) => unknown;

function intercepted<Target extends object>(target: Target, intercept: (name: keyof Target, call: Call) => Call): Target {
  return new Proxy(target, {
    get(inner, name) {
      const member: unknown = Reflect.get(inner, name);
      return typeof member === 'function' ? intercept(name as keyof Target, member.bind(inner) as Call) : member;
    },
  });
}
