/** `<live-takeover-conversation>` in every state. */
import { TakeoverError, type AgentPresence, type Conversation } from '@live-takeover/sdk';
import { sendKeys } from '@web/test-runner-commands';
import { createFakeClient, fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import type { LiveTakeoverConversation } from '../live-takeover-conversation/live-takeover-conversation.js';
import { fill, inside, ownStore, press, settle, stage, type Staging, type State } from './stage.test-support.js';
import { begin, say, talk } from './talk.test-support.js';

type Text = Staging['text'];

interface Pane {
  readonly element: LiveTakeoverConversation;
  readonly fake: FakeClient;
  readonly text: Text;
}

function prepared(text: Text): FakeClient {
  const fake = createFakeClient();
  const colleagues: readonly AgentPresence[] = [
    { id: 'ana', name: text('Ana'), availability: 'online', isReachable: true },
    { id: 'ben', name: text('Ben'), availability: 'online', isReachable: true, holding: 2, capacity: 5 },
    { id: 'cara', name: text('Cara'), availability: 'online', isReachable: true, holding: 5, capacity: 5 },
    { id: 'dan', name: text('Dan'), availability: 'lunch', isReachable: true },
    { id: 'eve', name: text('Eve'), availability: 'online', isReachable: false, unreachableSince: fakeNow },
    { id: 'fay', name: text('Fay'), availability: 'offline', isReachable: true, setBy: text('Sam') },
  ];
  const reply = (id: string, title: string, said: string): { id: string; title: string; text: string } => ({ id, title: text(title), text: text(said) });
  fake.me.set({ id: 'ana', name: text('Ana'), role: 'supervisor' });
  fake.agents.set(colleagues);
  fake.desk.set({
    ...fake.desk.value,
    reasons: [{ id: 'lunch', label: text('Lunch'), receivesRequests: false }],
    bots: {
      bank: {
        name: text('Bank helper'),
        preparedReplies: [reply('r1', 'Greeting', 'Good day'), reply('r2', 'Unblock', 'Your card is unblocked'), reply('r3', 'Wait', 'Please wait')],
        wrapUp: { isRequired: true, reasons: [{ id: 'w1', label: text('Solved') }, { id: 'w2', label: text('Sent to a branch') }] },
      },
    },
  });
  return fake;
}

async function shown(staging: Staging, fake: FakeClient, id: string | undefined, contactId?: string): Promise<Pane> {
  const element = document.createElement('live-takeover-conversation');
  Object.assign(element, { client: fake.client, preferences: ownStore(), ...(id === undefined ? {} : { conversationId: id }), ...(contactId === undefined ? {} : { contactId }) });
  await stage(element, staging, 640);
  return { element, fake, text: staging.text };
}

async function write({ element }: Pane, said: string): Promise<void> {
  await fill(element, 'textarea', said);
}

/** What the pane is given before it is shown, what happens then. */
type Preparation = readonly [name: string, before: (fake: FakeClient, text: Text) => void, then?: (pane: Pane) => void | Promise<void>];

const mine: Preparation[1] = (fake, text) => talk(fake, 'c1', text);
const withBen: Preparation[1] = (fake, text) => {
  begin(fake, 'c1', text);
  say(fake, 'c1', { type: 'takeover-started', operator: { kind: 'agent', id: 'ben', name: text('Ben') }, term: 1 });
};
const openAct = (action: string) => ({ element }: Pane): Promise<void> => press(element, `[data-action="${action}"]`);
const openRareAct = (action: string) => ({ element }: Pane): Promise<void> => press(element, '.menu-place > button', `[data-action="${action}"]`);

const preparations: readonly Preparation[] = [
  ['that the bot holds', (fake, text) => begin(fake, 'c1', text)],
  ['that needs a look', (fake, text) => {
    begin(fake, 'c1', text);
    for (let round = 0; round < 3; round += 1) say(fake, 'c1', { type: 'message-sent', from: 'customer', text: text('What?') }, { type: 'message-sent', from: 'bot', text: text('Sorry?'), defaultAnswer: true });
  }],
  ['that was asked for', (fake, text) => {
    begin(fake, 'c1', text);
    say(fake, 'c1', { type: 'agent-requested', target: 'agents', reason: text('a human please') });
  }],
  ['that a colleague holds', withBen],
  ['that Salesforce holds', (fake, text) => {
    begin(fake, 'c1', text);
    say(fake, 'c1', { type: 'agent-requested', target: 'salesforce' }, { type: 'takeover-started', operator: { kind: 'desk', id: 'salesforce', name: text('Dora') }, term: 1 });
  }],
  ['that Salesforce was asked for', (fake, text) => {
    begin(fake, 'c1', text);
    say(fake, 'c1', { type: 'agent-requested', target: 'salesforce' });
  }],
  ['being taken from a colleague', withBen, openAct('take-over')],
  ['being taken over', (fake, text) => begin(fake, 'c1', text), openAct('take-over')],
  ['lost to a colleague', (fake, text) => begin(fake, 'c1', text), async (pane) => {
    await openAct('take-over')(pane);
    pane.fake.last('take-over').fail(new TakeoverError('already-taken', 'x', { holder: pane.text('Ben') }));
  }],
  ['with everything that can happen in it', mine, ({ fake, text }) => {
    fake.conversation('c1').viewers.set([{ id: 'ben', name: text('Ben') }, { id: 'cara', name: text('Cara') }]);
    fake.conversation('c1').typing.set([{ kind: 'customer', id: 'customer', name: text('Maya') }]);
    fake.conversation('c1').hasOlder.set(true);
  }],
  ['with its details', mine, async ({ element, fake, text }) => {
    await press(element, '.details-toggle');
    const closed = { id: 'c0', at: fakeNow, bot: { id: 'bank', name: text('Bank helper') }, operator: { kind: 'bot' }, reference: text('7K3QX9TM'), contact: { verified: true } };
    fake.questions.at(-1)?.resolve([{ ...closed, closed: { at: fakeNow - 86_400_000, why: 'ended' } }, { ...closed, id: 'c9', closed: null }] as unknown as readonly Conversation[]);
  }],
  ['with prepared replies', mine, ({ element }) => press(element, '[data-action="replies"]')],
  ['with a note being written', mine, ({ element }) => press(element, '[data-mode="note"]')],
  ['of a colleague with a note being written', withBen, openAct('note')],
  ['with too long a message', (fake, text) => {
    talk(fake, 'c1', text);
    fake.limits.set({ messageLength: 40, attachments: null });
  }, (pane) => write(pane, pane.text('My card was declined').repeat(4))],
  ['with a placeholder in a message', mine, async (pane) => {
    await write(pane, '{όνομα}');
    await press(pane.element, '.composer .primary');
  }],
  ['with a message on its way', mine, async (pane) => {
    await write(pane, pane.text('One moment please'));
    await press(pane.element, '.composer .primary');
  }],
  ['with messages that failed', mine, async (pane) => {
    for (const code of ['stale-term', 'outcome-unknown'] as const) {
      await write(pane, pane.text('One moment please'));
      await press(pane.element, '.composer .primary');
      pane.fake.last('send').fail(new TakeoverError(code, 'x'));
      await settle();
    }
  }],
  ['with files', mine, async ({ element, fake, text }) => {
    const list = new DataTransfer();
    for (const name of ['statement.pdf', 'card.png', 'long.txt']) list.items.add(new File(['12345'], text(name), { type: 'text/plain' }));
    const input = inside<HTMLInputElement>(element, 'input[type=file]');
    input.files = list.files;
    input.dispatchEvent(new Event('change'));
    await settle();
    fake.uploads[0]?.options.onProgress?.(3, 5);
    fake.uploads[1]?.reject(new TakeoverError('attachment-too-large', 'x'));
  }],
  ['sending while not up to date', mine, async (pane) => {
    pane.fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: { state: 'connecting' } });
    await write(pane, pane.text('One moment please'));
    await press(pane.element, '.composer .primary');
  }],
  ['being transferred', mine, openAct('transfer')],
  ['being assigned', (fake, text) => begin(fake, 'c1', text), openRareAct('assign')],
  ['being closed', (fake, text) => begin(fake, 'c1', text), openRareAct('close')],
  ['being handed back', mine, openAct('hand-back')],
  ['just handed back', (fake, text) => {
    talk(fake, 'c1', text);
    say(fake, 'c1', { type: 'takeover-ended', term: 7, endedInto: 8, why: 'handed-back', by: { id: 'ana', name: text('Ana') }, wrapUp: 'w1' });
  }],
  ['taken away', mine, async (pane) => {
    await write(pane, pane.text('One moment please'));
    const ben = { kind: 'agent', id: 'ben', name: pane.text('Ben') } as const;
    say(pane.fake, 'c1', { type: 'takeover-ended', term: 7, endedInto: 8, why: 'transferred' }, { type: 'takeover-started', operator: ben, term: 8, by: { id: 'sam', name: pane.text('Sam') } });
  }],
  ['being searched', mine, async ({ element, text }) => {
    inside(element, '.transcript').focus();
    await sendKeys({ press: 's' });
    await settle();
    await fill(element, '.find input', text('Fine'));
  }],
  ['that is closed', (fake, text) => {
    talk(fake, 'c1', text);
    say(fake, 'c1', { type: 'takeover-ended', term: 7, endedInto: 8, why: 'timed-out' }, { type: 'conversation-closed', why: 'timed-out' });
  }],
  ['that was erased', (fake, text) => {
    talk(fake, 'c1', text);
    say(fake, 'c1', { type: 'conversation-erased' });
  }],
  ['that loads', (fake) => fake.conversation('c1').isLoading.set(true)],
  ['that could not be read', (fake) => fake.conversation('c1').error.set(new TakeoverError('store-unavailable', 'x'))],
  ['that is unknown', (fake) => fake.conversation('c1').error.set(new TakeoverError('conversation-unknown', 'x'))],
];

