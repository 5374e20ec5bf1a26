import type { Agent, Capabilities, Connector, ConversationId } from '@live-takeover/sdk';

/** Where the suite registers itself: `describe` and `test` of Vitest, Mocha, Jest or `node:test`. */
export interface ConformanceRunner {
  readonly describe: (title: string, body: () => void) => void;
  readonly test: (title: string, body: () => Promise<void>) => void;
}

/**
 * One backend made for one test, with two agents' connectors to it and hands on
 * its customers. Every method resolves once the backend has *accepted* the deed;
 * that it arrives at the connectors is what the suite waits for.
 *
 * Nothing here waits for time: a harness over a fake clock lets the clock run in
 * these methods as far as the backend needs.
 */
export interface ConnectorHarness {
  /** Signed in as {@link ConnectorHarness.agent}, not opened. */
  readonly connector: Connector;
  readonly agent: Agent;
  /** Signed in as somebody else, not opened, to the same backend. */
  readonly rivalConnector: Connector;
  readonly rival: Agent;
  /** Signed in as a supervisor, not opened, to the same backend. Needed when the connector claims `settings`. */
  readonly supervisorConnector?: Connector;

  /** Starts a conversation in both agents' scope, with the bot as operator and no request open. */
  startConversation(): Promise<ConversationId>;
  /** The bot may answer, or not. */
  customerWrites(conversationId: ConversationId, text: string): Promise<void>;
  /** Opens an agent request. Needed when the connector claims `alerts`. */
  customerAsksForAgent?(conversationId: ConversationId): Promise<void>;
  /** Shows that the customer is typing. Needed when the connector claims `typing`. */
  customerTypes?(conversationId: ConversationId): Promise<void>;

  /** Writes something that the bot has only its default answer to. Needed when the connector claims `history`. */
  customerAsksInVain?(conversationId: ConversationId, text: string): Promise<void>;

  /** A wrap-up reason that the bot takes. Needed from {@link ConformanceOptions.makeStrictHarness}. */
  readonly wrapUp?: string;

  /**
   * Breaks the connection of {@link ConnectorHarness.connector} as a network
   * would, without a goodbye, and keeps it from coming back.
   */
  cut(): Promise<void>;
  /** Lets it come back, which it does by itself; the harness may hurry it. */
  restore(): Promise<void>;

  /** Called after the test, when all that it opened was aborted. */
  close(): Promise<void>;
}

/** What is put to the test. */
export interface ConformanceOptions {
  /** What the connector claims; only claims are tested. */
  readonly capabilities: Capabilities;
  /** Makes a fresh one for each test. */
  makeHarness(): Promise<ConnectorHarness>;
  /**
   * Makes one whose agents may hold one conversation at a time, and whose bot insists on a wrap-up reason at
   * the end ({@link ConnectorHarness.wrapUp}). Left out for a backend that has neither.
   */
  makeStrictHarness?(): Promise<ConnectorHarness>;
  /** How long to wait for anything before the test fails. Default 10,000. */
  readonly patienceMs?: number;
}
