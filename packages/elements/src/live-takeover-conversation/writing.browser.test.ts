import { TakeoverError, type Desk, type PreparedReply } from '@live-takeover/sdk';
import { expect, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { createFakeClient, fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import type { PreferenceStore } from '../preferences/preference-store.js';
import { ana, ben, find, has, held, memoryStore, press, say, show, started, takenBy, words, write } from './conversation.test-support.js';
import { LiveTakeoverConversation } from './live-takeover-conversation.js';
import { filledIn, foundReplies, isEmptyLine, replyValues, unfilledIn } from './prepared-replies.js';

customElements.define('live-takeover-conversation', LiveTakeoverConversation);

const replies: readonly PreparedReply[] = [
  { id: 'r1', title: 'Greeting', text: 'Good day {customer}, this is {agent}.' },
  { id: 'r2', title: 'Unblock', text: 'Your card is unblocked, reference {reference}.' },
  { id: 'r3', title: 'Wait', text: 'Please wait until {deadline}.' },
];

function withReplies(fake: FakeClient): Desk {
  const desk = { ...fake.desk.value, bots: { b: { name: 'Bank Assistant', preparedReplies: replies, wrapUp: null } } };
  fake.desk.set(desk);
  return desk;
}

async function heldWithReplies(): Promise<{ fake: FakeClient; element: LiveTakeoverConversation }> {
  const { fake, element } = await held();
  withReplies(fake);
  await element.updateComplete;
  find(element, 'textarea').focus();
  return { fake, element };
}

const textOf = (element: LiveTakeoverConversation): string => find<HTMLTextAreaElement>(element, 'textarea').value;
const options = (element: LiveTakeoverConversation): readonly string[] => [...(element.shadowRoot?.querySelectorAll('.reply-title') ?? [])].map(({ textContent }) => textContent ?? '');

/** Presses keys one after the other, and lets the element render. */
async function keys(element: LiveTakeoverConversation, ...pressed: readonly string[]): Promise<void> {
  for (const key of pressed) {
    await sendKeys(key.length === 1 ? { type: key } : { press: key });
    await element.updateComplete;
    await element.updateComplete;
  }
}

describe('a prepared reply', () => {
  const values = { customer: 'Maria', agent: 'Ana', bot: 'Bank Assistant', reference: undefined };

  it('is filled in with what is known, and what is not stays to be seen', () => {
    expect(filledIn('{customer} {agent} {bot} {reference} {deadline} {toString} {}', values)).to.equal('Maria Ana Bank Assistant {reference} {deadline} {toString} {}');
    expect(unfilledIn('Until {deadline} or {x}')).to.deep.equal({ text: '{deadline}', index: 6 });
    expect(unfilledIn('{ "a": 1 }')).to.equal(undefined);
  });

  it('takes names as they are, but on one line and not for ever', () => {
    const { customer } = replyValues({ contact: { name: ` $& \n{agent} ${'x'.repeat(200)}`, verified: false }, bot: { id: 'b', name: 'B' }, reference: '7' }, 'Ana');
    expect(filledIn('Hello {customer}', { ...values, customer })).to.match(/^Hello \$& \{agent\} x+$/u);
    expect(customer).to.have.length(80);
  });

  it('is found by any words in title or text, titles first, whatever case and accents', () => {
    expect(foundReplies([{ id: 'a', title: 'Other', text: 'Crédit card' }, { id: 'b', title: 'Credit', text: '' }, { id: 'c', title: 'None', text: '' }], 'CREDIT').map(({ id }) => id)).to.deep.equal(['b', 'a']);
  });

  it('is asked for at the start of an empty line only', () => {
    expect([isEmptyLine('', 0, 0), isEmptyLine('a\n', 2, 2), isEmptyLine('a\n\nb', 2, 2), isEmptyLine('a', 1, 1), isEmptyLine('a', 0, 0), isEmptyLine('\n', 0, 1)]).to.deep.equal([true, true, true, false, false, false]);
  });
});

describe('the list of prepared replies', () => {
  it('opens at a slash, is narrowed by typing, and puts the chosen one in', async () => {
    const { element } = await heldWithReplies();
    await keys(element, '/');
    expect(options(element)).to.deep.equal(['Greeting', 'Unblock', 'Wait']);
    expect(element.shadowRoot?.activeElement?.getAttribute('role')).to.equal('combobox');
    await expect(element).to.be.accessible();
    await keys(element, 'c', 'a', 'r', 'd');
    expect(options(element)).to.deep.equal(['Unblock']);
    expect(find(element, '.reply-search').getAttribute('aria-activedescendant')).to.equal('reply-0');
    await keys(element, 'Enter');
    expect([textOf(element), has(element, '.replies'), element.shadowRoot?.activeElement?.localName]).to.deep.equal(['Your card is unblocked, reference 7K3QX9TM.', false, 'textarea']);
  });

  it('goes round by arrows', async () => {
    const { element } = await heldWithReplies();
    await keys(element, '/', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp', 'Enter');
    expect(textOf(element)).to.equal('Your card is unblocked, reference 7K3QX9TM.');
  });

  it('leaves a slash a slash, in the middle of a line and after Escape', async () => {
    const { element } = await heldWithReplies();
    await keys(element, 'a', '/', 'b');
    expect([textOf(element), has(element, '.replies')]).to.deep.equal(['a/b', false]);
    await write(element, '');
    await keys(element, '/', 'e', 't', 'c', 'Escape', '/', 'x');
    expect([textOf(element), has(element, '.replies')]).to.deep.equal(['/etc/x', false]);
  });

  it('opens by a button too, and goes without a trace', async () => {
    const { element } = await heldWithReplies();
    await press(element, '[data-action="replies"]');
    await element.updateComplete;
    await keys(element, 'Escape');
    expect([textOf(element), has(element, '.replies')]).to.deep.equal(['', false]);
  });

  it('keeps Escape from closing what is around', async () => {
    const { element } = await heldWithReplies();
    let heard = 0;
    element.addEventListener('keydown', ({ key }) => (heard += key === 'Escape' ? 1 : 0));
    await keys(element, '/', 'Escape');
    expect(heard).to.equal(0);
  });

  it('is not there for a note, nor for a bot without any', async () => {
    const { element } = await held();
    find(element, 'textarea').focus();
    await keys(element, '/');
    expect([textOf(element), has(element, '[data-action="replies"]')]).to.deep.equal(['/', false]);
    const other = await heldWithReplies();
    await press(other.element, '[data-mode="note"]');
    await keys(other.element, '/');
    expect([textOf(other.element), has(other.element, '[data-action="replies"]')]).to.deep.equal(['/', false]);
  });
});

describe('a message with a placeholder nobody filled in', () => {
  it('is not sent unasked, and the placeholder is ready to be written over', async () => {
    const { fake, element } = await heldWithReplies();
    await keys(element, '/', 'w', 'a', 'i', 't', 'Enter', 'Enter');
    expect(fake.commands).to.have.length(0);
    expect(words(element, '.confirm')).to.include('{deadline} is not filled in');
    await expect(element).to.be.accessible();
    await press(element, '.confirm .quiet');
    await element.updateComplete;
    await keys(element, '6');
    expect(textOf(element)).to.equal('Please wait until 6.');
    await keys(element, 'Enter');
    await waitUntil(() => fake.commands.length === 1);
  });

  it('can be sent all the same', async () => {
    const { fake, element } = await heldWithReplies();
    await write(element, 'Write {name} there');
    await keys(element, 'Enter', 'Enter');
    await waitUntil(() => fake.commands.length === 1);
    expect(fake.last('send').body).to.include({ text: 'Write {name} there' });
  });
});

describe('an internal note', () => {
  it('is written in a place of its own, which looks and is called otherwise', async () => {
    const { fake, element } = await held();
    await write(element, 'To the customer');
    await press(element, '[data-mode="note"]');
    expect([textOf(element), find(element, 'textarea').getAttribute('aria-label')]).to.deep.equal(['', 'Internal note. The customer does not see it.']);
    expect(find(element, '.composer').part.contains('note')).to.equal(true);
    expect(find(element, '[part~="send"]').getAttribute('aria-label')).to.equal('Save note');
    await expect(element).to.be.accessible();
    await write(element, 'To colleagues');
    find(element, 'textarea').focus();
    await keys(element, 'Enter');
    await waitUntil(() => fake.commands.length === 1);
    expect(fake.commands.map(({ body }) => body)).to.deep.equal([{ name: 'add-note', conversationId: 'c1', text: 'To colleagues' }]);
    await press(element, '[data-mode="message"]');
    expect(textOf(element)).to.equal('To the customer');
  });

  it('tells the customer nothing of being written', async () => {
    const { fake, element } = await held();
    await press(element, '[data-mode="note"]');
    await write(element, 'secret');
    expect(fake.conversation('c1').typingSignals).to.deep.equal([]);
  });

  it('can be written without holding the conversation, and never becomes a message by a takeover', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    await press(element, '[data-action="note"]');
    await write(element, 'Careful with this one');
    takenBy(fake, ana);
    await element.updateComplete;
    expect(find(element, '.composer').part.contains('note')).to.equal(true);
    await press(element, '[part~="send"]');
    expect(fake.commands.map(({ body }) => body.name)).to.deep.equal(['add-note']);
  });

  it('gives way to the message when an agent takes over without having written one', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    await press(element, '[data-action="note"]');
    takenBy(fake, ana);
    await element.updateComplete;
    expect(find(element, '.composer').part.contains('message')).to.equal(true);
  });

  it('can be added to a conversation that is closed, but not to one that was erased', async () => {
    const fake = createFakeClient();
    started(fake);
    say(fake, 'c1', { type: 'conversation-closed', why: 'ended' });
    const element = await show(fake);
    expect(has(element, '[data-action="note"]')).to.equal(true);
    say(fake, 'c1', { type: 'conversation-erased' });
    await element.updateComplete;
    expect(has(element, '[data-action="note"]')).to.equal(false);
  });

  it('that failed is kept, and can be saved again or edited', async () => {
    const { fake, element } = await held();
    await press(element, '[data-mode="note"]');
    await write(element, 'VIP');
    await press(element, '[part~="send"]');
    fake.last('add-note').fail(new TakeoverError('gateway-unreachable', ''));
    await element.updateComplete;
    expect(words(element, '.note.outgoing')).to.include('VIP').and.to.include('Not saved');
    await press(element, '.message-actions .plain:nth-child(1)');
    expect(fake.commands).to.have.length(2);
    fake.last('add-note').fail(new TakeoverError('gateway-unreachable', ''));
    await element.updateComplete;
    await press(element, '.message-actions .plain:nth-child(2)');
    expect([textOf(element), find(element, '.composer').part.contains('note')]).to.deep.equal(['VIP', true]);
  });

  it('is not offered where the backend has none', async () => {
    const fake = createFakeClient({ notes: false });
    started(fake);
    takenBy(fake, ana);
    expect(has(await show(fake), '[data-mode="note"]')).to.equal(false);
  });
});

describe('what a page keeps from being sent', () => {
  it('stays where it was written', async () => {
    const { fake, element } = await held();
    element.addEventListener('send-request', (event) => event.preventDefault(), { once: true });
    await write(element, 'The number is 4111');
    await press(element, '[part~="send"]');
    expect([fake.commands.length, textOf(element)]).to.deep.equal([0, 'The number is 4111']);
    await press(element, '[part~="send"]');
    expect([fake.commands.length, textOf(element)]).to.deep.equal([1, '']);
  });

  it('can be awaited, and is sent once however often Enter is pressed meanwhile', async () => {
    const { fake, element } = await held();
    let go: () => void = () => undefined;
    const permission = new Promise<void>((resolve) => (go = resolve));
    element.addEventListener('send-request', (event) => (event as CustomEvent<{ waitUntil(promise: Promise<unknown>): void }>).detail.waitUntil(permission));
    await write(element, 'Hello');
    await press(element, '[part~="send"]');
    await press(element, '[part~="send"]');
    expect([fake.commands.length, find<HTMLTextAreaElement>(element, 'textarea').readOnly]).to.deep.equal([0, true]);
    go();
    await waitUntil(() => fake.commands.length > 0);
    await element.updateComplete;
    expect([fake.commands.length, textOf(element)]).to.deep.equal([1, '']);
  });
});

describe('a draft', () => {
  /** A page that is loaded anew: another client, the same store. */
  async function page(store: PreferenceStore, id = 'c1'): Promise<{ fake: FakeClient; element: LiveTakeoverConversation }> {
    const fake = createFakeClient();
    started(fake, id);
    takenBy(fake, ana, 1, id);
    return { fake, element: await show(fake, id, store) };
  }

  it('outlives the page, message and note apart', async () => {
    const store = memoryStore();
    const first = await page(store);
    await write(first.element, 'To Maria');
    await press(first.element, '[data-mode="note"]');
    await write(first.element, 'To Ben');
    window.dispatchEvent(new PageTransitionEvent('pagehide'));
    const { element } = await page(store);
    expect(textOf(element)).to.equal('To Maria');
    await press(element, '[data-mode="note"]');
    expect(textOf(element)).to.equal('To Ben');
  });

  it('is gone once it is sent', async () => {
    const store = memoryStore();
    const { fake, element } = await page(store);
    await write(element, 'To Maria');
    element.conversationId = null;
    await element.updateComplete;
    element.conversationId = 'c1';
    await element.updateComplete;
    await press(element, '[part~="send"]');
    expect(fake.commands).to.have.length(1);
    window.dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(textOf((await page(store)).element)).to.equal('');
  });

  it('is not kept for a conversation that is closed', async () => {
    const store = memoryStore();
    const { fake, element } = await page(store);
    await write(element, 'To Maria');
    window.dispatchEvent(new PageTransitionEvent('pagehide'));
    say(fake, 'c1', { type: 'conversation-closed', why: 'ended' });
    await element.updateComplete;
    expect(textOf((await page(store)).element)).to.equal('');
  });

  it('is kept for a bounded number of conversations, the oldest given up', async () => {
    const kept = new Map<string, string>();
    const store: PreferenceStore = { read: (key) => kept.get(key) ?? null, write: (key, value) => void (value === null ? kept.delete(key) : kept.set(key, value)) };
    const { fake, element } = await page(store);
    for (let index = 0; index < 55; index += 1) {
      started(fake, `d${index}`);
      takenBy(fake, ana, 1, `d${index}`);
      element.conversationId = `d${index}`;
      await element.updateComplete;
      await write(element, `Draft ${index}`);
    }
    element.conversationId = null;
    await element.updateComplete;
    const drafts = [...kept.keys()].filter((key) => key.includes('/draft/'));
    expect(drafts).to.have.length(50);
    expect(drafts.some((key) => key.endsWith('/d0'))).to.equal(false);
    expect(drafts.some((key) => key.endsWith('/d54'))).to.equal(true);
  });

  it('that becomes known late takes the place of nothing that was written meanwhile', async () => {
    const late: ((value: string) => void)[] = [];
    const store: PreferenceStore = { read: (key) => (key.endsWith('draft/c1') ? new Promise((resolve) => void late.push(resolve)) : null), write: () => undefined };
    const { element } = await page(store);
    await write(element, 'Now');
    late[0]?.(JSON.stringify({ text: 'Then', note: 'N' }));
    await waitUntil(() => late.length > 0);
    await element.updateComplete;
    expect(textOf(element)).to.equal('Now');
  });

  it('of nonsense is as good as none', async () => {
    for (const value of ['{', '[]', 'null', '{"text":1,"note":2}']) {
      const store: PreferenceStore = { read: () => value, write: () => undefined };
      expect(textOf((await page(store)).element)).to.equal('');
    }
  });
});

describe('files', () => {
  const pdf = (name = 'plan.pdf'): File => new File(['12345'], name, { type: 'application/pdf' });
  function carrying(...files: readonly File[]): DataTransfer {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    return transfer;
  }

  it('are attached by pasting and by dropping', async () => {
    const { fake, element } = await held();
    const paste = new ClipboardEvent('paste', { clipboardData: carrying(pdf('pasted.pdf')), bubbles: true, cancelable: true });
    find(element, 'textarea').dispatchEvent(paste);
    const over = new DragEvent('dragover', { dataTransfer: carrying(pdf()), bubbles: true, cancelable: true });
    find(element, '.transcript').dispatchEvent(over);
    const drop = new DragEvent('drop', { dataTransfer: carrying(pdf('dropped.pdf')), bubbles: true, cancelable: true });
    find(element, '.transcript').dispatchEvent(drop);
    await element.updateComplete;
    expect(fake.uploads.map(({ file }) => file.name)).to.deep.equal(['pasted.pdf', 'dropped.pdf']);
    expect([paste, over, drop].map(({ defaultPrevented }) => defaultPrevented)).to.deep.equal([true, true, true]);
  });

  it('are not taken from a pasted text, and dropped ones never replace the page', async () => {
    const { fake, element } = await held();
    const transfer = carrying(pdf());
    transfer.setData('text/plain', 'a cell');
    const paste = new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true });
    find(element, 'textarea').dispatchEvent(paste);
    expect([fake.uploads.length, paste.defaultPrevented]).to.deep.equal([0, false]);
    await press(element, '[data-mode="note"]');
    const drop = new DragEvent('drop', { dataTransfer: carrying(pdf()), bubbles: true, cancelable: true });
    find(element, '.transcript').dispatchEvent(drop);
    expect([fake.uploads.length, drop.defaultPrevented]).to.deep.equal([0, true]);
  });

  it('say how long they can still be had', async () => {
    const { fake, element } = await held();
    const hourMs = 3_600_000;
    const attachment = { name: 'a.pdf', contentType: 'application/pdf', url: 'https://f.example/a', expiresAt: fakeNow + 3.5 * hourMs };
    say(fake, 'c1', { type: 'message-sent', from: 'customer', text: '', attachments: [attachment] });
    const said: string[] = [];
    for (const passed of [0, 2 * hourMs, 3.5 * hourMs - 30_000, 3.5 * hourMs]) {
      fake.state.now = fakeNow + passed;
      element.requestUpdate();
      await element.updateComplete;
      said.push(words(element, '.attachment .size'));
    }
    expect(said).to.deep.equal(['expires in 3 h', 'expires in 90 min', 'expires in 1 min', 'expired']);
  });
});

