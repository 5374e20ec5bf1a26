import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TakeoverError } from '../base/errors.js';
import type { ConnectorSink } from '../connector/connector.js';
import { clientUnderTest, type ClientUnderTest } from './client-under-test.test-support.js';
import { headOf, message } from './facts.test-support.js';

const cyclic: Record<string, unknown> = { id: 'x', conversationId: 'c1', seq: 4, at: 1, type: 'note-added', text: 'x' };
cyclic['by'] = { id: 'b', name: 'Ben', self: cyclic };
const throwing = Object.defineProperty({ id: 'x', conversationId: 'c1', at: 1, type: 'customer-returned' }, 'seq', {
  enumerable: true,
  get() {
    throw new Error('No.');
  },
});
const proxy = new Proxy({}, { ownKeys: () => { throw new Error('No.'); }, get: () => { throw new Error('No.'); } });
let asked = 0;
const fickle = Object.defineProperty({ ...message('c1', 4) }, 'text', { enumerable: true, get: () => ((asked += 1) > 1 ? Symbol('text') : 'steady') });

const nothings: readonly unknown[] = [undefined, null, 0, Number.NaN, '', 'frame', true, [], {}, () => 1, Symbol('x'), 10n, proxy, [null], [[]]];
const nonEvents: readonly unknown[] = [
  ...nothings,
  cyclic,
  throwing,
  { ...message('c1', 4), at: Number.NaN },
  { ...message('c1', 4), at: Infinity },
  { ...message('c1', 4), seq: 4.5 },
  { ...message('c1', 4), seq: '4' },
  { ...message('c1', 4), seq: -1 },
  { ...message('c1', 4), text: undefined },
  { ...message('c1', 4), text: { toString: () => 'x' } },
  { ...message('c1', 4), conversationId: {} },
  { ...message('c1', 4), attachments: [null] },
  { ...message('c1', 4), attachments: [{ name: 1 }] },
  { ...message('c1', 4), type: 'takeover-started' },
  { ...message('c1', 1), type: 'conversation-started', bot: null },
];
const nonHeads: readonly unknown[] = [
  ...nothings,
  {},
  { id: 'c1' },
  ...['id', 'seq', 'at', 'bot', 'contact', 'attributes', 'operator', 'term', 'idleSince', 'channel', 'reference', 'defaultAnswerAts'].map((name) => ({ ...headOf('c1', 3), [name]: undefined })),
  { ...headOf('c1', 3), at: Number.NaN },
  { ...headOf('c1', 3), contact: { name: 5 } },
  { ...headOf('c1', 3), attributes: { plan: { gold: true } } },
  { ...headOf('c1', 3), bot: { id: 'bank' } },
];

/** Every way in which a connector can tell something, with everything that is nothing of the kind. */
const nonsense: readonly (readonly [keyof ConnectorSink, readonly unknown[]])[] = [
  ['events', [...nothings.filter((value) => !Array.isArray(value) || value.length > 0), ...nonEvents.map((event) => [event])]],
  ['snapshot', [...nothings, { heads: null, isFirst: true, isLast: true }]],
  ['head', nonHeads],
  ['agent', nothings],
  ['rules', [...nothings.filter((value) => typeof value !== 'object' || value === null || value === proxy), { bank: null }, { bank: { agentThreshold: 'three' } }]],
  ['limits', nothings],
  ['desk', [...nothings, { reasons: [null], bots: {}, capacity: null }, { reasons: [], bots: { bank: 1 }, capacity: null }]],
  ['presence', [...nothings.filter((value) => !Array.isArray(value) || value.length > 0), [{ id: 'ben' }]]],
  ['alert', nothings],
  ['alertEnded', nothings.filter((value) => value !== 'frame')],
  ['signal', nothings],
  ['serverTime', nothings.filter((value) => value !== 0)],
  ['connection', [...nothings, { state: 'perhaps' }, { state: 'not-updating', since: Number.NaN, retryAt: null }, { state: 'refused' }]],
];

/** What c2, of which nothing is wrong, says in the table. */
function stillWorks({ client, connector, clock }: ClientUnderTest, seq: number): void {
  const rows = client.rows();
  connector.sink.events([{ ...message('c2', seq), text: `Message ${seq}`, at: clock.now() }]);
  expect(client.connection.value.state).toBe('up-to-date');
  expect(rows.total).toBe(2);
  expect(rows.rows(0, 2).find(({ id }) => id === 'c2')?.lastMessage?.text).toBe(`Message ${seq}`);
  rows.close();
}

function begun(): ClientUnderTest {
  const bench = clientUnderTest();
  bench.client.rows();
  bench.connect('c1', 'c2');
  return bench;
}

