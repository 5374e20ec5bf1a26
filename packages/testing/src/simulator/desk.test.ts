import type { Agent, BotSettings, CommandResult, Connector, HistoryPage, HistoryQuery } from '@live-takeover/sdk';
import { createSimulator, fakeClock } from '@live-takeover/testing';
import type { FakeClock, Simulator } from '@live-takeover/testing';
import type { Recorder } from '@live-takeover/testing/conformance';
import { record } from '@live-takeover/testing/conformance';
import { describe, expect, onTestFinished, test } from 'vitest';

const chiara: Agent = { id: 'chiara', name: 'Chiara Lindqvist', role: 'supervisor' };
const bank = { id: 'harbour-bank', name: 'Harbour Bank' };
const always: HistoryQuery = { from: 0, to: Number.MAX_SAFE_INTEGER, after: null, limit: 200 };
const { signal } = new AbortController();

interface Stage {
  readonly clock: FakeClock;
  readonly simulator: Simulator;
  readonly seen: Recorder;
  /** A conversation with the bank's bot. */
  readonly id: string;
}

async function stage(options: Parameters<typeof createSimulator>[0] = {}): Promise<Stage> {
  const clock = fakeClock();
  const simulator = createSimulator({ clock, conversations: 0, ...options });
  const seen = record(simulator, 5_000);
  onTestFinished(() => {
    seen.close();
    simulator.close();
    expect(clock.pending).toBe(0);
  });
  const id = simulator.startConversation({ bot: bank, text: 'hello', reaction: 'silence' });
  await seen.until('connected', () => seen.states.at(-1) === 'up-to-date');
  return { clock, simulator, seen, id };
}

const codeOf = (result: CommandResult): string => (result.ok ? 'ok' : result.error.code);
const presenceOf = ({ presences }: Recorder, agentId: string): unknown => presences.find(({ id }) => id === agentId);

