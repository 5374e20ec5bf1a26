/** `<live-takeover-table>` in every state. */
import { TakeoverError, type AgentPresence, type Conversation, type Row, type TakeoverClient, type UnansweredMessage } from '@live-takeover/sdk';
import { fakeClock } from '@live-takeover/testing';
import { createFakeClient, fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import { asked, createFakeRows, fakeRow, type FakeRows } from '../live-takeover-table/fake-rows.test-support.js';
import type { LiveTakeoverTable } from '../live-takeover-table/live-takeover-table.js';
import { settingsOf } from './settings-states.test-support.js';
import { talk } from './talk.test-support.js';
import { allInside, fill, inside, ownStore, press, settle, stage, type Staging, type State } from './stage.test-support.js';

const minute = 60_000;
const day = 24 * 60 * minute;

interface Bench {
  readonly table: LiveTakeoverTable;
  readonly fake: FakeClient;
  readonly rows: FakeRows;
  readonly text: Staging['text'];
}

type Text = Staging['text'];

/** One row for each status, reason and command on its way. */
function rowsOf(text: Text): readonly Row[] {
  const ana = { kind: 'agent', id: 'ana', name: text('Ana') } as const;
  const ben = { kind: 'agent', id: 'ben', name: text('Ben') } as const;
  const desk = { kind: 'desk', id: 'salesforce', name: 'Salesforce' } as const;
  const sent = { state: 'sent', sentAt: fakeNow } as const;
  const parts: readonly Partial<Row>[] = [
    { ...asked(3), channel: 'sms', label: text('+14155550134'), isUnread: true, reason: { code: 'asked', askedAt: fakeNow - 3 * minute, text: text('a human please') } },
    { ...asked(75), viewers: ['Ben', 'Cara', 'Dan', 'Eve'].map((name) => ({ id: name, name: text(name) })) },
    { status: 'waiting-for-agent', reason: { code: 'desk-requested', askedAt: fakeNow - 2 * minute }, channel: 'messenger', label: text('Maria Lopez') },
    { status: 'waiting-for-agent', reason: { code: 'with-agent', operator: ana }, operator: ana, isMine: true, isUnread: true, waitingSince: fakeNow - 4 * minute },
    { status: 'waiting-for-agent', reason: { code: 'with-agent', operator: ben }, operator: ben, channel: text('telegram') },
    { status: 'waiting-for-agent', reason: { code: 'with-agent', operator: desk }, operator: desk },
    { status: 'action', reason: { code: 'default-answers', count: 3, threshold: 3 } },
    { status: 'action', reason: { code: 'bot-failed', at: fakeNow - minute } },
    { intent: { name: 'take-over', state: sent } },
    { intent: { name: 'hand-back', state: { state: 'failed', error: new TakeoverError('already-taken', 'x', { holder: text('Ben') }) } } },
    { intent: { name: 'send', state: { state: 'failed', error: new TakeoverError('gateway-unreachable', 'x') } } },
    { intent: { name: 'transfer', state: { state: 'failed', error: new TakeoverError('outcome-unknown', 'x') } } },
    { status: 'stalled', reason: { code: 'silent', idleSince: fakeNow - 6 * minute } },
    { status: 'abandoned', reason: { code: 'customer-ended', at: fakeNow - 9 * minute }, lastMessage: null, chatLengthMs: 0 },
    { status: 'abandoned', reason: { code: 'connection-lost', at: fakeNow - 9 * minute } },
    { status: 'abandoned', reason: { code: 'silent-long', idleSince: fakeNow - 90 * minute } },
  ];
  return parts.map((part, index) => {
    const row = fakeRow(index, { attributes: { [text('Segment')]: text('Premium'), [text('Since')]: 2019 }, ...part });
    return { ...row, label: part.label ?? text(row.label), reference: text(row.reference), botName: text(row.botName), lastMessage: row.lastMessage && { ...row.lastMessage, text: text('Where is my card?') } };
  });
}

function agentsOf(text: Text): readonly AgentPresence[] {
  return [
    { id: 'ana', name: text('Ana'), availability: 'online', isReachable: true },
    { id: 'ben', name: text('Ben'), availability: 'online', isReachable: true },
    { id: 'cara', name: text('Cara'), availability: 'offline', isReachable: true },
  ];
}

async function bench(staging: Staging, initial?: readonly Row[]): Promise<Bench> {
  const { text } = staging;
  const fake = createFakeClient();
  fake.me.set({ id: 'ana', name: text('Ana'), role: 'supervisor' });
  fake.agents.set(agentsOf(text));
  const rows = createFakeRows(initial ?? rowsOf(text));
  talk(fake, 'c4', text);
  fake.desk.set({ ...fake.desk.value, bots: { bank: { name: text('Bank helper'), preparedReplies: [], wrapUp: null }, tele: { name: text('Telecom helper'), preparedReplies: [], wrapUp: null } } });
  const client: TakeoverClient = { ...fake.client, rows: () => rows.view };
  const table = Object.assign(document.createElement('live-takeover-table'), { client, clock: fakeClock(fakeNow), preferences: ownStore() });
  await stage(table, staging, 640);
  return { table, fake, rows, text };
}

const more = (table: HTMLElement, action: string): Promise<void> => press(table, '.tools > .menu-place > button', `[data-action="${action}"]`);

async function saveView({ table, text }: Bench): Promise<void> {
  await more(table, 'save-view');
  await fill(table, 'dialog input', text('Gold customers'));
  await press(table, 'dialog [part~="submit"]');
}

async function answer({ fake }: Bench, settled: unknown): Promise<void> {
  const question = fake.questions.at(-1);
  if (settled instanceof Error) question?.reject(settled);
  else question?.resolve(settled);
  await settle();
}

function closedOnes(text: Text): readonly Conversation[] {
  return [1, 2, 3].map(
    (index) =>
      ({
        id: `h${index}`,
        channel: ['sms', 'web', 'messenger'][index - 1],
        reference: text('REF00001'),
        bot: { id: 'bank', name: text('Bank helper') },
        contact: { name: text('Maria Lopez'), phone: text('+14155550134'), verified: false },
        closed: { why: 'ended', at: fakeNow - index * day },
        at: fakeNow,
        lastCustomerText: text('Where is my card?'),
      }) as Conversation,
  );
}

const unanswered = (text: Text): readonly UnansweredMessage[] =>
  ['How do I cancel my card?', 'how do I cancel my CARD', 'The router blinks red'].map((said, index) => ({ conversationId: `c${index}`, messageId: `m${index}`, botId: 'bank', at: fakeNow - index * minute, text: text(said) }));

const preparations: readonly (readonly [string, (bench: Bench) => void | Promise<void>])[] = [
  ['with rows', () => undefined],
  ['with a conversation open', async ({ table }) => {
    table.open('c4');
    await settle();
  }],
  ['with a band and held order', async ({ rows, table, text }) => {
    await press(table, '[part~="hold"]');
    for (let index = 20; index < 26; index += 1) rows.put({ ...fakeRow(index, asked(0)), label: text('REF00020'), botName: text('Bank helper'), lastMessage: null });
    await settle();
  }],
  ['with nothing that matches', ({ table, text }) => fill(table, 'input[type="search"]', text('zebra'))],
  ['not updating', ({ fake }) => fake.freshness.set({ state: 'not-updating', since: fakeNow - minute, connection: { state: 'connecting' } })],
  ['refused', ({ fake }) => {
    const refused = { state: 'refused', error: new TakeoverError('unauthorized', 'x') } as const;
    fake.connection.set(refused);
    fake.freshness.set({ state: 'not-updating', since: fakeNow - minute, connection: refused });
  }],
  ['whose backend talks nonsense', ({ fake, text }) => fake.problem.set(new TakeoverError('bad-event', text('x')))],
  ['with the filter open', async ({ table, text }) => {
    await press(table, '.filter-button');
    for (const box of allInside<HTMLInputElement>(table, '.filter-panel .choice input').slice(0, 9)) box.click();
    await settle();
    await fill(table, '.attributes select', text('Segment'));
    await fill(table, '.attributes select + select', '0');
  }],
  ['with the menu of more tools', ({ table }) => press(table, '.tools > .menu-place > button')],
  ['choosing columns', ({ table }) => more(table, 'columns')],
  ['with the shortcuts', ({ table }) => more(table, 'shortcuts')],
  ['with colleagues’ views', ({ table }) => press(table, '.colleagues button')],
  ['saving a view', async (shown) => {
    await saveView(shown);
    await more(shown.table, 'save-view');
    await fill(shown.table, 'dialog input', shown.text('Gold customers'));
  }],
  ['managing views', async (shown) => {
    await saveView(shown);
    await more(shown.table, 'edit-views');
  }],
  ['with an explanation', async ({ table }) => {
    inside(table, '.rows > .row').focus();
    table.shadowRoot!.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: getComputedStyle(table).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight', bubbles: true, composed: true }));
    await settle();
  }],
  ['before a search of history', ({ table }) => press(table, '[data-view="history"]')],
  ['with found history', async (shown) => {
    await press(shown.table, '[data-view="history"]', '[part="search-button"]');
    await answer(shown, { conversations: closedOnes(shown.text), next: 'p2', searchedTo: fakeNow - 3 * day });
  }],
  ['with no history found', async (shown) => {
    await press(shown.table, '[data-view="history"]', '[part="search-button"]');
    await answer(shown, { conversations: [], next: null, searchedTo: fakeNow - 3 * day });
  }],
  ['with history that failed', async (shown) => {
    await press(shown.table, '[data-view="history"]');
    inside<HTMLInputElement>(shown.table, '.page-form input[type="date"]').value = '2030-01-01';
    inside(shown.table, '.page-form input[type="date"]').dispatchEvent(new Event('change'));
    await press(shown.table, '[part="search-button"]');
  }],
  ['before the report', ({ table }) => more(table, 'report')],
  ['with the report', async (shown) => {
    await more(shown.table, 'report');
    await press(shown.table, '[part="search-button"]');
    await answer(shown, { messages: unanswered(shown.text), next: null, searchedTo: fakeNow });
    await press(shown.table, '.group summary');
  }],
  ['with an empty report', async (shown) => {
    await more(shown.table, 'report');
    await press(shown.table, '[part="search-button"]');
    await answer(shown, { messages: [], next: null, searchedTo: fakeNow });
  }],
  ['with the settings', async (shown) => {
    await more(shown.table, 'settings');
    await answer(shown, { bank: settingsOf(shown.text) });
  }],
  ['asking about a bulk transfer', async ({ table }) => {
    await more(table, 'bulk-transfer');
    await fill(table, 'dialog select', 'ben');
  }],
  ['with a bulk transfer that failed in part', async ({ table, fake }) => {
    await more(table, 'bulk-transfer');
    await fill(table, 'dialog select', 'ben');
    await press(table, 'dialog [part~="submit"]');
    for (let round = 0; round < 4; round += 1) {
      for (const [index, command] of fake.commands.entries()) {
        if (index % 2 === 0) command.acknowledge();
        else command.fail(new TakeoverError('not-yours', 'x'));
      }
      await settle();
    }
  }],
];

/** The table in every state. */
export const tableStates: readonly State[] = [
  ...preparations.map(
    ([name, prepare]): State => ({
      name: `the table ${name}`,
      async show(staging) {
        const shown = await bench(staging);
        await prepare(shown);
        await settle();
        return shown.table;
      },
    }),
  ),
  { name: 'the table with no conversation', show: async (staging) => (await bench(staging, [])).table },
  {
    name: 'the table while it loads',
    async show(staging) {
      const { table, fake } = await bench(staging, []);
      fake.freshness.set({ state: 'catching-up' });
      await settle();
      return table;
    },
  },
  { name: 'the table that is not set up', show: (staging) => stage(document.createElement('live-takeover-table'), staging, 400) },
];
