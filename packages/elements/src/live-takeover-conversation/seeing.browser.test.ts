import type { Conversation } from '@live-takeover/sdk';
import { TakeoverError } from '@live-takeover/sdk';
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { createFakeClient, fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import { ana, ben, find, has, held, memoryStore, press, say, show, started, takenBy, words, write } from './conversation.test-support.js';
import { LiveTakeoverConversation } from './live-takeover-conversation.js';

customElements.define('live-takeover-conversation', LiveTakeoverConversation);

const notUpdating = { state: 'not-updating', since: fakeNow, connection: { state: 'connecting' } } as const;

describe('what came while the page was not up to date', () => {
  it('is marked, and shown before a message that was waiting goes out', async () => {
    const { fake, element } = await held();
    fake.freshness.set(notUpdating);
    await write(element, 'One moment');
    find(element, 'textarea').focus();
    await sendKeys({ press: 'Enter' });
    await element.updateComplete;
    say(fake, 'c1', { type: 'message-sent', from: 'customer', text: 'Never mind' }, { type: 'note-added', by: ben, text: 'x' });
    fake.freshness.set({ state: 'catching-up' });
    await element.updateComplete;
    expect(words(element, '.confirm')).to.include('Not up to date');
    fake.freshness.set({ state: 'up-to-date' });
    await element.updateComplete;
    expect(words(element, '.line.missed')).to.equal('1 message while you were away');
    expect(find(element, '.line.missed').nextElementSibling?.textContent).to.include('Never mind');
    expect(words(element, '.confirm')).to.include('1 message came while you were away');
    await expect(element).to.be.accessible();
    expect(fake.commands).to.have.length(0);
    await sendKeys({ press: 'Enter' });
    await element.updateComplete;
    expect([fake.commands.length, element.shadowRoot?.activeElement?.textContent]).to.deep.equal([0, 'Send now']);
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => fake.commands.length === 1);
    await element.updateComplete;
    expect(has(element, '.line.missed')).to.equal(false);
  });

  it('of one’s own is nothing missed, and neither is what came before', async () => {
    const { fake, element } = await held();
    fake.freshness.set(notUpdating);
    await element.updateComplete;
    say(fake, 'c1', { type: 'message-sent', from: 'agent', author: ana, text: 'Mine', term: 1 });
    fake.freshness.set({ state: 'up-to-date' });
    await element.updateComplete;
    expect(has(element, '.line.missed')).to.equal(false);
  });

  it('stays marked over another loss of the connection, and adds up', async () => {
    const { fake, element } = await held();
    for (const text of ['One', 'Two']) {
      fake.freshness.set(notUpdating);
      await element.updateComplete;
      say(fake, 'c1', { type: 'message-sent', from: 'customer', text });
      fake.freshness.set({ state: 'up-to-date' });
      await element.updateComplete;
    }
    expect(words(element, '.line.missed')).to.equal('2 messages while you were away');
  });

  it('is not what a page begins with', async () => {
    const fake = createFakeClient();
    fake.freshness.set({ state: 'catching-up' });
    started(fake);
    const element = await show(fake);
    say(fake, 'c1', { type: 'message-sent', from: 'customer', text: 'More' });
    fake.freshness.set({ state: 'up-to-date' });
    await element.updateComplete;
    expect(has(element, '.line.missed')).to.equal(false);
  });
});

describe('the head of a conversation', () => {
  it('says how fresh it is, at all times', async () => {
    const { fake, element } = await held();
    expect(words(element, '.freshness')).to.equal('Up to date');
    fake.freshness.set({ state: 'catching-up' });
    await element.updateComplete;
    expect(words(element, '.freshness')).to.equal('Catching up');
  });

  it('names the colleagues who look at it now', async () => {
    const { fake, element } = await held();
    const { viewers } = fake.conversation('c1');
    const said: string[] = [];
    for (const names of [['Ana'], ['Ana', 'Ben'], ['Ben', 'Cara'], ['Ben', 'Cara', 'Dan', 'Eve', 'Finn']]) {
      viewers.set(names.map((name) => ({ id: name.toLowerCase(), name })));
      await element.updateComplete;
      said.push((has(element, '.viewers') ? words(element, '.viewers') : '').replaceAll(/[\u2068\u2069]/gu, ''));
    }
    expect(said).to.deep.equal(['', 'Ben is looking', 'Ben and Cara are looking', 'Ben, Cara, Dan, and 2 others are looking']);
    await expect(element).to.be.accessible();
  });

  it('tells of a colleague who begins to look, politely and once', async () => {
    const { fake, element } = await held();
    const region = find(element, '.announcements');
    fake.conversation('c1').viewers.set([{ id: 'ben', name: 'Ben' }]);
    await element.updateComplete;
    expect(region.textContent?.replaceAll(/[\u2068\u2069]/gu, '')).to.equal('Ben is looking');
    expect(element.shadowRoot?.querySelectorAll('[role="status"]:not(.announcements)').length).to.equal(0);
  });
});

