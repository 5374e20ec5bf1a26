/** A client for tests: everything on it is set by hand, and every command waits for the test's answer. */
import {
  allCapabilities,
  plainDesk,
  writable,
  TakeoverError,
  type Agent,
  type AgentPresence,
  type Alert,
  type Attachment,
  type Availability,
  type BotRules,
  type BotSettings,
  type Capabilities,
  type CommandBody,
  type CommandHandle,
  type CommandState,
  type ConnectionState,
  type Conversation,
  type ConversationEvent,
  type Desk,
  type Freshness,
  type HistoryPage,
  type Limits,
  type NewEvent,
  type RowView,
  type TakeoverClient,
  type UnansweredPage,
  type UploadOptions,
  type Writable,
} from '@live-takeover/sdk';
import { applyEvents, emptyConversation, termOf, viewOf, type FakeConversation } from './fake-conversation.test-support.js';

/** A command that an element gave, to be answered by the test. */
export interface GivenCommand {
  readonly id: string;
  readonly body: CommandBody;
  readonly state: Writable<CommandState>;
  acknowledge(): void;
  fail(error: TakeoverError): void;
}

/** A file given to upload. */
export interface GivenUpload {
  readonly conversationId: string;
  readonly file: Blob & { readonly name?: string };
  readonly options: UploadOptions;
  readonly resolve: (attachment: Attachment) => void;
  readonly reject: (error: Error) => void;
}