describe('a message of the agent’s own', () => {
  it('says how far it got, in words and with a drawing', async () => {
    const { fake, element } = await held();
    say(fake, 'c1', { type: 'message-sent', from: 'agent', author: ana, text: 'Hello', term: 1 });
    const { id } = fake.conversation('c1').events.value.at(-1)!;
    const states = ['delivered', 'read', 'unknown', 'failed'] as const;
    const said: string[] = [];
    await element.updateComplete;
    said.push(words(element, '.delivery'));
    for (const state of states) {
      say(fake, 'c1', { type: 'delivery-changed', messageId: id, state, ...(state === 'failed' ? { reason: 'Number unknown' } : {}) });
      await element.updateComplete;
      said.push(words(element, '.delivery'));
      expect(find(element, '.delivery').querySelector('svg')).not.to.equal(null);
    }
    expect(said).to.deep.equal(['Sent', 'Delivered', 'Read', 'Delivery not confirmed', 'Not delivered: Number unknown']);
    await expect(element).to.be.accessible();
  });

  it('says why the customer did not get it, and in how many parts they did', async () => {
    const { fake, element } = await held();
    say(fake, 'c1', { type: 'message-sent', from: 'agent', author: ana, text: 'Hello', term: 1 });
    const { id } = fake.conversation('c1').events.value.at(-1)!;
    say(fake, 'c1', { type: 'delivery-changed', messageId: id, state: 'sent', parts: 3 });
    await element.updateComplete;
    expect(words(element, '.delivery')).to.equal('Sent: in 3 parts');
    say(fake, 'c1', { type: 'delivery-changed', messageId: id, state: 'delivered' });
    await element.updateComplete;
    expect(words(element, '.delivery')).to.equal('Delivered: in 3 parts');
    for (const [reason, why] of [['outside-window', 'the customer has not written for too long'], ['opted-out', 'the customer wants no messages']] as const) {
      say(fake, 'c1', { type: 'delivery-changed', messageId: id, state: 'failed', reason });
      await element.updateComplete;
      expect(words(element, '.delivery')).to.equal(`Not delivered: ${why}`);
    }
    say(fake, 'c1', { type: 'delivery-changed', messageId: id, state: 'unknown', reason: 'outcome-unknown' });
    await element.updateComplete;
    expect(words(element, '.delivery')).to.equal('Delivery not confirmed');
  });

  it('that the customer did not get can be sent again, as another message; one of unknown fate not', async () => {
    const { fake, element } = await held();
    say(fake, 'c1', { type: 'message-sent', from: 'agent', author: ana, text: 'Hello', term: 1 });
    const { id } = fake.conversation('c1').events.value.at(-1)!;
    say(fake, 'c1', { type: 'delivery-changed', messageId: id, state: 'unknown' });
    await element.updateComplete;
    expect(has(element, '[data-action="send-again"]')).to.equal(false);
    say(fake, 'c1', { type: 'delivery-changed', messageId: id, state: 'failed' });
    await element.updateComplete;
    await press(element, '[data-action="send-again"]');
    expect(fake.last('send').body).to.deep.equal({ name: 'send', conversationId: 'c1', term: 1, text: 'Hello' });
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'transferred' });
    takenBy(fake, ben, 2);
    await element.updateComplete;
    expect(has(element, '[data-action="send-again"]')).to.equal(false);
  });
});