describe('the simulated desk', () => {
  test('a supervisor assigns with a note; whom it is given to and who loses it are called by name, and nobody else', async () => {
    const { simulator, seen, id } = await stage();
    const ben = record(simulator.connectorFor({ id: 'ben', name: 'Ben Okafor', role: 'agent' }), 5_000);
    await ben.until('connected', () => ben.states.at(-1) === 'up-to-date');
    simulator.colleague('ben').takeOver(id);
    expect(codeOf(simulator.colleague('ben').command({ name: 'assign', conversationId: id, seenTerm: 1, to: 'ana' }))).toBe('forbidden');
    expect(codeOf(simulator.colleague('chiara').command({ name: 'assign', conversationId: id, seenTerm: 1, to: 'ana', note: 'yours' }))).toBe('ok');
    expect(simulator.events(id).slice(-4)).toMatchObject([
      { type: 'note-added', text: 'yours', by: { id: 'chiara' } },
      { type: 'takeover-ended', why: 'transferred', by: { id: 'chiara' } },
      { type: 'takeover-started', operator: { id: 'ana' }, by: { id: 'chiara' } },
      { automatic: 'start' },
    ]);
    expect([...seen.alerts.values()]).toMatchObject([{ kind: 'assigned', by: chiara.name }]);
    expect([...ben.alerts.values()]).toMatchObject([{ kind: 'takeover-lost', by: chiara.name }]);
    ben.close();
  });

  test('what the customer writes calls who holds it, until answered', async () => {
    const { clock, simulator, seen, id } = await stage();
    simulator.execute(simulator.agent, { id: 'k1', name: 'take-over', conversationId: id, seenTerm: 0 });
    clock.advance(1_000);
    simulator.customer(id).write('are you there?');
    expect([...seen.alerts.values()]).toMatchObject([{ kind: 'customer-message', conversationId: id }]);
    simulator.execute(simulator.agent, { id: 'k2', name: 'send', conversationId: id, term: 1, text: 'yes' });
    expect(seen.alerts.size).toBe(0);
  });

  test('a hand-back is undone until the customer writes, by who handed back', async () => {
    const { simulator, id } = await stage();
    const [ben, dov] = [simulator.colleague('ben'), simulator.colleague('chiara')];
    const undo = (colleague: typeof ben): string =>
      codeOf(colleague.command({ name: 'take-over', conversationId: id, seenTerm: simulator.conversation(id)?.term ?? 0, isUndo: true }));
    expect(undo(ben)).toBe('bad-request');
    ben.takeOver(id);
    ben.handBack(id);
    expect([undo(dov), undo(ben)]).toEqual(['bad-request', 'ok']);
    ben.handBack(id);
    simulator.customer(id).write('one more thing', 'silence');
    expect(undo(ben)).toBe('too-late');
  });

  test('a bot that insists on a reason gets one of its own at the end', async () => {
    const wrapUp = { reasons: [{ id: 'solved', label: 'Solved' }], isRequired: true };
    const { simulator, id } = await stage({ desk: { bots: { [bank.id]: { name: bank.name, preparedReplies: [], wrapUp } } } });
    const ben = simulator.colleague('ben');
    ben.takeOver(id);
    const handBack = (reason: object): string => codeOf(ben.command({ name: 'hand-back', conversationId: id, term: 1, ...reason }));
    expect([handBack({}), handBack({ wrapUp: 'bored' }), handBack({ wrapUp: 'solved' })]).toEqual(['wrap-up-missing', 'bad-request', 'ok']);
    expect(simulator.events(id).find(({ type }) => type === 'takeover-ended')).toMatchObject({ wrapUp: 'solved' });
  });

  test('reasons say who receives requests; only known ones can be chosen; a supervisor sets others to Offline, and it shows', async () => {
    const { simulator, seen } = await stage();
    const choose = (agentId: string, availability: string, other?: string): string =>
      codeOf(simulator.colleague(agentId).command({ name: 'set-availability', availability, ...(other === undefined ? {} : { agentId: other }) }));
    expect([choose('ben', 'asleep'), choose('ben', 'lunch'), choose('ben', 'online', 'dov'), choose('chiara', 'online', 'dov')]).toEqual(['bad-request', 'ok', 'forbidden', 'bad-request']);
    for (const agentId of ['ana', 'chiara']) choose(agentId, 'offline');
    simulator.customer(simulator.startConversation({ bot: bank })).askForAgent();
    expect(seen.events.at(-1)).toMatchObject({ automatic: 'no-agents' });
    choose('ben', 'paperwork');
    simulator.customer(simulator.startConversation({ bot: bank })).askForAgent();
    expect(seen.events.at(-1)).toMatchObject({ automatic: 'confirmation' });
    expect(choose('chiara', 'offline', 'ben')).toBe('ok');
    expect(presenceOf(seen, 'ben')).toMatchObject({ availability: 'offline', setBy: chiara.name });
    choose('ben', 'online');
    expect(presenceOf(seen, 'ben')).not.toHaveProperty('setBy');
  });

  test('nobody holds more than they may, and the customer is told that all are busy', async () => {
    const { simulator, seen, id } = await stage({ desk: { capacity: 1 } });
    for (const agentId of ['ana', 'ben', 'chiara']) simulator.colleague(agentId).takeOver(simulator.startConversation({ bot: bank }));
    expect(presenceOf(seen, 'ben')).toMatchObject({ holding: 1, capacity: 1 });
    expect(codeOf(simulator.colleague('ben').takeOver(id))).toBe('at-capacity');
    simulator.customer(id).askForAgent();
    expect(seen.events.at(-1)).toMatchObject({ automatic: 'all-busy' });
    expect(codeOf(simulator.colleague('chiara').command({ name: 'assign', conversationId: id, seenTerm: 0, to: 'ben' }))).toBe('at-capacity');
  });

  test('who looks at a conversation is seen, also by who connects later', async () => {
    const { simulator, seen, id } = await stage();
    simulator.colleague('ben').view(id);
    expect(seen.signals.at(-1)).toMatchObject({ signal: 'viewing', from: { id: 'ben' }, isActive: true });
    const later = record(simulator.connectorFor(chiara), 5_000);
    await later.until('connected', () => later.states.at(-1) === 'up-to-date');
    expect(later.signals).toMatchObject([{ signal: 'viewing', conversationId: id, from: { id: 'ben' }, isActive: true }]);
    simulator.colleague('ben').view(id, false);
    expect(later.signals.at(-1)).toMatchObject({ isActive: false });
    later.close();
  });

  test('conversations have the attributes they are started with', async () => {
    const { simulator } = await stage();
    const id = simulator.startConversation({ attributes: { plan: 'gold', visits: 3 } });
    expect(simulator.conversation(id)?.attributes).toEqual({ plan: 'gold', visits: 3 });
  });
});