/** A question about history, a contact or settings. */
export interface GivenQuestion {
  readonly name: 'history' | 'contactConversations' | 'unanswered' | 'settings';
  readonly about: unknown;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The fake and everything a test does to it. */
export interface FakeClient {
  readonly client: TakeoverClient;
  readonly commands: GivenCommand[];
  readonly seenAlerts: string[];
  readonly connection: Writable<ConnectionState>;
  readonly freshness: Writable<Freshness>;
  readonly me: Writable<Agent | undefined>;
  readonly alerts: Writable<readonly Alert[]>;
  readonly availability: Writable<Availability | undefined>;
  readonly limits: Writable<Limits | undefined>;
  readonly desk: Writable<Desk>;
  readonly problem: Writable<TakeoverError | undefined>;
  readonly agents: Writable<readonly AgentPresence[]>;
  readonly readMarks: Writable<Readonly<Record<string, number>>>;
  /** What was asked about what is over, for the test to answer. */
  readonly questions: GivenQuestion[];
  readonly attachments: { count: number };
  /** What was given to upload, for the test to settle. */
  readonly uploads: readonly GivenUpload[];
  readonly state: { isClosed: boolean; now: number; rowsAsked: number; retries: number };
  conversation(id: string): FakeConversation;
  /** Appends facts and folds them, at the fake's present instant. */
  append(id: string, ...events: readonly NewEvent[]): void;
  /** The newest command of this name. */
  last(name: CommandBody['name']): GivenCommand;
}

/** The instant at which a fake's clock starts. */
export const fakeNow: number = Date.UTC(2026, 10, 20, 14, 2, 0);

/** A client signed in as Ana, up to date, with no conversation and no alert. */
export function createFakeClient(overrides: Partial<Capabilities> = {}): FakeClient {
  const conversations = new Map<string, FakeConversation>();
  const commands: GivenCommand[] = [];
  const seenAlerts: string[] = [];
  const connection = writable<ConnectionState>({ state: 'up-to-date' });
  const freshness = writable<Freshness>({ state: 'up-to-date' });
  const me = writable<Agent | undefined>({ id: 'ana', name: 'Ana', role: 'agent' });
  const alerts = writable<readonly Alert[]>([]);
  const availability = writable<Availability | undefined>('online');
  const attachments = { count: 0 };
  const uploads: GivenUpload[] = [];
  const limits = writable<Limits | undefined>(undefined);
  const desk = writable<Desk>(plainDesk);
  const problem = writable<TakeoverError | undefined>(undefined);
  const agents = writable<readonly AgentPresence[]>([]);
  const readMarks = writable<Readonly<Record<string, number>>>({});
  const questions: GivenQuestion[] = [];
  const asked = <Answer>(name: GivenQuestion['name'], about: unknown): Promise<Answer> =>
    new Promise((resolve, reject) => void questions.push({ name, about, resolve: resolve as (answer: unknown) => void, reject }));
  const state = { isClosed: false, now: fakeNow, rowsAsked: 0, retries: 0 };

  const conversation = (id: string): FakeConversation => {
    const known = conversations.get(id) ?? emptyConversation();
    conversations.set(id, known);
    return known;
  };

  const command = (body: CommandBody): CommandHandle => {
    const given = givenCommand(`k${commands.length + 1}`, body);
    commands.push(given.command);
    if ('conversationId' in body) {
      const { intent } = conversation(body.conversationId);
      intent.set({ name: body.name, state: given.command.state.value });
      given.command.state.subscribe((commandState) =>
        intent.set(commandState.state === 'acknowledged' ? null : { name: body.name, state: commandState }),
      );
    }
    return { id: given.command.id, state: given.command.state, settled: given.settled };
  };

  const client: TakeoverClient = {
    capabilities: { ...allCapabilities, ...overrides },
    connection,
    freshness,
    me,
    limits,
    desk,
    problem,
    retry: () => void (state.retries += 1),
    rules: writable<Readonly<Record<string, BotRules>>>({}),
    now: () => state.now,
    rows(): RowView {
      state.rowsAsked += 1;
      throw new TakeoverError('not-supported', 'The fake has no rows.');
    },
    conversation: (id) => viewOf(id, conversation(id)),
    alerts,
    attachAlerts() {
      attachments.count += 1;
      return () => void (attachments.count -= 1);
    },
    markAlertSeen(alertId) {
      seenAlerts.push(alertId);
      alerts.set(alerts.value.filter((alert) => alert.id !== alertId));
    },
    agents,
    availability,
    setAvailability: (wanted, agentId) => command({ name: 'set-availability', availability: wanted, ...(agentId === undefined ? {} : { agentId }) }),
    takeOver: (conversationId, options) =>
      command({
        name: 'take-over',
        conversationId,
        seenTerm: conversation(conversationId).conversation.value?.term ?? 0,
        ...(options?.force === undefined ? {} : { force: options.force }),
        ...(options?.isUndo === undefined ? {} : { isUndo: options.isUndo }),
      }),
    handBack: (conversationId, { wrapUp } = {}) =>
      command({ name: 'hand-back', conversationId, term: termOf(conversation(conversationId)), ...(wrapUp === undefined ? {} : { wrapUp }) }),
    transfer: (conversationId, to, { note } = {}) =>
      command({ name: 'transfer', conversationId, term: termOf(conversation(conversationId)), to, ...(note === undefined ? {} : { note }) }),
    assign: (conversationId, to, { note } = {}) =>
      command({ name: 'assign', conversationId, seenTerm: termOf(conversation(conversationId)), to, ...(note === undefined ? {} : { note }) }),
    closeConversation: (conversationId, { wrapUp } = {}) =>
      command({ name: 'close', conversationId, term: termOf(conversation(conversationId)), ...(wrapUp === undefined ? {} : { wrapUp }) }),
    history: (query) => asked<HistoryPage>('history', query),
    contactConversations: (contactId) => asked<readonly Conversation[]>('contactConversations', contactId),
    unanswered: (range) => asked<UnansweredPage>('unanswered', range),
    settings: () => asked<Readonly<Record<string, BotSettings>>>('settings', undefined),
    changeSettings: (botId, settings) => command({ name: 'change-settings', botId, settings }),
    markRead: (conversationId) => readMarks.set({ ...readMarks.value, [conversationId]: state.now }),
    readMarks,
    send: (conversationId, text, { attachments = [] } = {}) =>
      command({ name: 'send', conversationId, term: termOf(conversation(conversationId)), text, ...(attachments.length === 0 ? {} : { attachments }) }),
    upload: (conversationId, file, options = {}) => new Promise((resolve, reject) => void uploads.push({ conversationId, file, options, resolve, reject })),
    addNote: (conversationId, text) => command({ name: 'add-note', conversationId, text }),
    dismissAction: (conversationId) =>
      command({ name: 'dismiss-action', conversationId, term: termOf(conversation(conversationId)) }),
    requestDesk: (conversationId, desk) => command({ name: 'request-desk', conversationId, term: termOf(conversation(conversationId)), desk }),
    command,
    close: () => void (state.isClosed = true),
  };

  return {
    client,
    commands,
    seenAlerts,
    connection,
    freshness,
    me,
    alerts,
    availability,
    limits,
    desk,
    problem,
    agents,
    readMarks,
    questions,
    attachments,
    uploads,
    state,
    conversation,
    append(id, ...added) {
      const known = conversation(id);
      let seq = known.conversation.value?.seq ?? 0;
      const events = added.map((event) => ({ ...event, conversationId: id, seq: ++seq, at: state.now }) as ConversationEvent);
      applyEvents(known, events, state.now);
    },
    last(name) {
      const found = commands.findLast((given) => given.body.name === name);
      if (found === undefined) throw new Error(`No ${name} was given.`);
      return found;
    },
  };
}

function givenCommand(id: string, body: CommandBody): { readonly command: GivenCommand; readonly settled: Promise<void> } {
  const state = writable<CommandState>({ state: 'queued' });
  let settle: { resolve(): void; reject(error: Error): void } = { resolve: () => undefined, reject: () => undefined };
  const settled = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  settled.catch(() => undefined);
  const command: GivenCommand = {
    id,
    body,
    state,
    acknowledge() {
      state.set({ state: 'acknowledged', seq: 0 });
      settle.resolve();
    },
    fail(error) {
      state.set({ state: 'failed', error });
      settle.reject(error);
    },
  };
  return { command, settled };
}