describe('reading', () => {
  it('is told when the newest message is in view, and not while the reader is above', async () => {
    const { fake, element } = await held();
    await element.updateComplete;
    expect(fake.readMarks.value).to.deep.equal({ c1: fakeNow });
    for (let index = 0; index < 40; index += 1) say(fake, 'c1', { type: 'message-sent', from: 'customer', text: `Message ${index}` });
    fake.state.now = fakeNow + 1_000;
    element.requestUpdate();
    await element.updateComplete;
    expect(fake.readMarks.value['c1']).to.equal(fakeNow + 1_000);
    const scroller = find(element, '.transcript');
    scroller.scrollTop = 0;
    scroller.dispatchEvent(new Event('scroll'));
    fake.state.now = fakeNow + 2_000;
    say(fake, 'c1', { type: 'message-sent', from: 'customer', text: 'Unseen' });
    await element.updateComplete;
    expect(fake.readMarks.value['c1']).to.equal(fakeNow + 1_000);
  });
});

/** A conversation as the backend tells of it. */
function headOf(fake: FakeClient, id: string, changes: Partial<Conversation> = {}): Conversation {
  const head = fake.conversation(id).conversation.value;
  if (head === undefined) throw new Error(`Nothing is known of ${id}.`);
  return { ...head, ...changes };
}

const closed = { why: 'ended', at: fakeNow - 86_400_000 } as const;

/** An element that was given a customer, and what it asked. */
async function forContact(fake: FakeClient, contactId = 'cust-1'): Promise<LiveTakeoverConversation> {
  const element = await fixture<LiveTakeoverConversation>(
    html`<live-takeover-conversation .client=${fake.client} .preferences=${memoryStore()} contact-id=${contactId} style="height: 600px"></live-takeover-conversation>`,
  );
  await element.updateComplete;
  return element;
}

async function answer(fake: FakeClient, element: LiveTakeoverConversation, conversations: readonly Conversation[]): Promise<void> {
  fake.questions.at(-1)?.resolve(conversations);
  await Promise.resolve();
  await Promise.resolve();
  await element.updateComplete;
  await element.updateComplete;
}

