import { TakeoverError, type AgentPresence, type WrapUp } from '@live-takeover/sdk';
import { expect, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { createFakeClient, fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import { ana, ben, find, has, held, press, say, show, started, takenBy, words } from './conversation.test-support.js';
import { LiveTakeoverConversation } from './live-takeover-conversation.js';

customElements.define('live-takeover-conversation', LiveTakeoverConversation);

const colleagues: readonly AgentPresence[] = [
  { id: 'ana', name: 'Ana', availability: 'online', isReachable: true },
  { id: 'ben', name: 'Ben', availability: 'online', isReachable: true, holding: 2, capacity: 5 },
  { id: 'cara', name: 'Cara', availability: 'online', isReachable: true, holding: 5, capacity: 5 },
  { id: 'dan', name: 'Dan', availability: 'lunch', isReachable: true },
  { id: 'eve', name: 'Eve', availability: 'online', isReachable: false, unreachableSince: fakeNow },
];
const reasons = [{ id: 'lunch', label: 'Lunch', receivesRequests: false }];

function asksHow(fake: FakeClient, wrapUp: WrapUp): void {
  fake.desk.set({ ...fake.desk.value, bots: { b: { name: 'Bank Assistant', preparedReplies: [], wrapUp } } });
}

const options = (element: LiveTakeoverConversation): readonly (readonly [string, boolean])[] =>
  [...(element.shadowRoot?.querySelectorAll('dialog .option') ?? [])].map((option) => [
    option.querySelector('bdi, .option-words > span')?.textContent ?? '',
    !option.querySelector('input')?.disabled,
  ]);

async function choose(element: LiveTakeoverConversation, name: string): Promise<void> {
  const option = [...(element.shadowRoot?.querySelectorAll<HTMLElement>('dialog .option') ?? [])].find(({ textContent }) => textContent?.includes(name));
  option?.querySelector('input')?.click();
  await element.updateComplete;
}

async function closed(element: LiveTakeoverConversation): Promise<void> {
  await waitUntil(() => !has(element, 'dialog'));
}

async function supervised(fake: FakeClient = createFakeClient()): Promise<{ fake: FakeClient; element: LiveTakeoverConversation }> {
  fake.me.set({ id: 'ana', name: 'Ana', role: 'supervisor' });
  fake.agents.set(colleagues);
  started(fake);
  return { fake, element: await show(fake) };
}

describe('transferring', () => {
  it('lists the queue and the colleagues, and only those who can take something can be chosen', async () => {
    const { fake, element } = await held();
    fake.desk.set({ ...fake.desk.value, reasons });
    fake.agents.set(colleagues);
    await press(element, '[data-action="transfer"]');
    expect(options(element)).to.deep.equal([
      ['Back to the queue', true],
      ['Ben', true],
      ['Cara', false],
      ['Dan', false],
      ['Eve', false],
    ]);
    expect(words(element, 'dialog')).to.include('Online · holds 2 of 5 conversations').and.to.include('Lunch');
    await expect(element).to.be.accessible();
  });

  it('to a colleague asks the page, with the note, and gives the command', async () => {
    const { fake, element } = await held();
    fake.agents.set(colleagues);
    let asked: CustomEvent | undefined;
    document.addEventListener('transfer-request', (event) => (asked = event as CustomEvent), { once: true });
    await press(element, '[data-action="transfer"]');
    expect(find(element, 'dialog .primary').getAttribute('aria-disabled')).to.equal('true');
    await choose(element, 'Ben');
    const note = find<HTMLTextAreaElement>(element, 'dialog textarea');
    note.value = ' Speaks Spanish ';
    note.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await element.updateComplete;
    expect(words(element, 'dialog .primary')).to.equal('Transfer to Ben');
    await press(element, 'dialog .primary');
    await closed(element);
    expect([asked?.detail.conversationId, asked?.detail.to, asked?.detail.note]).to.deep.equal(['c1', 'ben', 'Speaks Spanish']);
    expect(fake.last('transfer').body).to.deep.equal({ name: 'transfer', conversationId: 'c1', term: 1, to: 'ben', note: 'Speaks Spanish' });
    expect(words(element, '.bar')).to.include('Transferring');
  });

  it('goes back to the queue by keyboard alone', async () => {
    const { fake, element } = await held();
    find(element, '[data-action="transfer"]').focus();
    await sendKeys({ press: 'Enter' });
    await element.updateComplete;
    await sendKeys({ press: 'Space' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => fake.commands.length === 1);
    expect(fake.last('transfer').body).to.include({ to: null });
  });

  it('is not possible to somebody who went away while the dialog was open', async () => {
    const { fake, element } = await held();
    fake.agents.set(colleagues);
    await press(element, '[data-action="transfer"]');
    await choose(element, 'Ben');
    fake.agents.set(colleagues.map((one) => (one.id === 'ben' ? { ...one, isReachable: false } : one)));
    await element.updateComplete;
    await press(element, 'dialog .primary');
    expect([fake.commands.length, find(element, 'dialog .primary').getAttribute('aria-disabled')]).to.deep.equal([0, 'true']);
  });

  it('is given up when the conversation changes hands meanwhile, so that nobody passes on what is not theirs', async () => {
    const { fake, element } = await held();
    await press(element, '[data-action="transfer"]');
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'transferred' });
    takenBy(fake, ben, 2);
    await closed(element);
    expect(fake.attachments.count).to.equal(0);
  });

  it('finds a colleague among many by name', async () => {
    const { fake, element } = await held();
    fake.agents.set(Array.from({ length: 40 }, (_, index) => ({ id: `a${index}`, name: `Agent ${index}`, availability: 'online', isReachable: true })));
    await press(element, '[data-action="transfer"]');
    const search = find<HTMLInputElement>(element, 'dialog [type="search"]');
    search.value = 'agent 39';
    search.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await element.updateComplete;
    expect(options(element).map(([name]) => name)).to.deep.equal(['Back to the queue', 'Agent 39']);
  });

  it('says what the refusal means', async () => {
    const { fake, element } = await held();
    await press(element, '[data-action="transfer"]');
    await choose(element, 'queue');
    await press(element, 'dialog .primary');
    fake.last('transfer').fail(new TakeoverError('not-available', ''));
    await element.updateComplete;
    expect(words(element, '.notice')).to.include('not available');
  });

  it('is not offered where the backend cannot', async () => {
    const fake = createFakeClient({ transfer: false });
    started(fake);
    takenBy(fake, ana);
    expect(has(await show(fake), '[data-action="transfer"]')).to.equal(false);
  });
});

describe('a supervisor', () => {
  it('assigns what the bot holds', async () => {
    const { fake, element } = await supervised();
    await press(element, '.menu-place > button');
    await press(element, '[data-action="assign"]');
    expect(options(element).map(([name]) => name)).to.deep.equal(['Ben', 'Cara', 'Dan', 'Eve']);
    await choose(element, 'Ben');
    await press(element, 'dialog .primary');
    expect(fake.last('assign').body).to.deep.equal({ name: 'assign', conversationId: 'c1', seenTerm: 0, to: 'ben' });
  });

  it('assigns what a colleague holds, to another', async () => {
    const { fake, element } = await supervised();
    takenBy(fake, ben);
    fake.agents.set(colleagues.map((one) => ({ ...one, availability: 'online', isReachable: true, holding: 0 })));
    await element.updateComplete;
    await press(element, '.menu-place > button');
    await press(element, '[data-action="assign"]');
    expect(options(element).map(([name]) => name)).to.deep.equal(['Cara', 'Dan', 'Eve']);
    await choose(element, 'Dan');
    await press(element, 'dialog .primary');
    expect(fake.last('assign').body).to.include({ seenTerm: 1, to: 'dan' });
  });

  it('who does not confirm takes nothing over', async () => {
    const { fake, element } = await supervised();
    takenBy(fake, ben);
    await element.updateComplete;
    find(element, '[data-action="take-over"]').focus();
    await sendKeys({ press: 'Enter' });
    await element.updateComplete;
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Escape' });
    await closed(element);
    expect(fake.commands).to.have.length(0);
    await element.updateComplete;
    expect(element.shadowRoot?.activeElement?.getAttribute('data-action')).to.equal('take-over');
  });

  it('alone closes what others hold', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    expect(has(element, '.menu-place')).to.equal(false);
    fake.me.set({ id: 'ana', name: 'Ana', role: 'supervisor' });
    await element.updateComplete;
    await press(element, '.menu-place > button');
    await press(element, '[data-action="close"]');
    expect(words(element, 'dialog')).to.include('Close this conversation?');
    expect(fake.commands).to.have.length(0);
    await press(element, 'dialog .primary');
    expect(fake.last('close').body).to.deep.equal({ name: 'close', conversationId: 'c1', term: 0 });
  });
});

