import type { ConnectorScope, ConnectorSink } from '@live-takeover/sdk';
import { writable } from '@live-takeover/sdk';
import { websocketConnector } from '@live-takeover/sdk/websocket';
import type { SocketConstructor, Token } from '@live-takeover/sdk/websocket';
import { WebSocket } from 'ws';
import { createObserver } from './observer.js';
import type { Observed } from './observer.js';

/** An agent who looks on and takes no part: never available, so that customers are told what they would be without it. */
export interface Onlooker {
  /** Resolves once everything delivered to these threads has been seen, or the time is up; false then. */
  untilSeen(delivered: ReadonlyMap<string, number>, timeoutMs: number): Promise<boolean>;
  result(threads: ReadonlySet<string>): Observed;
  close(): void;
}

const connectTimeoutMs = 10_000;

/**
 * Connects as an agent.
 *
 * @param getToken - an agent's token
 * @returns undefined when there is no token or no connection
 */
export async function startOnlooker(url: string, getToken: () => Promise<Token>): Promise<Onlooker | undefined> {
  const connector = websocketConnector({
    url: `${url.replace(/^http/, 'ws')}/v1/agents`,
    getToken,
    WebSocket: WebSocket as unknown as SocketConstructor,
  });
  const closing = new AbortController();
  const observer = createObserver();
  const listeners = new Set<() => void>();
  const wake = (): void => [...listeners].forEach((listener) => listener());
  let clockAheadMs = 0;
  let isConnected = false;
  const now = (): number => Date.now() + clockAheadMs;
  const scope = writable<ConnectorScope>({ alerts: false, conversations: 'all' });
  connector.open(scope, sinkFor({ observer, now, wake, setNow: (at) => void (clockAheadMs = at - Date.now()), ready: () => void (isConnected = true) }), closing.signal);
  if (!(await until(() => isConnected, listeners, connectTimeoutMs))) {
    closing.abort();
    return undefined;
  }
  await connector.send({ id: `replay-${crypto.randomUUID()}`, name: 'set-availability', availability: 'offline' }, closing.signal);
  return {
    untilSeen: (delivered, timeoutMs) =>
      until(
        () => {
          const seen = observer.messages();
          return [...delivered].every(([thread, count]) => (seen.get(thread) ?? 0) >= count);
        },
        listeners,
        timeoutMs,
      ),
    result: (threads) => observer.result(threads, now()),
    close: () => closing.abort(),
  };
}

interface SinkParts {
  readonly observer: ReturnType<typeof createObserver>;
  readonly now: () => number;
  readonly wake: () => void;
  readonly setNow: (at: number) => void;
  readonly ready: () => void;
}

function sinkFor({ observer, now, wake, setNow, ready }: SinkParts): ConnectorSink {
  const ignore = (): void => undefined;
  return {
    connection: ignore,
    serverTime: setNow,
    agent: ignore,
    rules: (rules) => observer.rules(rules),
    snapshot({ heads, isLast }) {
      observer.heads(heads, now());
      if (isLast) ready();
      wake();
    },
    events(events) {
      observer.events(events);
      wake();
    },
    head: (head) => observer.heads([head], now()),
    alert: ignore,
    alertEnded: ignore,
    presence: ignore,
    signal: ignore,
    reset: ignore,
  };
}

function until(isTrue: () => boolean, listeners: Set<() => void>, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (answer: boolean): void => {
      clearTimeout(timer);
      listeners.delete(look);
      resolve(answer);
    };
    const look = (): void => {
      if (isTrue()) finish(true);
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    listeners.add(look);
    look();
  });
}
