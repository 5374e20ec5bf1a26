import type { Alert, CommandBody, Connector, ConversationId } from '@live-takeover/sdk';
import type { ConformanceOptions, ConformanceRunner, ConnectorHarness } from './harness.js';
import type { Recorder } from './recorder.js';
import type { Stage } from './stage.js';
import { equal, failWith, onStage, succeed, untilMessage, untilUpToDate } from './stage.js';

/** Conversations that are given, taken and closed over somebody's head, and desks that are full. */
export function handoverConformance(runner: ConformanceRunner, options: ConformanceOptions): void {
  runner.describe('handovers', () => {
    if (options.capabilities.alerts) callTests(runner, options);
    commandTests(runner, options);
  });
}

/** Who is called by name, and by whom. */
function callTests({ test }: ConformanceRunner, options: ConformanceOptions): void {
  const staged = (title: string, act: Parameters<typeof onStage>[1]): void => test(title, () => onStage(options, act));

  if (options.capabilities.transfer)
    staged('who is given a conversation is called by name, with the name of who gave it', async (stage) => {
      const { conversationId, seen, witness } = await heldByRival(stage);
      await succeed(stage.harness.rivalConnector, { name: 'transfer', conversationId, term: 1, to: stage.harness.agent.id });
      await untilCalled(seen, conversationId, 'assigned', stage.harness.rival.name);
      equal(callsOf(witness, conversationId), [], 'what calls who gave it away');
    });

  staged('who loses a conversation is told who took it', async (stage) => {
    const { conversationId, supervisor, witness } = await heldByRival(stage);
    if (supervisor === undefined) return;
    await succeed(supervisor, { name: 'take-over', conversationId, seenTerm: 1, force: true });
    const holder = await holderOf(stage.harness, conversationId);
    await untilCalled(witness, conversationId, 'takeover-lost', holder);
  });

  staged('whose conversation a supervisor closes is told by whom', async (stage) => {
    const { conversationId, supervisor, seen, witness } = await heldByRival(stage);
    if (supervisor === undefined) return;
    await succeed(supervisor, { name: 'close', conversationId, term: 1 });
    await witness.until('the call comes', () => callsOf(witness, conversationId).some(({ kind, by }) => kind === 'takeover-lost' && by !== undefined));
    equal(callsOf(seen, conversationId), [], 'what calls others');
  });

  staged('each message of a customer calls who holds the conversation, until answered', async ({ harness, open }) => {
    const conversationId = await harness.startConversation();
    const seen = await open();
    await succeed(harness.connector, takeOver(conversationId, 0));
    await harness.customerWrites(conversationId, 'hello?');
    await untilCalled(seen, conversationId, 'customer-message');
    const [first] = callsOf(seen, conversationId);
    harness.connector.alertSeen?.(first?.id ?? '');
    await seen.until('the call ends', () => callsOf(seen, conversationId).length === 0);
    await harness.customerWrites(conversationId, 'anybody there?');
    await untilCalled(seen, conversationId, 'customer-message');
    equal(callsOf(seen, conversationId)[0]?.id === first?.id, false, 'it is the call that was seen');
    await succeed(harness.connector, { name: 'send', conversationId, term: 1, text: 'I am here' });
    await untilMessage(seen, conversationId, 'I am here');
    await seen.until('the call ends', () => callsOf(seen, conversationId).length === 0);
  });
}