describe('handing back', () => {
  const asked: WrapUp = { isRequired: false, reasons: [{ id: 'w1', label: 'Solved' }, { id: 'w2', label: 'Sent to a branch' }] };

  it('asks how it ended where the bot wants to know, and takes no answer for an answer', async () => {
    const { fake, element } = await held();
    asksHow(fake, asked);
    await press(element, '[data-action="hand-back"]');
    expect(options(element).map(([name]) => name)).to.deep.equal(['Solved', 'Sent to a branch', 'No answer']);
    await expect(element).to.be.accessible();
    await press(element, 'dialog .primary');
    expect(fake.last('hand-back').body).to.deep.equal({ name: 'hand-back', conversationId: 'c1', term: 1 });
  });

  it('is not done without a required answer, and carries it', async () => {
    const { fake, element } = await held();
    asksHow(fake, { ...asked, isRequired: true });
    await press(element, '[data-action="hand-back"]');
    await press(element, 'dialog .primary');
    expect(fake.commands).to.have.length(0);
    await choose(element, 'Sent to a branch');
    await press(element, 'dialog .primary');
    expect(fake.last('hand-back').body).to.include({ wrapUp: 'w2' });
  });

  it('is shown with its reason, in the transcript and in the details', async () => {
    const { fake, element } = await held();
    asksHow(fake, asked);
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back', wrapUp: 'w1' });
    await element.updateComplete;
    expect(words(element, '.transcript')).to.include('Handed back to the bot by Ana · Solved');
    expect(words(element, '.details')).to.include('Wrap-upSolved');
  });

  it('can be undone until the customer writes', async () => {
    const { fake, element } = await held();
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back' });
    await element.updateComplete;
    expect(words(element, '.holder')).to.equal('Handed back to Bank Assistant');
    await press(element, '[data-action="undo"]');
    expect(fake.last('take-over').body).to.deep.equal({ name: 'take-over', conversationId: 'c1', seenTerm: 2, isUndo: true });
    fake.last('take-over').fail(new TakeoverError('too-late', ''));
    await element.updateComplete;
    expect(words(element, '.notice')).to.include('Too late');
    say(fake, 'c1', { type: 'message-sent', from: 'customer', text: 'One more thing' });
    await element.updateComplete;
    expect(has(element, '[data-action="undo"]')).to.equal(false);
  });

  const ends: readonly (readonly [string, (fake: FakeClient) => void])[] = [
    ['somebody else took over', (fake) => takenBy(fake, ben, 3)],
    ['the customer asked for an agent', (fake) => say(fake, 'c1', { type: 'agent-requested', target: 'agents' })],
    ['the conversation was closed', (fake) => say(fake, 'c1', { type: 'conversation-closed', why: 'ended' })],
  ];
  for (const [name, happen] of ends)
    it(`cannot be undone once ${name}`, async () => {
      const { fake, element } = await held();
      say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back' }, { type: 'message-sent', from: 'bot', text: 'Bye' });
      await element.updateComplete;
      expect(has(element, '[data-action="undo"]')).to.equal(true);
      happen(fake);
      await element.updateComplete;
      expect(has(element, '[data-action="undo"]')).to.equal(false);
    });

  it('of a colleague is not undone by somebody else', async () => {
    const fake = createFakeClient();
    started(fake);
    takenBy(fake, ben);
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back' });
    expect(has(await show(fake), '[data-action="undo"]')).to.equal(false);
  });
});

