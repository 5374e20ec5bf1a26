import type { FakeClock } from '@live-takeover/testing';
import { fakeClock } from '@live-takeover/testing';
import type { Writable } from '../base/observable.js';
import { writable } from '../base/observable.js';
import type { Connector, ConnectorScope } from './connector.js';
import type { Token } from './websocket.js';
import { websocketConnector } from './websocket.js';
import { defaultBotRules } from '../conversation/status.js';
import type { ClientFrame, ServerFrame } from '../wire/frames.js';
import { headOf, message } from '../client/facts.test-support.js';
import type { FakeSocket, FakeSockets } from './fake-socket.test-support.js';
import { fakeSockets } from './fake-socket.test-support.js';
import type { RecordingSink } from './recording-sink.test-support.js';
import { recordingSink } from './recording-sink.test-support.js';

/** The page as a test drives it. */
export interface FakePage {
  wake: () => void;
  goodbye: () => void;
  subscribers: number;
}

/** Where tokens come from. */
export interface FakeTokens {
  /** How many were given. */
  given: number;
  /** Replace it to fail or to wait. */
  next: () => Promise<Token>;
}

/** Our connector, with clock, sockets, tokens and page in the test's hand. */
export interface ConnectorUnderTest {
  readonly clock: FakeClock;
  readonly sockets: FakeSockets;
  readonly sink: RecordingSink;
  readonly scope: Writable<ConnectorScope>;
  readonly connector: Connector;
  readonly closing: AbortController;
  readonly page: FakePage;
  readonly tokens: FakeTokens;
  /** The newest socket. */
  last(): FakeSocket;
  /** The arguments of a sink's method, oldest first. */
  calls(name: string): unknown[];
  /** The frames of one type that went over the newest socket. */
  sent(type: ClientFrame['type']): ClientFrame[];
  settle(): Promise<void>;
  /** Opens, and accepts the socket. */
  connect(): Promise<void>;
  /** {@link connect}, welcome and a snapshot at `cursor`. */
  follow(cursor?: string): Promise<void>;
  /** Lets the connector come back after a drop, to a welcome. */
  comeBack(isResumed: boolean): Promise<void>;
  welcome(isResumed?: boolean): ServerFrame;
  ping(): ServerFrame;
}

/** A scope that wants all there is. */
export const everything: ConnectorScope = { alerts: true, conversations: 'all' };

/** A signal that never aborts. */
export const never: AbortSignal = new AbortController().signal;

/** One part of a snapshot, with the conversation that has the part's number. */
export function snapshot(cursor: string, part: number = 1, parts: number = 1): ServerFrame {
  return { type: 'snapshot', cursor, part, parts, heads: [headOf(`c${part}`)] };
}

/** A delta with one message of c1. */
export function delta(prev: string, cursor: string, seq: number = 2): ServerFrame {
  return { type: 'delta', prev, cursor, events: [message('c1', seq)] };
}

/** A connector of client `tab-1`, whose chance is always 0.5. */
export function connectorUnderTest(): ConnectorUnderTest {
  const clock = fakeClock();
  const sockets = fakeSockets();
  const sink = recordingSink();
  const scope = writable<ConnectorScope>(everything);
  const closing = new AbortController();
  const page: FakePage = { wake: () => {}, goodbye: () => {}, subscribers: 0 };
  const tokens: FakeTokens = {
    given: 0,
    next: async () => ({ token: `token-${(tokens.given += 1)}`, expiresAt: clock.now() + 900_000 }),
  };
  const listen = (name: 'wake' | 'goodbye') => (listener: () => void) => {
    page[name] = listener;
    page.subscribers += 1;
    return () => void (page.subscribers -= 1);
  };
  const connector = websocketConnector({
    url: 'https://gateway.example/v1/agents',
    getToken: () => tokens.next(),
    WebSocket: sockets.Socket,
    clock,
    random: () => 0.5,
    clientId: 'tab-1',
    page: { onWake: listen('wake'), onGoodbye: listen('goodbye') },
  });
  return { clock, sockets, sink, scope, connector, closing, page, tokens, ...dialogue(clock, sockets, sink, scope, connector, closing) };
}

function dialogue(
  clock: FakeClock,
  sockets: FakeSockets,
  sink: RecordingSink,
  scope: Writable<ConnectorScope>,
  connector: Connector,
  closing: AbortController,
): Pick<ConnectorUnderTest, 'last' | 'calls' | 'sent' | 'settle' | 'connect' | 'follow' | 'comeBack' | 'welcome' | 'ping'> {
  const last = (): FakeSocket => sockets.last;
  const settle = (): Promise<void> => clock.pass(0);
  const welcome = (isResumed = false): ServerFrame => ({
    type: 'welcome',
    serverTime: clock.now() + 1_000,
    heartbeatMs: 15_000,
    agent: { id: 'ana', name: 'Ana', role: 'agent' },
    rules: { bank: defaultBotRules },
    limits: { messageLength: 4_000, frameBytes: 65_536 },
    resumed: isResumed,
  });
  const connect = async (): Promise<void> => {
    connector.open(scope, sink, closing.signal);
    await settle();
    last().accept();
  };
  return {
    last,
    settle,
    welcome,
    connect,
    calls: (name) => sink.calls.filter(([called]) => called === name).map(([, argument]) => argument),
    sent: (type) => last().frames.filter((frame) => frame.type === type),
    ping: () => ({ type: 'ping', serverTime: clock.now() }),
    async follow(cursor = 'a') {
      await connect();
      last().say(welcome());
      last().say(snapshot(cursor));
    },
    async comeBack(isResumed) {
      const before = sockets.all.length;
      while (sockets.all.length === before) await clock.pass(250);
      last().accept();
      last().say(welcome(isResumed));
    },
  };
}