describe('simulated settings', () => {
  const settingsOf = async (connector: Connector): Promise<BotSettings> => {
    const settings = (await connector.settings?.(signal))?.[bank.id];
    if (settings === undefined) throw new Error('There are no settings.');
    return settings;
  };
  const change = (simulator: Simulator, settings: BotSettings): string =>
    codeOf(simulator.colleague('chiara').command({ name: 'change-settings', botId: bank.id, settings }));

  test('that are changed hold for rules, messages and opening hours, once from each version', async () => {
    const { simulator, seen, id } = await stage();
    const connector = simulator.connectorFor(chiara);
    const chief = record(connector, 5_000);
    await chief.until('connected', () => chief.states.at(-1) === 'up-to-date');
    const settings = await settingsOf(connector);
    const closed = { timeZone: 'UTC', week: [[], [], [], [], [], [], []], closedOn: [] };
    const rules = { ...settings.rules, agentThreshold: 1 };
    const messages = { ...settings.messages, outsideHours: 'Closed, {customer}.' };
    expect(change(simulator, { ...settings, rules, messages, openingHours: closed })).toBe('ok');
    expect(seen.rules?.[bank.id]).toEqual(rules);
    expect(change(simulator, settings)).toBe('settings-changed');
    expect(change(simulator, { ...(await settingsOf(connector)), rules: { ...rules, timeoutMs: 1 } })).toBe('bad-request');
    simulator.customer(id).askForAgent();
    expect(seen.events.at(-1)).toMatchObject({ automatic: 'outside-hours', text: 'Closed, .' });
    chief.close();
  });

  test('are not for agents', async () => {
    const { simulator } = await stage();
    await expect(simulator.settings?.(signal)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('the simulated past', () => {
  test('has conversations that are over, found by time, words and agent, page by page', async () => {
    const { simulator, seen } = await stage({ conversations: 20, closedConversations: 60 });
    expect(seen.heads.size).toBe(21);
    const all = await simulator.history?.(always, signal);
    const ats = all?.conversations.map((head) => head.closed?.at ?? 0) ?? [];
    expect([ats.length, all?.next]).toEqual([60, null]);
    expect(ats).toEqual([...ats].sort((one, other) => other - one));
    const pages: string[] = [];
    for (let after: string | null = null, isDone = false; !isDone; ) {
      const page: HistoryPage | undefined = await simulator.history?.({ ...always, after, limit: 7 }, signal);
      pages.push(...(page?.conversations.map(({ id }) => id) ?? []));
      after = page?.next ?? null;
      isDone = after === null;
    }
    expect(pages).toEqual(all?.conversations.map(({ id }) => id));
    const held = await simulator.history?.({ ...always, agentIds: ['ben'] }, signal);
    expect(held?.conversations.length).toBeGreaterThan(0);
    expect(held?.conversations.length).toBeLessThan(60);
    await expect(simulator.history?.({ ...always, after: 'nonsense' }, signal)).rejects.toMatchObject({ code: 'bad-request' });
  });

  test('knows customers who come again, and what the bot could not answer', async () => {
    const { clock, simulator, id } = await stage({ conversations: 40, closedConversations: 200 });
    const contact = simulator.conversations().find((head) => head.closed === null && head.contact.id !== undefined)?.contact.id ?? '';
    const theirs = (await simulator.contactConversations?.(contact, signal)) ?? [];
    expect(theirs.length).toBeGreaterThan(1);
    expect(theirs.map(({ startedAt }) => startedAt)).toEqual(theirs.map(({ startedAt }) => startedAt).sort((one, other) => other - one));
    simulator.customer(id).write('do you sell dogs', 'default-answer');
    clock.advance(5_000);
    const { messages } = (await simulator.unanswered?.(always, signal)) ?? { messages: [] };
    expect(messages[0]).toMatchObject({ conversationId: id, botId: bank.id, text: 'do you sell dogs' });
    expect(messages.length).toBeGreaterThan(50);
  });

  test('is not answered for where the backend is to do without', async () => {
    const { simulator } = await stage({ capabilities: { history: false, settings: false } });
    expect([simulator.history, simulator.unanswered, simulator.contactConversations, simulator.settings]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