describe('every act', () => {
  const acts: readonly (readonly [string, string, (element: LiveTakeoverConversation) => Promise<void>])[] = [
    ['hand-back-request', 'hand-back', (element) => press(element, '[data-action="hand-back"]')],
    [
      'transfer-request',
      'transfer',
      async (element) => {
        await press(element, '[data-action="transfer"]');
        await choose(element, 'queue');
        await press(element, 'dialog .primary');
      },
    ],
    [
      'close-request',
      'close',
      async (element) => {
        await press(element, '.menu-place > button');
        await press(element, '[data-action="close"]');
        await press(element, 'dialog .primary');
      },
    ],
  ];
  for (const [event, name, act] of acts)
    it(`can be cancelled and awaited by the page: ${event}`, async () => {
      const { fake, element } = await held();
      element.addEventListener(event, (request) => request.preventDefault(), { once: true });
      await act(element);
      expect(fake.commands).to.have.length(0);
      if (has(element, 'dialog')) await closed(element);
      let go: () => void = () => undefined;
      const permission = new Promise<void>((resolve) => (go = resolve));
      element.addEventListener(event, (request) => (request as CustomEvent<{ waitUntil(promise: Promise<unknown>): void }>).detail.waitUntil(permission), { once: true });
      await act(element);
      expect(fake.commands).to.have.length(0);
      go();
      await waitUntil(() => fake.commands.length === 1);
      expect(fake.commands[0]?.body.name).to.equal(name);
    });
});