describe('a customer instead of a conversation', () => {
  it('is found with the open conversation, and the others are at hand', async () => {
    const fake = createFakeClient();
    for (const id of ['old', 'open', 'newer']) started(fake, id);
    const element = await forContact(fake);
    expect(words(element)).to.include('Looking for the conversations of this customer');
    await answer(fake, element, [headOf(fake, 'newer', { closed }), headOf(fake, 'open'), headOf(fake, 'old', { closed })]);
    expect(fake.conversation('open').openViews).to.equal(1);
    await press(element, '.details-toggle');
    expect([...(element.shadowRoot?.querySelectorAll('.other-conversation') ?? [])].map((one) => one.getAttribute('data-id'))).to.deep.equal(['newer', 'old']);
    expect(fake.questions).to.have.length(1);
    await expect(element).to.be.accessible();
  });

  it('without an open one is shown the newest', async () => {
    const fake = createFakeClient();
    for (const id of ['old', 'newer']) started(fake, id);
    const element = await forContact(fake);
    await answer(fake, element, [headOf(fake, 'newer', { closed }), headOf(fake, 'old', { closed })]);
    expect(fake.conversation('newer').openViews).to.equal(1);
  });

  it('with several open ones says so', async () => {
    const fake = createFakeClient();
    for (const id of ['one', 'two', 'three']) started(fake, id);
    const element = await forContact(fake);
    await answer(fake, element, ['one', 'two', 'three'].map((id) => headOf(fake, id)));
    expect(words(element, '.elsewhere')).to.include('This customer has 2 more open conversations.');
    await press(element, '.elsewhere .button');
    expect(find(element, '.details').classList.contains('open')).to.equal(true);
  });

  it('without any says so, and can be looked for again', async () => {
    const fake = createFakeClient();
    const element = await forContact(fake);
    await answer(fake, element, []);
    expect(words(element, '.placeholder')).to.include('No conversation of this customer');
    await expect(element).to.be.accessible();
    started(fake, 'first');
    await press(element, '.placeholder .button');
    await answer(fake, element, [headOf(fake, 'first')]);
    expect(words(element, '.transcript')).to.include('My card was declined');
  });

  it('that cannot be found here says why', async () => {
    const unable = await forContact(createFakeClient({ history: false }));
    await unable.updateComplete;
    expect(words(unable, '.placeholder')).to.include('cannot find the conversations of a customer');
    const fake = createFakeClient();
    const element = await forContact(fake);
    fake.questions.at(-1)?.reject(new TakeoverError('store-unavailable', ''));
    await waitUntil(() => has(element, '.placeholder .button'));
    expect(words(element, '.placeholder')).to.include('could not be read');
    started(fake, 'c1');
    await press(element, '.placeholder .button');
    await answer(fake, element, [headOf(fake, 'c1')]);
    expect(has(element, '.transcript')).to.equal(true);
  });

  it('is looked for again when the conversation shown has closed', async () => {
    const fake = createFakeClient();
    started(fake, 'one');
    const element = await forContact(fake);
    await answer(fake, element, [headOf(fake, 'one')]);
    say(fake, 'one', { type: 'conversation-closed', why: 'ended' });
    await element.updateComplete;
    expect(fake.questions).to.have.length(2);
    started(fake, 'two');
    await answer(fake, element, [headOf(fake, 'two'), headOf(fake, 'one')]);
    expect(fake.conversation('two').openViews).to.equal(1);
  });

  it('gives way to a conversation that is named', async () => {
    const fake = createFakeClient();
    started(fake, 'c1');
    const element = await forContact(fake);
    element.conversationId = 'c1';
    await element.updateComplete;
    expect(has(element, '.transcript')).to.equal(true);
    element.conversationId = null;
    element.contactId = 'cust-2';
    await element.updateComplete;
    expect(fake.questions.map(({ about }) => about)).to.deep.equal(['cust-1', 'cust-2']);
  });
});

describe('other conversations of the customer', () => {
  it('are asked for when the details are seen, open in place, and lead back', async () => {
    const fake = createFakeClient();
    for (const id of ['c1', 'c0']) started(fake, id);
    say(fake, 'c0', { type: 'message-sent', from: 'customer', text: 'The other one' });
    const element = await show(fake);
    expect(fake.questions).to.have.length(0);
    await press(element, '.details-toggle');
    expect(fake.questions.map(({ name, about }) => [name, about])).to.deep.equal([['contactConversations', 'cust-1']]);
    await answer(fake, element, [headOf(fake, 'c1'), headOf(fake, 'c0', { closed })]);
    await press(element, '.other-conversation');
    await element.updateComplete;
    expect(words(element, '.transcript')).to.include('The other one');
    expect(element.conversationId).to.equal('c1');
    expect(element.shadowRoot?.activeElement?.className).to.equal('transcript');
    await press(element, '[data-action="back"]');
    await element.updateComplete;
    expect(words(element, '.transcript')).not.to.include('The other one');
    expect(has(element, '.elsewhere')).to.equal(false);
  });

  it('that cannot be read lead back all the same', async () => {
    const fake = createFakeClient();
    for (const id of ['c1', 'c0']) started(fake, id);
    const gone = headOf(fake, 'c0', { closed, id: 'gone' });
    fake.conversation('gone').error.set(new TakeoverError('conversation-unknown', ''));
    const element = await show(fake);
    await press(element, '.details-toggle');
    await answer(fake, element, [gone]);
    await press(element, '.other-conversation');
    await element.updateComplete;
    expect(words(element, '.placeholder')).to.include('Conversation not found');
    await press(element, '[data-action="back"]');
    await element.updateComplete;
    expect(words(element, '.transcript')).to.include('My card was declined');
  });

  it('are left when the page asks for something else', async () => {
    const fake = createFakeClient();
    for (const id of ['c1', 'c0', 'c2']) started(fake, id);
    const element = await show(fake);
    await press(element, '.details-toggle');
    await answer(fake, element, [headOf(fake, 'c0', { closed })]);
    await press(element, '.other-conversation');
    element.conversationId = 'c2';
    await element.updateComplete;
    expect([fake.conversation('c2').openViews, has(element, '.elsewhere')]).to.deep.equal([1, false]);
  });

  it('are not asked for where nothing identifies the customer, nor where the backend cannot', async () => {
    const fake = createFakeClient();
    say(fake, 'c1', { type: 'conversation-started', bot: { id: 'b', name: 'B' }, channel: 'web', contact: { verified: false }, attributes: {}, reference: 'R', thread: 't' });
    await press(await show(fake), '.details-toggle');
    const unable = createFakeClient({ history: false });
    started(unable);
    await press(await show(unable), '.details-toggle');
    expect([fake.questions.length, unable.questions.length]).to.deep.equal([0, 0]);
  });
});

