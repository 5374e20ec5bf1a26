import type {
  Agent,
  BotSettings,
  Capabilities,
  Command,
  CommandResult,
  Connector,
  Conversation,
  ConversationId,
  Signal,
  TranscriptPage,
} from '@live-takeover/sdk';
import { TakeoverError } from '@live-takeover/sdk';
import type { FaultPlan, Faults } from './faults.js';
import { createFaultPlan } from './faults.js';
import type { Line } from './line.js';
import { createLine } from './line.js';
import { contactConversationsIn, historyIn, unansweredIn } from './questions.js';
import { Session } from './session.js';
import type { World } from './world.js';

/** A connector to the simulation, signed in as one agent, with its faults at hand. */
export interface SimulatedConnector extends Connector {
  readonly agent: Agent;
  readonly faults: Faults;
}

const fileLifetimeMs = 24 * 60 * 60_000;

/** A connector that has not been opened. */
export function createConnector(world: World, agent: Agent, capabilities: Capabilities, latencyMs: number): SimulatedConnector {
  const sessions = new Set<Session>();
  const plan = planFor(sessions);
  const isConnected = (): boolean => [...sessions].some((session) => session.isConnected);
  const line = createLine(world.clock, latencyMs, isConnected);
  world.roster.add(agent);
  return {
    agent,
    capabilities,
    faults: plan.faults,
    open(scope, sink, signal) {
      if (signal.aborted) return;
      const session = new Session(world, { agent, capabilities, latencyMs, mangle: plan.mangle, onConnected: line.connected }, scope, sink);
      sessions.add(session);
      signal.addEventListener('abort', () => {
        session.end();
        sessions.delete(session);
      });
    },
    send: (command, signal) => send(world, agent, line, plan, command, signal),
    transcript(conversationId, before, limit, signal) {
      const failure = plan.takeTranscriptFailure();
      return line.read(signal, () => pageOf(world, conversationId, before, limit, failure));
    },
    head: (conversationId, signal) => line.read(signal, () => headOf(world, conversationId)),
    upload: (conversationId, file, { signal = new AbortController().signal, onProgress }) =>
      line.ask(signal, () => {
        const { operator } = headOf(world, conversationId);
        if (operator.kind !== 'agent' || operator.id !== agent.id)
          throw new TakeoverError('not-yours', 'Only who talks to the customer may send files. Take the conversation over first.');
        onProgress?.(file.size, file.size);
        const { name = 'file', size: sizeBytes } = file;
        return { name, contentType: file.type, url: `https://files.example/${encodeURIComponent(name)}`, sizeBytes, expiresAt: world.clock.now() + fileLifetimeMs };
      }),
    signal(conversationId, signal, isActive) {
      if (!isConnected()) return;
      if (signal === 'viewing') return world.view(agent, conversationId, isActive);
      const from: Signal['from'] = { kind: 'agent', id: agent.id, name: agent.name };
      world.emit({ signal, conversationId, from, isActive });
    },
    ...(capabilities.history ? questions(world, line) : {}),
    ...(capabilities.settings ? { settings: (signal) => line.read(signal, () => settingsFor(world, agent)) } : {}),
    alertSeen(alertId) {
      if (isConnected()) world.alerts.markSeen(agent.id, alertId);
    },
    retry: () => [...sessions].forEach((session) => session.retry()),
  };
}

function planFor(sessions: ReadonlySet<Session>): FaultPlan {
  const each = (act: (session: Session) => void): void => {
    for (const session of [...sessions]) act(session);
  };
  return createFaultPlan({
    cut: (forMs) => each((session) => session.cut(forMs)),
    restore: () => each((session) => session.restore()),
    refuse: (error) => each((session) => session.refuse(error)),
    forgetCursor: () => each((session) => session.forgetCursor()),
    reset: (why) => each((session) => session.reset(why)),
  });
}

async function send(
  world: World,
  agent: Agent,
  line: Line,
  plan: FaultPlan,
  command: Command,
  signal: AbortSignal,
): Promise<CommandResult> {
  const error = plan.takeCommandRefusal();
  const isLost = plan.takeAnswerLoss();
  const execute = (): CommandResult => (error === undefined ? world.execute(agent, command) : { ok: false, error });
  const result = await line.ask(signal, execute, plan.answerDelayMs);
  if (isLost) throw new TakeoverError('connection-lost', 'The answer was lost. Send the same command again.', { retry: true });
  return result;
}

function headOf({ ledger }: World, conversationId: ConversationId): Conversation {
  const head = ledger.head(conversationId);
  if (head === undefined) throw new TakeoverError('conversation-unknown', `There is no conversation ${conversationId}.`);
  return head;
}

function pageOf(
  world: World,
  conversationId: ConversationId,
  before: number | null,
  limit: number,
  failure: TakeoverError | undefined,
): TranscriptPage {
  if (failure !== undefined) throw failure;
  const { seq } = headOf(world, conversationId);
  const end = before === null ? seq : Math.min(seq, before - 1);
  const start = Math.max(0, end - limit);
  // Seqs are dense from 1, so that an event's place tells its index.
  return { events: world.ledger.events(conversationId).slice(start, end), hasMore: start > 0 };
}

type Questions = Required<Pick<Connector, 'history' | 'contactConversations' | 'unanswered'>>;

function questions({ ledger }: World, line: Line): Questions {
  return {
    history: (query, signal) => line.read(signal, () => historyIn(ledger, query)),
    contactConversations: (contactId, signal) => line.read(signal, () => contactConversationsIn(ledger, contactId)),
    unanswered: (range, signal) => line.read(signal, () => unansweredIn(ledger, range)),
  };
}

function settingsFor({ settings }: World, { role }: Agent): Readonly<Record<string, BotSettings>> {
  if (role !== 'supervisor') throw new TakeoverError('forbidden', 'Only a supervisor reads settings.');
  return settings.bots;
}