describe('shortcuts of a conversation', () => {
  it('do what they say, while nothing is being written', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    find(element, '.transcript').focus();
    await sendKeys({ press: 't' });
    await waitUntil(() => fake.commands.length === 1);
    fake.last('take-over').acknowledge();
    takenBy(fake, ana);
    await element.updateComplete;
    find(element, '.transcript').focus();
    await sendKeys({ press: 'r' });
    await waitUntil(() => element.shadowRoot?.activeElement?.localName === 'textarea');
    await sendKeys({ type: 'tbf' });
    expect([find<HTMLTextAreaElement>(element, 'textarea').value, fake.commands.length]).to.deep.equal(['tbf', 1]);
    find(element, '.transcript').focus();
    await sendKeys({ press: 'f' });
    await waitUntil(() => has(element, 'dialog'));
    await sendKeys({ press: 'Escape' });
    await closed(element);
    await sendKeys({ press: 'b' });
    await waitUntil(() => fake.commands.length === 2);
    expect(fake.last('hand-back').body).to.include({ conversationId: 'c1' });
  });

  it('are listed at ?, and can be turned off', async () => {
    const { fake, element } = await held();
    element.shortcuts = 'off';
    find(element, '.transcript').focus();
    await sendKeys({ press: 'b' });
    expect(fake.commands).to.have.length(0);
    element.shortcuts = undefined;
    await element.updateComplete;
    await sendKeys({ press: '?' });
    await waitUntil(() => has(element, 'dialog'));
    expect(words(element, 'dialog')).to.include('Hand back to the bot').and.to.include('Write an internal note');
  });
});

describe('losing a conversation', () => {
  it('to a supervisor is said at once and plainly, and the draft is kept', async () => {
    const { fake, element } = await held();
    const input = find<HTMLTextAreaElement>(element, 'textarea');
    input.value = 'Half a sen';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'transferred' });
    takenBy(fake, ben, 2);
    await element.updateComplete;
    const notice = find(element, '.notice');
    expect(notice.parentElement?.getAttribute('role')).to.equal('alert');
    expect(words(element, '.notice')).to.equal('Ben took this conversation over. What you were writing is kept.');
    await expect(element).to.be.accessible();
    say(fake, 'c1', { type: 'takeover-ended', term: 2, endedInto: 3, why: 'transferred' });
    takenBy(fake, ana, 3);
    await element.updateComplete;
    expect([has(element, '.notice'), find<HTMLTextAreaElement>(element, 'textarea').value]).to.deep.equal([false, 'Half a sen']);
  });

  const reasons = [
    ['agent-unreachable', 'You were not reachable'],
    ['unanswered', 'You did not answer in time'],
    ['requeued', 'put back into the queue'],
    ['timed-out', 'long silence'],
  ] as const;
  for (const [why, expected] of reasons)
    it(`because of “${why}” says so`, async () => {
      const { fake, element } = await held();
      say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why });
      await element.updateComplete;
      expect(words(element, '.notice')).to.include(expected);
      await press(element, '.notice .plain');
      expect(has(element, '.notice')).to.equal(false);
    });

  it('by a supervisor’s act names who did it', async () => {
    const cara = { id: 'cara', name: 'Cara' };
    const { fake, element } = await held();
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'transferred', by: cara });
    takenBy(fake, ben, 2);
    await element.updateComplete;
    expect(words(element, '.notice')).to.equal('Cara gave this conversation to Ben.');
    say(fake, 'c1', { type: 'takeover-ended', term: 2, endedInto: 3, why: 'transferred', by: cara });
    takenBy(fake, ana, 3);
    await element.updateComplete;
    say(fake, 'c1', { type: 'takeover-ended', term: 3, endedInto: 4, why: 'handed-back', by: cara });
    await element.updateComplete;
    expect(words(element, '.notice')).to.equal('Cara handed this conversation back to the bot.');
  });

  it('by one’s own act on another page is no loss', async () => {
    const { fake, element } = await held();
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back', by: { id: 'ana', name: 'Ana' } });
    await element.updateComplete;
    expect(has(element, '.notice')).to.equal(false);
  });

  it('by one’s own act is no loss, and neither is finding it lost', async () => {
    const { fake, element } = await held();
    await press(element, '[data-action="hand-back"]');
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back', causedBy: fake.last('hand-back').id });
    fake.last('hand-back').acknowledge();
    await element.updateComplete;
    expect(has(element, '.notice')).to.equal(false);
    element.conversationId = 'c2';
    await element.updateComplete;
    element.conversationId = 'c1';
    await element.updateComplete;
    expect(has(element, '.notice')).to.equal(false);
  });

  it('after an act of one’s own that was about another takeover is a loss', async () => {
    const { fake, element } = await held();
    await press(element, '[data-action="hand-back"]');
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back', causedBy: fake.last('hand-back').id });
    fake.last('hand-back').acknowledge();
    takenBy(fake, ana, 3);
    await element.updateComplete;
    say(fake, 'c1', { type: 'takeover-ended', term: 3, endedInto: 4, why: 'requeued', causedBy: 'somebody-else' });
    await element.updateComplete;
    expect(words(element, '.notice')).to.include('put back into the queue');
  });
});
