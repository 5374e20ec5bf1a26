import type { Command, CommandResult, Connector, ConnectorSink } from '@live-takeover/sdk';
import { TakeoverError, allCapabilities } from '@live-takeover/sdk';
import { expect, test } from 'vitest';
import { simulatorHarness, strictSimulatorHarness } from '../simulator/simulator-harness.test-support.js';
import type { Simulator } from '../simulator/simulator.js';
import { connectorConformance } from './connector-conformance.js';
import type { ConnectorHarness } from './harness.js';
import { newCommandId } from './stage.js';

type Sabotage = (connector: Connector, simulator: Simulator) => Partial<Connector>;

/** Titles of the conformance tests that fail. */
async function failuresOf(sabotage: Sabotage, capabilities = allCapabilities): Promise<readonly string[]> {
  const failed: string[] = [];
  const bodies: { readonly title: string; readonly body: () => Promise<void> }[] = [];
  const runner = {
    describe: (_title: string, body: () => void) => body(),
    test: (title: string, body: () => Promise<void>) => void bodies.push({ title, body }),
  };
  const sabotaged = async ({ harness, simulator }: ReturnType<typeof simulatorHarness>): Promise<ConnectorHarness> =>
    ({ ...harness, connector: { ...harness.connector, ...sabotage(harness.connector, simulator) } });
  const options = { capabilities, makeHarness: () => sabotaged(simulatorHarness()), makeStrictHarness: () => sabotaged(strictSimulatorHarness()), patienceMs: 60 };
  connectorConformance(runner, options);
  for (const { title, body } of bodies) await body().catch(() => failed.push(title));
  return failed;
}

const through =
  (change: (sink: ConnectorSink) => Partial<ConnectorSink>): Sabotage =>
  (connector) => ({
    open: (scope, sink, signal) => connector.open(scope, { ...sink, ...change(sink) }, signal),
  });

const sendingBy =
  (send: (connector: Connector, command: Command, signal: AbortSignal) => Promise<CommandResult>): Sabotage =>
  (connector) => ({ send: (command, signal) => send(connector, command, signal) });

/** Calls `tell` for the first of each. */
function onlyOnce<Value>(keyOf: (value: Value) => string, tell: (value: Value) => void): (value: Value) => void {
  const told = new Set<string>();
  return (value) => {
    if (!told.has(keyOf(value))) tell(value);
    told.add(keyOf(value));
  };
}