const contacts: readonly (readonly [string, (fake: FakeClient) => void])[] = [
  ['whose conversations are looked for', () => undefined],
  ['without a conversation', (fake) => fake.questions.at(-1)?.resolve([])],
  ['whose conversations could not be read', (fake) => fake.questions.at(-1)?.reject(new TakeoverError('store-unavailable', 'x'))],
];

/** The pane in every state. */
export const conversationStates: readonly State[] = [
  ...preparations.map(
    ([name, before, then]): State => ({
      name: `a conversation ${name}`,
      async show(staging) {
        const fake = prepared(staging.text);
        before(fake, staging.text);
        const pane = await shown(staging, fake, 'c1');
        await then?.(pane);
        await settle();
        return pane.element;
      },
    }),
  ),
  ...contacts.map(
    ([name, happen]): State => ({
      name: `a customer ${name}`,
      async show(staging) {
        const fake = prepared(staging.text);
        const { element } = await shown(staging, fake, undefined, staging.text('cust-1'));
        happen(fake);
        await settle();
        return element;
      },
    }),
  ),
  { name: 'a pane without a conversation', show: async (staging) => (await shown(staging, prepared(staging.text), undefined)).element },
  { name: 'a pane that is not set up', show: (staging) => stage(document.createElement('live-takeover-conversation'), staging, 300) },
];