/** What is refused, and until when. */
function commandTests({ test }: ConformanceRunner, options: ConformanceOptions): void {
  test('a hand-back is not taken back once a colleague has the conversation', () =>
    onStage(options, async ({ harness, open, openRival }) => {
      const conversationId = await harness.startConversation();
      await open();
      await openRival();
      await succeed(harness.connector, takeOver(conversationId, 0));
      await succeed(harness.connector, { name: 'hand-back', conversationId, term: 1 });
      await succeed(harness.rivalConnector, takeOver(conversationId, 2));
      const refusal = await failWith('too-late', harness.connector, { ...takeOver(conversationId, 2), isUndo: true });
      equal(refusal.holder, harness.rival.name, 'who is told to have it');
    }));

  const { makeStrictHarness } = options;
  if (makeStrictHarness === undefined) return;
  const strictly = { ...options, makeHarness: makeStrictHarness };

  test('who has a full desk takes over nothing more, and is given nothing', () =>
    onStage(strictly, async ({ harness, open, openRival }) => {
      const [one, two] = [await harness.startConversation(), await harness.startConversation()];
      await open();
      await openRival();
      await succeed(harness.connector, takeOver(one, 0));
      await failWith('at-capacity', harness.connector, takeOver(two, 0));
      await succeed(harness.rivalConnector, takeOver(two, 0));
      if (options.capabilities.transfer) await failWith('at-capacity', harness.rivalConnector, { name: 'transfer', conversationId: two, term: 1, to: harness.agent.id });
      await succeed(harness.rivalConnector, { name: 'hand-back', conversationId: two, term: 1, ...wrapUpOf(harness) });
      await succeed(harness.connector, { name: 'hand-back', conversationId: one, term: 1, ...wrapUpOf(harness) });
      await succeed(harness.connector, takeOver(two, 2));
    }));

  test('where a wrap-up reason is insisted on, nothing ends without one of those', () =>
    onStage(strictly, async ({ harness, open }) => {
      const conversationId = await harness.startConversation();
      const seen = await open();
      await succeed(harness.connector, takeOver(conversationId, 0));
      await failWith('wrap-up-missing', harness.connector, { name: 'hand-back', conversationId, term: 1 });
      await failWith('wrap-up-missing', harness.connector, { name: 'close', conversationId, term: 1 });
      await failWith('bad-request', harness.connector, { name: 'hand-back', conversationId, term: 1, wrapUp: 'no-such-reason' });
      await succeed(harness.connector, { name: 'hand-back', conversationId, term: 1, ...wrapUpOf(harness) });
      await seen.until('the reason arrives', () => seen.events.some((event) => event.type === 'takeover-ended' && event.wrapUp === harness.wrapUp));
    }));
}

interface Held {
  readonly conversationId: ConversationId;
  readonly seen: Recorder;
  readonly witness: Recorder;
  readonly supervisor: Connector | undefined;
}

/** A conversation that the rival holds. */
async function heldByRival({ harness, open, openRival, record }: Stage): Promise<Held> {
  const conversationId = await harness.startConversation();
  const [seen, witness] = [await open(), await openRival()];
  const { supervisorConnector } = harness;
  if (supervisorConnector !== undefined) await untilUpToDate(record(supervisorConnector));
  await succeed(harness.rivalConnector, takeOver(conversationId, 0));
  await witness.until('the colleague is operator', () => witness.heads.get(conversationId)?.operator.kind === 'agent');
  return { conversationId, seen, witness, supervisor: supervisorConnector };
}

async function holderOf({ connector }: ConnectorHarness, conversationId: ConversationId): Promise<string> {
  const { operator } = await connector.head(conversationId, new AbortController().signal);
  return operator.kind === 'bot' ? '' : operator.name;
}

function callsOf(recorder: Recorder, conversationId: ConversationId): readonly Alert[] {
  return [...recorder.alerts.values()].filter((alert) => alert.conversationId === conversationId);
}

function untilCalled(recorder: Recorder, conversationId: ConversationId, kind: Alert['kind'], by?: string): Promise<void> {
  return recorder.until(`the call (${kind}) comes`, () => callsOf(recorder, conversationId).some((alert) => alert.kind === kind && alert.by === by));
}

function takeOver(conversationId: ConversationId, seenTerm: number): Extract<CommandBody, { name: 'take-over' }> {
  return { name: 'take-over', conversationId, seenTerm };
}

function wrapUpOf({ wrapUp }: ConnectorHarness): { readonly wrapUp: string } {
  if (wrapUp === undefined) throw new TypeError('The strict harness insists on a wrap-up reason: give it one as wrapUp.');
  return { wrapUp };
}