describe('hostile strings', () => {
  const hostile = '\u202e<img src=x onerror=alert(1)>javascript:alert(1) ' + 'Z\u0301\u0302\u0303'.repeat(40) + 'x'.repeat(300);

  it('are inert, isolated and hold the layout, wherever they come from', async () => {
    const fake = createFakeClient();
    fake.me.set({ id: 'ana', name: hostile, role: 'supervisor' });
    fake.agents.set([{ id: 'ben', name: hostile, availability: hostile, isReachable: true, holding: 1 }]);
    fake.desk.set({
      ...fake.desk.value,
      bots: { [hostile]: { name: hostile, preparedReplies: [{ id: hostile, title: hostile, text: hostile }], wrapUp: { isRequired: false, reasons: [{ id: 'w', label: hostile }] } } },
    });
    say(
      fake,
      'c1',
      { type: 'conversation-started', bot: { id: hostile, name: hostile }, channel: hostile, contact: { id: hostile, name: hostile, phone: hostile, verified: true }, attributes: { [hostile]: hostile }, reference: 'R', thread: 't' },
      { type: 'message-sent', from: 'customer', text: hostile, attachments: [{ name: hostile, contentType: hostile, url: 'javascript:alert(1)' }] },
      { type: 'takeover-started', operator: { kind: 'agent', id: 'ben', name: hostile }, term: 1 },
      { type: 'note-added', by: { id: 'ben', name: hostile }, text: hostile },
      { type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back', wrapUp: 'w' },
      { type: 'takeover-started', operator: { kind: 'agent', id: 'ana', name: hostile }, term: 3 },
      { type: 'message-sent', from: 'agent', author: { id: 'ana', name: hostile }, text: hostile, term: 3 },
    );
    const { id } = fake.conversation('c1').events.value.at(-1)!;
    say(fake, 'c1', { type: 'delivery-changed', messageId: id, state: 'failed', reason: hostile });
    fake.conversation('c1').viewers.set([{ id: 'ben', name: hostile }]);
    fake.conversation('c1').typing.set([{ kind: 'agent', id: 'ben', name: hostile }]);
    const element = await show(fake);
    for (const width of [320, 700, 1200]) {
      element.style.setProperty('width', `${width}px`);
      await element.updateComplete;
      await press(element, '[data-action="replies"]');
      await element.updateComplete;
      await sendKeys({ press: 'Enter' });
      await press(element, '[data-action="transfer"]');
      await element.updateComplete;
      const root = element.shadowRoot!;
      for (const selector of ['.base', '.header', '.details', '.transcript', '.footer', '.composer', 'dialog', '.dialog-body']) {
        const box = root.querySelector(selector);
        expect(box === null || box.scrollWidth <= box.clientWidth + 1, `${selector} at ${width}`).to.equal(true);
      }
      await sendKeys({ press: 'Escape' });
      await waitUntil(() => !has(element, 'dialog'));
    }
    const root = element.shadowRoot!;
    expect(root.querySelector('img')).to.equal(null);
    expect([...root.querySelectorAll('a')]).to.have.length(0);
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      // What is only spoken has no direction.
      if (!node.textContent?.includes('\u202e') || node.parentElement?.closest('.announcements') !== null) continue;
      const isolate = node.parentElement?.closest('bdi, [dir], textarea, .text, p, button, span');
      expect(isolate !== null && isolate !== undefined && ['isolate', 'plaintext', 'isolate-override'].includes(getComputedStyle(isolate).unicodeBidi), node.parentElement?.outerHTML.slice(0, 120)).to.equal(true);
    }
  });

  it('of a customer stay erased when they are', async () => {
    const fake = createFakeClient();
    started(fake);
    takenBy(fake, ana);
    const element = await show(fake);
    say(fake, 'c1', { type: 'conversation-erased' });
    await element.updateComplete;
    expect(words(element, '.details')).not.to.include('Premium');
    expect(words(element, '.transcript')).to.include('erased');
  });
});