const sabotages: readonly { readonly what: string; readonly by: Sabotage; readonly fails: string }[] = [
  {
    what: 'repeats events',
    by: through((sink) => ({ events: (events) => (sink.events(events), sink.events(events)) })),
    fails: 'goes on from the snapshot without a gap and without a repeat',
  },
  {
    what: 'loses events',
    by: through((sink) => ({ events: (events) => sink.events(events.slice(1)) })),
    fails: 'goes on from the snapshot without a gap and without a repeat',
  },
  {
    what: 'never marks the last part',
    by: through((sink) => ({ snapshot: (part) => sink.snapshot({ ...part, isLast: false }) })),
    fails: 'is up to date only after a whole snapshot, the agent, the rules and the time',
  },
  {
    what: 'keeps the time to itself',
    by: through(() => ({ serverTime: () => undefined })),
    fails: 'is up to date only after a whole snapshot, the agent, the rules and the time',
  },
  {
    what: 'hides a broken connection',
    by: through((sink) => ({ connection: (state) => (state.state === 'not-updating' ? undefined : sink.connection(state)) })),
    fails: 'says that it is not updating when the connection breaks, and comes back by itself',
  },
  {
    what: 'forgets where it stopped',
    by: (connector, simulator) => ({
      open(scope, sink, signal) {
        const connection: ConnectorSink['connection'] = (state) => {
          if (state.state === 'not-updating') simulator.faults.forgetCursor();
          sink.connection(state);
        };
        connector.open(scope, { ...sink, connection }, signal);
      },
    }),
    fails: 'resumes where it stopped: what was missed comes once, as events',
  },
  {
    what: 'ignores its scope',
    by: (connector) => ({
      open: (scope, sink, signal) => connector.open({ ...scope, value: { alerts: true, conversations: 'all' } }, sink, signal),
    }),
    fails: 'keeps to its scope, and follows when it changes',
  },
  {
    what: 'sends conversations to a page that wants alerts',
    by: (connector) => ({
      open: (scope, sink, signal) => connector.open({ ...scope, value: { alerts: true, conversations: 'all' } }, sink, signal),
    }),
    fails: 'sends no conversations to a page that only wants alerts',
  },
  {
    what: 'ignores its abort',
    by: (connector) => ({ open: (scope, sink) => connector.open(scope, sink, new AbortController().signal) }),
    fails: 'falls silent once aborted, and never speaks if aborted before',
  },
  {
    what: 'pages from the wrong end',
    by: (connector) => ({
      async transcript(id, before, limit, signal) {
        const page = await connector.transcript(id, before, limit, signal);
        return { ...page, events: page.events.toReversed() };
      },
    }),
    fails: 'pages a transcript back to its start, in order, nothing twice',
  },
  {
    what: 'skips events between pages',
    by: (connector) => ({
      transcript: (id, before, limit, signal) => connector.transcript(id, before === null ? null : before - 1, limit, signal),
    }),
    fails: 'pages a transcript back to its start, in order, nothing twice',
  },
  {
    what: 'answers with an old head',
    by: (connector) => ({ head: async (id, signal) => ({ ...(await connector.head(id, signal)), lastCustomerText: 'old' }) }),
    fails: 'answers `head` with the fold of its events, which closes a gap',
  },
  {
    what: 'sends every command under a new id',
    by: sendingBy((connector, command, signal) => connector.send({ ...command, id: newCommandId() }, signal)),
    fails: 'a command sent twice under one id has one effect and one result',
  },
  {
    what: 'does not say who holds it',
    by: sendingBy(async (connector, command, signal) => {
      const result = await connector.send(command, signal);
      return result.ok ? result : { ok: false, error: new TakeoverError(result.error.code, result.error.message) };
    }),
    fails: 'of two agents who take over at the same moment one wins, and the other learns who',
  },
  {
    what: 'sends under the present term, whatever was seen',
    by: (connector, simulator) => ({
      send(command, signal) {
        const isFenced = 'term' in command;
        const term = isFenced ? simulator.conversation(command.conversationId)?.term : undefined;
        return connector.send(isFenced && term !== undefined ? { ...command, term } : command, signal);
      },
    }),
    fails: 'a message under a term that is over is refused and never stored',
  },
  {
    what: 'sends although the caller gave up',
    by: sendingBy((connector, command) => connector.send(command, new AbortController().signal)),
    fails: 'a command whose signal is aborted rejects',
  },
  {
    what: 'never tells that an alert was seen',
    by: () => ({ alertSeen: () => undefined }),
    fails: 'an agent request alerts, again after a reconnect, until it is seen',
  },
  {
    what: 'rings once and never again',
    by: through((sink) => ({ alert: onlyOnce(({ id }) => id, sink.alert) })),
    fails: 'an agent request alerts, again after a reconnect, until it is seen',
  },
  {
    what: 'lets alerts stand',
    by: through(() => ({ alertEnded: () => undefined })),
    fails: 'an alert ends for everybody when somebody takes over',
  },
  {
    what: 'tells of presence only once',
    by: through((sink) => ({ presence: onlyOnce(() => '', sink.presence) })),
    fails: 'colleagues see an agent come and change their availability',
  },
  {
    what: 'keeps typing to itself',
    by: () => ({ signal: () => undefined }),
    fails: "the customer's typing reaches agents, and an agent's reaches colleagues",
  },
  {
    what: 'keeps looking to itself',
    by: () => ({ signal: () => undefined }),
    fails: 'colleagues see who looks at a conversation, until they look away',
  },
  {
    what: 'takes back whatever happened since',
    by: sendingBy((connector, command, signal) => {
      if (command.name !== 'take-over') return connector.send(command, signal);
      const { isUndo: _isUndo, ...plain } = command;
      return connector.send(plain, signal);
    }),
    fails: 'a hand-back is taken back by who handed back, until the customer writes',
  },
  {
    what: 'loses the note of a transfer',
    by: sendingBy((connector, command, signal) => {
      if (command.name !== 'transfer') return connector.send(command, signal);
      const { note: _note, ...plain } = command;
      return connector.send(plain, signal);
    }),
    fails: 'the note of a transfer is a fact of the same command',
  },
  {
    what: 'lets anybody assign',
    by: (_connector, simulator) => ({
      send: async (command) => simulator.execute({ ...simulator.agent, role: 'supervisor' }, command),
    }),
    fails: 'only a supervisor assigns',
  },
  {
    what: 'finds nothing that is closed',
    by: () => ({ history: async ({ from }) => ({ conversations: [], next: null, searchedTo: from }) }),
    fails: 'finds what was closed by its words and by who held it, the one closed last first',
  },
  {
    what: 'does not look at words',
    by: (connector) => ({ history: async ({ text: _text, ...query }, signal) => (await connector.history?.(query, signal)) ?? Promise.reject(new Error('No history.')) }),
    fails: 'finds what was closed by its words and by who held it, the one closed last first',
  },
  {
    what: 'begins at the first page again and again',
    by: (connector) => ({
      async history(query, signal) {
        const page = await connector.history?.({ ...query, after: null }, signal);
        if (page === undefined || query.after === null) return page ?? Promise.reject(new Error('No history.'));
        return { ...page, next: null };
      },
    }),
    fails: 'comes back page by page, nothing twice, and only from where a page ended',
  },
  {
    what: 'knows no contact',
    by: () => ({ contactConversations: async () => [] }),
    fails: "finds a contact's conversations, and none of nobody's",
  },
  {
    what: 'hides what the bot could not answer',
    by: () => ({ unanswered: async ({ from }) => ({ messages: [], next: null, searchedTo: from }) }),
    fails: 'tells what the bot could not answer',
  },
  {
    what: 'shows settings to agents',
    by: () => ({ settings: async () => ({}) }),
    fails: 'shows settings to nobody else, and lets nobody else change them',
  },
  {
    what: 'keeps new rules to itself',
    by: through((sink) => ({ rules: onlyOnce(() => '', sink.rules) })),
    fails: 'lets a supervisor change settings, once from each version, and tells everybody',
  },
  {
    what: 'does not say who gave a conversation',
    by: through((sink) => ({ alert: ({ by: _by, ...alert }) => sink.alert(alert) })),
    fails: 'who is given a conversation is called by name, with the name of who gave it',
  },
  {
    what: 'calls for the first message of a customer only',
    by: through((sink) => ({ alert: onlyOnce(({ kind }) => kind, sink.alert) })),
    fails: 'each message of a customer calls who holds the conversation, until answered',
  },
  {
    what: 'takes an undo for any takeover',
    by: sendingBy((connector, command, signal) => connector.send(command.name === 'take-over' ? { ...command, isUndo: false } : command, signal)),
    fails: 'a hand-back is not taken back once a colleague has the conversation',
  },
  {
    what: 'lets a conversation end without a reason',
    by: sendingBy((connector, command, signal) => connector.send(command.name === 'hand-back' ? { wrapUp: 'solved', ...command } : command, signal)),
    fails: 'where a wrap-up reason is insisted on, nothing ends without one of those',
  },
  {
    what: 'takes over whatever the desk holds',
    by: sendingBy(async (connector, command, signal) => {
      const result = await connector.send(command, signal);
      return result.ok || result.error.code !== 'at-capacity' ? result : { ok: true, seq: 0 };
    }),
    fails: 'who has a full desk takes over nothing more, and is given nothing',
  },
  {
    what: 'claims less than it is tested for',
    by: () => ({ capabilities: { ...allCapabilities, notes: false } }),
    fails: 'claims exactly the capabilities it is tested for',
  },
];

test('a conforming connector passes everything', async () => {
  expect(await failuresOf(() => ({}))).toEqual([]);
});

test.each(sabotages)('a connector that $what fails', async ({ by, fails }) => {
  expect(await failuresOf(by)).toContain(fails);
});

test('what a connector does not claim is not tested', async () => {
  const modest = { ...allCapabilities, alerts: false, presence: false, typing: false, viewing: false, history: false, settings: false };
  const none = (): Promise<never> => Promise.reject(new Error('Nobody asks for this.'));
  const silent: Sabotage = () => ({ capabilities: modest, signal: () => undefined, alertSeen: () => undefined, history: none, unanswered: none, contactConversations: none, settings: none });
  expect(await failuresOf(silent, modest)).toEqual([]);
});