describe('a message that goes to a phone', () => {
  /** Ana holds a conversation of a channel. */
  async function heldBy(channel: string): Promise<LiveTakeoverConversation> {
    const fake = createFakeClient();
    const begun = { type: 'conversation-started', bot: { id: 'b', name: 'Bank Assistant' }, channel, contact: { verified: false }, attributes: {}, reference: '7K3QX9TM', thread: 't' } as const;
    say(fake, 'c1', begun, { type: 'message-sent', from: 'customer', text: 'Hi' }, { type: 'takeover-started', operator: ana, term: 1 });
    return show(fake);
  }

  it('says beforehand as how many texts it goes out, and nothing of that elsewhere', async () => {
    const phone = await heldBy('sms');
    await write(phone, 'a'.repeat(160));
    expect(words(phone, '#composer-hint')).to.equal('Enter sends, Shift+Enter starts a new line');
    await write(phone, 'a'.repeat(161));
    expect(words(phone, '#composer-hint')).to.equal('goes out as 2 texts');
    await write(phone, `${'a'.repeat(160)}я`);
    expect(words(phone, '#composer-hint')).to.equal('goes out as 3 texts');
    const web = await heldBy('web');
    await write(web, 'a'.repeat(500));
    expect(words(web, '#composer-hint')).to.equal('Enter sends, Shift+Enter starts a new line');
  });
});
