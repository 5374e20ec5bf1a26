import type { Agent, ChangeSettings, Clock, Command, CommandResult, ConversationCommand, SetAvailability } from '@live-takeover/sdk';
import { TakeoverError } from '@live-takeover/sdk';
import { decide } from './arbiter.js';
import type { Ledger } from './ledger.js';
import type { Roster } from './roster.js';
import type { SettingsBook } from './settings-book.js';

/** What commands change. */
export interface Changeable {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly roster: Roster;
  readonly settings: SettingsBook;
}

/** Carries a command out for the first time. */
export function perform(world: Changeable, agent: Agent, command: Command): CommandResult {
  switch (command.name) {
    case 'set-availability':
      return setAvailability(world, agent, command);
    case 'change-settings':
      return changeSettings(world, agent, command);
    default:
      return change(world, agent, command);
  }
}

function setAvailability({ roster, settings }: Changeable, agent: Agent, { availability, agentId = agent.id }: SetAvailability): CommandResult {
  const isKnown = availability === 'online' || availability === 'offline' || settings.desk.reasons.some(({ id }) => id === availability);
  if (!isKnown) return refuse('bad-request', `There is no reason ${availability}. Choose one that the desk lists.`);
  if (agentId === agent.id) roster.setAvailability(agentId, availability);
  else {
    if (agent.role !== 'supervisor') return refuse('forbidden', 'Only a supervisor sets the availability of another agent.');
    if (availability !== 'offline') return refuse('bad-request', 'A supervisor may set another agent to Offline only.');
    if (roster.agent(agentId) === undefined) return refuse('bad-request', `Nobody called ${agentId} works here.`);
    roster.setAvailability(agentId, availability, agent.name);
  }
  return { ok: true, seq: 0 };
}

function changeSettings({ settings }: Changeable, agent: Agent, command: ChangeSettings): CommandResult {
  if (agent.role !== 'supervisor') return refuse('forbidden', 'Only a supervisor changes settings.');
  const error = settings.change(command.botId, command.settings);
  return error === undefined ? { ok: true, seq: 0 } : { ok: false, error };
}

function change(world: Changeable, agent: Agent, command: ConversationCommand & Pick<Command, 'id'>): CommandResult {
  const { ledger, roster, settings } = world;
  const head = ledger.head(command.conversationId);
  const botId = head?.bot.id ?? '';
  const decision = decide(command, head, {
    agent,
    roster,
    staffing: roster.staffing(settings.bots[botId]?.openingHours ?? null),
    rules: settings.rules[botId],
    messages: settings.messagesOf(botId),
    wrapUp: settings.desk.bots[botId]?.wrapUp ?? null,
    events: () => ledger.events(command.conversationId),
    now: world.clock.now(),
  });
  if (!decision.ok) return decision;
  if (decision.events.length === 0) return { ok: true, seq: 0 };
  const stored = ledger.append(command.conversationId, decision.events);
  return { ok: true, seq: stored.at(-1)?.seq ?? 0 };
}

function refuse(code: TakeoverError['code'], message: string): CommandResult {
  return { ok: false, error: new TakeoverError(code, message) };
}