describe('a connector that talks nonsense', () => {
  for (const [method, told] of nonsense)
    test(`${method} leaves out what makes no sense, says so, and goes on`, () => {
      const bench = begun();
      let seq = 3;
      for (const value of told) {
        const before = bench.client.problem.value;
        (bench.connector.sink[method] as (value: unknown) => void)(value);
        expect(bench.client.problem.value?.code).toBe('bad-event');
        expect(bench.client.problem.value?.message).toMatch(/^The connector told what makes no sense, and it was left out: .+\. Mend the connector\.$/u);
        if (before === undefined) expect(bench.client.problem.value?.message).toContain(method);
        stillWorks(bench, (seq += 1));
      }
      bench.client.close();
    });

  test('of a list, what makes sense is taken', () => {
    const { client, connector } = begun();
    connector.sink.events([null, message('c2', 4), { ...message('c2', 5), at: Number.NaN }, message('c1', 4)] as never);
    connector.sink.presence([{ id: 'ben' }, { id: 'cara', name: 'Cara', availability: 'online', isReachable: true }] as never);
    const view = client.conversation('c2');
    expect(view.conversation.value?.seq).toBe(4);
    expect(client.conversation('c1').conversation.value?.seq).toBe(4);
    expect(client.agents.value.map(({ name }) => name)).toEqual(['Cara']);
    client.close();
  });

  test('a snapshot keeps the conversations that can be read', () => {
    const bench = begun();
    bench.connector.sink.snapshot({ heads: [...nonHeads, headOf('c1', 3), headOf('c2', 3)] as never, isFirst: true, isLast: true });
    stillWorks(bench, 4);
    bench.client.close();
  });

  test('a gap that a left out event makes is closed by the conversation’s present head', async () => {
    const { client, connector, clock, settle } = begun();
    connector.sink.events([{ ...message('c1', 4), at: Number.NaN }, message('c1', 5)]);
    await clock.pass(5_000);
    connector.heads.at(-1)?.answer(headOf('c1', 5));
    await settle();
    expect(client.conversation('c1').conversation.value?.seq).toBe(5);
    client.close();
  });

  test('what answers otherwise the second time is read once', () => {
    const { client, connector } = begun();
    connector.sink.events([fickle as never]);
    expect(client.conversation('c1').conversation.value?.seq).toBe(4);
    expect(asked).toBe(1);
    client.close();
  });

  test('the same event twice, and another under the same id, change nothing twice', () => {
    const { client, connector } = begun();
    const event = message('c1', 4);
    connector.sink.events([event, event, { ...event, text: 'Another' }]);
    expect(client.conversation('c1').conversation.value?.lastCustomerText).toBe(event.text);
    expect(client.problem.value).toBe(undefined);
    client.close();
  });

  test('events of a kind that is not known here are no nonsense', () => {
    const { client, connector } = begun();
    connector.sink.events([{ ...message('c1', 4), type: 'customer-sang' } as never]);
    expect(client.conversation('c1').conversation.value?.seq).toBe(4);
    expect(client.problem.value).toBe(undefined);
    client.close();
  });

  test('the same nonsense again tells nobody again', () => {
    const { client, connector } = begun();
    const told: (TakeoverError | undefined)[] = [];
    client.problem.subscribe((problem) => void told.push(problem));
    for (let round = 0; round < 100; round += 1) connector.sink.events([null] as never);
    expect(told).toHaveLength(1);
    client.close();
  });

  for (const [name, rejection] of [['nothing', undefined], ['text', 'no'], ['a bare object', Object.create(null)], ['a symbol', Symbol('no')]] as const)
    test(`a rejection with ${name} becomes an error that can be shown`, async () => {
      const bench = begun();
      const view = bench.client.conversation('c1');
      bench.connector.transcripts.at(-1)?.fail(rejection as never);
      await bench.settle();
      expect((view.error.value as TakeoverError).code).toBe('bad-event');
      expect(bench.client.problem.value?.message).toContain('transcript() was rejected');
      stillWorks(bench, 4);
      bench.client.close();
    });

  test('an answer that is none fails the question, and a command’s is asked for again', async () => {
    const bench = begun();
    const { client, connector, clock, settle } = bench;
    const view = client.conversation('c1');
    connector.transcripts.at(-1)?.answer({ events: null } as never);
    const command = client.takeOver('c1');
    connector.commands.at(-1)?.answer({ ok: 'yes' } as never);
    await settle();
    expect((view.error.value as TakeoverError).code).toBe('bad-event');
    expect(command.state.value.state).toBe('uncertain');
    await clock.pass(1_000);
    connector.commands.at(-1)?.answer({ ok: true, seq: 4 });
    await settle();
    expect(command.state.value.state).toBe('acknowledged');
    stillWorks(bench, 4);
    client.close();
  });

  test('of a page of a transcript, what makes sense is shown', async () => {
    const { client, connector, settle } = begun();
    const view = client.conversation('c1');
    connector.transcripts.at(-1)?.answer({ events: [null, message('c1', 2), message('c1', 3)] as never, hasMore: false });
    await settle();
    expect(view.events.value.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(view.error.value).toBe(undefined);
    client.close();
  });

  test('whatever a field of a fact is turned into, nothing throws and the others go on', () => {
    const value = fc.oneof(fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }), fc.constantFrom(...nothings));
    const facts = [message('c1', 4), headOf('c1', 4)] as const;
    const [event, head] = facts;
    const bent = (fact: object): fc.Arbitrary<unknown> => fc.tuple(fc.constantFrom(...Object.keys(fact)), value).map(([name, other]) => ({ ...fact, [name]: other }));
    fc.assert(
      fc.property(bent(event), bent(head), value, (anEvent, aHead, anything) => {
        const bench = begun();
        const { client, connector } = bench;
        const rows = client.rows({ ...client.rows().query, search: 'message' });
        connector.sink.events([anEvent, anything] as never);
        connector.sink.head(aHead as never);
        connector.sink.presence([anything] as never);
        expect(rows.rows(0, 10).length).toBeLessThanOrEqual(3);
        const row = client.rows().rows(0, 10).find(({ id }) => id === 'c2');
        expect(row).toBeDefined();
        client.close();
      }),
      { numRuns: 300 },
    );
  });
});
