import type { ConformanceOptions, ConformanceRunner } from './harness.js';
import { equal, onStage, rejectWith, untilMessage, untilUpToDate } from './stage.js';

/** Snapshot, events, reconnection, scope, abort: what flows to the client. */
export function streamConformance({ describe, test }: ConformanceRunner, options: ConformanceOptions): void {
  const { capabilities } = options;
  const staged = (title: string, act: Parameters<typeof onStage>[1]): void => test(title, () => onStage(options, act));

  describe('the stream', () => {
    staged('claims exactly the capabilities it is tested for', async ({ harness }) => {
      equal(harness.connector.capabilities, capabilities, 'capabilities');
    });

    staged('is up to date only after a whole snapshot, the agent, the rules and the time', async ({ harness, open }) => {
      const id = await harness.startConversation();
      const seen = await open();
      equal(seen.snapshots[0]?.isFirst, true, 'the first part is marked as first');
      equal(seen.snapshots.at(-1)?.isLast, true, 'the last part is marked as last');
      equal(seen.heads.get(id)?.operator, { kind: 'bot' }, 'the operator in the snapshot');
      equal(seen.me?.id, harness.agent.id, 'the signed-in agent');
      equal(typeof seen.rules, 'object', 'the rules are known');
      equal(typeof seen.serverTime, 'number', 'the time is known');
      equal(seen.faults, [], 'faults');
    });

    staged('goes on from the snapshot without a gap and without a repeat', async ({ harness, open }) => {
      const known = await harness.startConversation();
      await harness.customerWrites(known, 'before');
      const seen = await open();
      const fresh = await harness.startConversation();
      for (const text of ['one', 'two', 'three']) {
        await harness.customerWrites(known, text);
        await harness.customerWrites(fresh, text);
      }
      await untilMessage(seen, known, 'three');
      await untilMessage(seen, fresh, 'three');
      if (capabilities.sequence) equal(seen.faults, [], 'faults');
    });

    staged('answers `head` with the fold of its events, which closes a gap', async ({ harness, open }) => {
      const id = await harness.startConversation();
      const seen = await open();
      await harness.customerWrites(id, 'hello');
      await untilMessage(seen, id, 'hello');
      const head = await harness.connector.head(id, new AbortController().signal);
      await seen.until('the events reach the head', () => (seen.heads.get(id)?.seq ?? 0) >= head.seq);
      if (seen.heads.get(id)?.seq === head.seq) equal(seen.heads.get(id), head, 'the head');
    });

    staged('pages a transcript back to its start, in order, nothing twice', async ({ harness, open }) => {
      const id = await harness.startConversation();
      for (let count = 1; count <= 7; count += 1) await harness.customerWrites(id, `message ${count}`);
      await open();
      const seqs: number[] = [];
      for (let before: number | null = null, hasMore = true; hasMore; before = seqs[0] ?? null) {
        const page = await harness.connector.transcript(id, before, 3, new AbortController().signal);
        if (page.events.length === 0 || page.events.length > 3) throw new Error(`A page has ${page.events.length} events; ask was for 3.`);
        seqs.unshift(...page.events.map((event) => event.seq));
        hasMore = page.hasMore;
      }
      equal(seqs, Array.from(seqs, (_seq, index) => index + 1), 'the seqs of the whole transcript');
    });

    staged('rejects requests about a conversation that does not exist', async ({ harness, open }) => {
      await open();
      const { signal } = new AbortController();
      await rejectWith('conversation-unknown', 'head', harness.connector.head('no-such-conversation', signal));
      await rejectWith('conversation-unknown', 'transcript', harness.connector.transcript('no-such-conversation', null, 10, signal));
    });

    staged('says that it is not updating when the connection breaks, and comes back by itself', async ({ harness, open }) => {
      const id = await harness.startConversation();
      const seen = await open();
      await harness.cut();
      await seen.until('it says so', () => seen.states.at(-1) !== 'up-to-date');
      await harness.customerWrites(id, 'while away');
      await harness.restore();
      await untilUpToDate(seen);
      equal(seen.heads.get(id)?.lastCustomerText, 'while away', 'the last message after the reconnect');
      if (capabilities.sequence) equal(seen.faults, [], 'faults');
    });

    if (capabilities.resume)
      staged('resumes where it stopped: what was missed comes once, as events', async ({ harness, open }) => {
        const id = await harness.startConversation();
        const seen = await open();
        await harness.customerWrites(id, 'before');
        await untilMessage(seen, id, 'before');
        const snapshots = seen.snapshots.length;
        await harness.cut();
        for (const text of ['missed one', 'missed two']) await harness.customerWrites(id, text);
        await harness.restore();
        for (const text of ['missed one', 'missed two']) await untilMessage(seen, id, text);
        equal(seen.resets, [], 'resets');
        equal(seen.snapshots.length, snapshots, 'snapshots');
        equal(seen.faults, [], 'faults');
      });

    staged('keeps to its scope, and follows when it changes', async ({ harness, open, openRival }) => {
      const [wanted, other] = [await harness.startConversation(), await harness.startConversation()];
      const seen = await open({ alerts: false, conversations: [wanted] });
      const witness = await openRival();
      equal([...seen.heads.keys()], [wanted], 'the heads in scope');
      await harness.customerWrites(other, 'not for you');
      await untilMessage(witness, other, 'not for you');
      await harness.customerWrites(wanted, 'for you');
      await untilMessage(seen, wanted, 'for you');
      equal(seen.events.filter((event) => event.conversationId !== wanted), [], 'events out of scope');
      seen.scope.set({ alerts: false, conversations: 'all' });
      await seen.until('the rest arrives', () => seen.heads.get(other)?.lastCustomerText === 'not for you');
    });

    staged('sends no conversations to a page that only wants alerts', async ({ harness, open, openRival }) => {
      const id = await harness.startConversation();
      const seen = await open({ alerts: true, conversations: [] });
      const witness = await openRival();
      await harness.customerWrites(id, 'hello');
      await untilMessage(witness, id, 'hello');
      equal([...seen.heads.keys(), ...seen.events.map((event) => event.id)], [], 'heads and events');
    });

    staged('falls silent once aborted, and never speaks if aborted before', async ({ harness, open, openRival, record }) => {
      const id = await harness.startConversation();
      const seen = await open();
      const witness = await openRival();
      seen.close();
      const { calls } = seen;
      const early = record({ ...harness.connector, open: (scope, sink) => harness.connector.open(scope, sink, AbortSignal.abort()) });
      await harness.customerWrites(id, 'anybody there?');
      await untilMessage(witness, id, 'anybody there?');
      equal(seen.calls - calls, 0, 'calls after the abort');
      equal(early.calls, 0, 'calls of a connector that was aborted before it was opened');
    });
  });
}
