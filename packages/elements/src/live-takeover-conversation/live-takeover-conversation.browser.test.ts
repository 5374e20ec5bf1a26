import { TakeoverError } from '@live-takeover/sdk';
import { expect, nextFrame, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { createFakeClient, fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import { ana, ben, find, has, held, press, say, show, started, takenBy, words, write, type Fact } from './conversation.test-support.js';
import { LiveTakeoverConversation } from './live-takeover-conversation.js';
import { windowLimit } from './transcript-window.js';

customElements.define('live-takeover-conversation', LiveTakeoverConversation);

describe('<live-takeover-conversation> shows', () => {
  it('who it is, how things stand and what was said, to everybody', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    expect(words(element, '.header')).to.include('7K3QX9TM').and.to.include('Maria').and.to.include('Live');
    expect(words(element, '.transcript')).to.include('My card was declined').and.to.include('Default answer');
    expect(words(element, '.details')).to.include('SegmentPremium');
    await expect(element).to.be.accessible();
  });

  it('the customer at the start and whoever answers at the end, in either direction of writing', async () => {
    for (const dir of ['ltr', 'rtl']) {
      const { element } = await held();
      element.dir = dir;
      const scroller = find(element, '.transcript').getBoundingClientRect();
      const customer = find(element, '.message.customer .bubble').getBoundingClientRect();
      const bot = find(element, '.message.operator .bubble').getBoundingClientRect();
      const gapOf = (box: DOMRect): number => (dir === 'ltr' ? box.left - scroller.left : scroller.right - box.right);
      expect(gapOf(customer)).to.be.lessThan(gapOf(bot));
    }
  });

  it('that a conversation was erased, where its messages stood', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    const { events } = fake.conversation('c1');
    events.set(events.value.map((event) => (event.type === 'message-sent' ? { ...event, text: '' } : event)));
    say(fake, 'c1', { type: 'conversation-erased' });
    await element.updateComplete;
    expect(words(element, '.transcript')).not.to.include('declined');
    expect(words(element, '.message.customer .bubble')).to.equal('Erased');
    expect(words(element, '.transcript')).to.include('The content of this conversation was erased');
    expect(words(element, '.header')).not.to.include('Maria');
    expect(words(element, '.details')).not.to.include('Premium');
    await expect(element).to.be.accessible();
  });

  it('takeover, hand-back, late bot replies, notes and requests for what they are', async () => {
    const fake = createFakeClient();
    started(fake);
    say(fake, 'c1', { type: 'agent-requested', target: 'agents', reason: 'upset' });
    takenBy(fake, ana);
    say(
      fake,
      'c1',
      { type: 'bot-reply-suppressed', text: 'Too late', term: 0 },
      { type: 'note-added', by: ana, text: 'VIP' },
      { type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back' },
    );
    const text = words(await show(fake), '.transcript');
    for (const expected of [
      'The customer asked for an agent: upset',
      'Taken over from here by Ana',
      'Bot reply, not delivered',
      'Too late',
      'Internal note by Ana',
      'Handed back to the bot by Ana',
    ])
      expect(text).to.include(expected);
  });

  it('text as text, and links only to web, mail and telephone', async () => {
    const fake = createFakeClient();
    started(fake);
    say(fake, 'c1', { type: 'message-sent', from: 'customer', text: '<img src=x onerror=alert(1)> javascript:alert(1) https://a.example/b' });
    const element = await show(fake);
    const message = find(element, '.message:last-of-type .text');
    expect(message.querySelector('img')).to.equal(null);
    const links = [...message.querySelectorAll('a')];
    expect(links.map((link) => [link.href, link.rel, link.target])).to.deep.equal([
      ['https://a.example/b', 'noopener noreferrer nofollow', '_blank'],
    ]);
  });

  it('files as links, and one with a strange address as a name only', async () => {
    const fake = createFakeClient();
    started(fake);
    const files = ['https://f.example/a.pdf', 'javascript:alert(1)'].map((url, index) => ({ name: `file ${index}`, contentType: 'x/y', url, sizeBytes: 1_500 }));
    say(fake, 'c1', { type: 'message-sent', from: 'customer', text: '', attachments: files });
    const element = await show(fake);
    const shown = [...(element.shadowRoot?.querySelectorAll('.attachment') ?? [])];
    expect(shown.map((file) => [file.localName, file.textContent?.includes('file')])).to.deep.equal([
      ['a', true],
      ['span', true],
    ]);
  });

  it('who is typing', async () => {
    const { fake, element } = await held();
    fake.conversation('c1').typing.set([{ kind: 'customer', id: 'x', name: '' }]);
    await element.updateComplete;
    expect(words(element, '.typing')).to.equal('Maria is typing');
  });

  const placeholders: readonly (readonly [string, (fake: FakeClient) => Partial<LiveTakeoverConversation>, string])[] = [
    ['that it is not set up', () => ({ client: undefined }), 'Not set up yet'],
    ['that none is chosen', () => ({ conversationId: undefined }), 'No conversation chosen'],
    ['that it is loading', () => ({ conversationId: 'unread' }), 'Loading the conversation'],
    [
      'that there is no such conversation',
      (fake) => {
        fake.conversation('gone').error.set(new TakeoverError('conversation-unknown', ''));
        return { conversationId: 'gone' };
      },
      'Conversation not found',
    ],
    [
      'that it could not be read, and offers to try again',
      (fake) => {
        fake.conversation('ill').error.set(new TakeoverError('store-unavailable', ''));
        return { conversationId: 'ill' };
      },
      'could not be read Try again',
    ],
  ];
  for (const [name, given, expected] of placeholders)
    it(name, async () => {
      const fake = createFakeClient();
      started(fake);
      const element = await show(fake);
      Object.assign(element, given(fake));
      await element.updateComplete;
      expect(words(element)).to.include(expected);
      await expect(element).to.be.accessible();
    });

  it('since when it is not updating, and why it was refused', async () => {
    const { fake, element } = await held();
    fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: { state: 'connecting' } });
    await element.updateComplete;
    expect(words(element, '[part="banner"]')).to.include('Not updating since');
    fake.connection.set({ state: 'refused', error: new TakeoverError('unauthorized', '') });
    await element.updateComplete;
    expect(words(element, '[part="banner"]')).to.include('Sign in again');
  });
});

describe('opening a conversation', () => {
  it('is seeing the alerts that stand for it', async () => {
    const fake = createFakeClient();
    started(fake);
    const alert = { kind: 'action', at: fakeNow, ring: 1, botName: 'Bank Assistant', label: 'x' } as const;
    fake.alerts.set([
      { ...alert, id: 'a1', conversationId: 'c1' },
      { ...alert, id: 'a2', conversationId: 'c2' },
    ]);
    await show(fake);
    expect(fake.seenAlerts).to.deep.equal(['a1']);
  });
});

describe('taking over', () => {
  it('asks the page, tells the client, and shows nothing as done before it is', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    let asked: CustomEvent | undefined;
    document.addEventListener('takeover-request', (event) => (asked = event as CustomEvent), { once: true });
    await press(element, '[data-action="take-over"]');
    expect(asked?.detail.conversationId).to.equal('c1');
    expect([asked?.bubbles, asked?.composed, asked?.cancelable]).to.deep.equal([true, true, true]);
    expect(fake.last('take-over').body).to.include({ conversationId: 'c1', seenTerm: 0 });
    expect(words(element, '.bar')).to.include('Taking over').and.to.include('Bank Assistant is answering');
    expect(has(element, 'textarea')).to.equal(false);
  });

  it('gives the one command however often it is pressed', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    await press(element, '[data-action="take-over"]');
    await press(element, '[data-action="take-over"]');
    expect(fake.commands).to.have.length(1);
  });

  it('leaves it to the page when the page cancels', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    element.addEventListener('takeover-request', (event) => event.preventDefault());
    await press(element, '[data-action="take-over"]');
    expect(fake.commands).to.have.length(0);
    expect(words(element, '.bar')).to.include('Take over');
  });

  it('waits for what the page waits for', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    let go: () => void = () => undefined;
    const permission = new Promise<void>((resolve) => (go = resolve));
    element.addEventListener('takeover-request', (event) =>
      (event as CustomEvent<{ waitUntil(promise: Promise<unknown>): void }>).detail.waitUntil(permission),
    );
    await press(element, '[data-action="take-over"]');
    expect([fake.commands.length, words(element, '.bar').includes('Taking over')]).to.deep.equal([0, true]);
    go();
    await waitUntil(() => fake.commands.length === 1);
  });

  it('moves the keyboard into the composer once the conversation is held', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    find(element, '[data-action="take-over"]').focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => fake.commands.length === 1);
    fake.last('take-over').acknowledge();
    takenBy(fake, ana);
    await element.updateComplete;
    expect(element.shadowRoot?.activeElement?.localName).to.equal('textarea');
    expect(words(element, '.bar')).to.include('You are talking to the customer');
    await expect(element).to.be.accessible();
  });

  it('tells the loser of a race who won', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    find(element, '[data-action="take-over"]').focus();
    await press(element, '[data-action="take-over"]');
    takenBy(fake, ben);
    fake.last('take-over').fail(new TakeoverError('already-taken', '', { holder: 'Ben' }));
    await element.updateComplete;
    expect(words(element, '.notice')).to.equal('Ben took this conversation over.');
    expect(words(element, '.bar')).to.include('Ben is talking to the customer');
    expect(has(element, 'textarea')).to.equal(false);
    await expect(element).to.be.accessible();
    await press(element, '.notice .plain');
    expect(has(element, '.notice')).to.equal(false);
  });

  it('from a colleague is a supervisor’s alone', async () => {
    const fake = createFakeClient();
    started(fake);
    takenBy(fake, ben);
    const element = await show(fake);
    expect(has(element, '[data-action="take-over"]')).to.equal(false);
    fake.me.set({ id: 'ana', name: 'Ana', role: 'supervisor' });
    await element.updateComplete;
    await press(element, '[data-action="take-over"]');
    expect(words(element, 'dialog')).to.include('Take over from Ben?');
    expect(fake.commands).to.have.length(0);
    await press(element, 'dialog .primary');
    expect(fake.last('take-over').body).to.include({ force: true });
  });
});

describe('an agent who holds a conversation', () => {
  it('hands it back, and the keyboard goes to Undo', async () => {
    const { fake, element } = await held();
    find(element, '[data-action="hand-back"]').focus();
    await press(element, '[data-action="hand-back"]');
    expect(fake.last('hand-back').body).to.include({ conversationId: 'c1', term: 1 });
    expect(words(element, '.bar')).to.include('Handing back');
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back' });
    fake.last('hand-back').acknowledge();
    await element.updateComplete;
    expect(element.shadowRoot?.activeElement?.getAttribute('data-action')).to.equal('undo');
  });

  it('sends with Enter and starts a new line with Shift+Enter', async () => {
    const { fake, element } = await held();
    find(element, 'textarea').focus();
    await sendKeys({ type: 'Hello' });
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Shift' });
    await sendKeys({ type: 'Maria' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => fake.commands.length === 1);
    await element.updateComplete;
    expect(fake.last('send').body).to.deep.equal({ name: 'send', conversationId: 'c1', term: 1, text: 'Hello\nMaria' });
    expect(find<HTMLTextAreaElement>(element, 'textarea').value).to.equal('');
    expect(words(element, '.outgoing')).to.include('Hello Maria').and.to.include('Sending');
  });

  it('does not send while a word is being composed by an input method', async () => {
    const { fake, element } = await held();
    await write(element, 'にほん');
    find(element, 'textarea').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }));
    expect(fake.commands).to.have.length(0);
  });

  it('sees the message once, when it stands in the transcript', async () => {
    const { fake, element } = await held();
    await write(element, 'Hello');
    await press(element, '.composer .primary');
    const command = fake.last('send');
    say(fake, 'c1', { type: 'message-sent', from: 'agent', author: ana, text: 'Hello', term: 1, causedBy: command.id });
    command.acknowledge();
    await element.updateComplete;
    expect(has(element, '.outgoing')).to.equal(false);
    expect(words(element, '.transcript').split('Hello').length - 1).to.equal(1);
  });

  it('cannot send nothing, nor more than the limit, and is told how much too much it is', async () => {
    const { fake, element } = await held();
    element.messageLimit = 10;
    for (const text of ['', '  \n ', 'x'.repeat(13)]) {
      await write(element, text);
      await press(element, '.composer .primary');
    }
    expect(fake.commands).to.have.length(0);
    expect(words(element, '.composer-hint')).to.equal('3 characters too many: at most 10 in one message.');
    expect(find(element, 'textarea').getAttribute('aria-invalid')).to.equal('true');
    await write(element, 'x'.repeat(9));
    expect(words(element, '.composer-hint')).to.equal('1 character left');
  });

  it('keeps to what the backend takes, unless the page says otherwise', async () => {
    const { fake, element } = await held();
    fake.limits.set({ messageLength: 5 });
    await write(element, 'seven!!');
    expect(words(element, '.composer-hint')).to.equal('2 characters too many: at most 5 in one message.');
    element.messageLimit = 6;
    await element.updateComplete;
    expect(words(element, '.composer-hint')).to.equal('1 character too many: at most 6 in one message.');
  });

  it('lets the agent try again after a refusal', async () => {
    const { fake, element } = await held();
    fake.connection.set({ state: 'refused', error: new TakeoverError('unauthorized', '') });
    await element.updateComplete;
    await press(element, '.banner .button');
    expect(fake.state.retries).to.equal(1);
  });

  it('leads the focus on when the control under it goes away', async () => {
    const { fake, element } = await held();
    const error = new TakeoverError('unauthorized', '');
    fake.connection.set({ state: 'refused', error });
    await element.updateComplete;
    find(element, '.banner .button').focus();
    fake.connection.set({ state: 'up-to-date' });
    await element.updateComplete;
    expect(element.shadowRoot?.activeElement?.className).to.equal('transcript');
  });

  it('keeps the text of a message that failed, and can send, edit or discard it', async () => {
    const { fake, element } = await held();
    await write(element, 'Hello');
    await press(element, '.composer .primary');
    fake.last('send').fail(new TakeoverError('gateway-unreachable', '', { retry: true }));
    await element.updateComplete;
    expect(words(element, '.outgoing')).to.include('Hello').and.to.include('Not sent');
    await expect(element).to.be.accessible();
    await press(element, '.message-actions .plain:nth-child(1)');
    expect(fake.commands).to.have.length(2);
    fake.last('send').fail(new TakeoverError('gateway-unreachable', '', { retry: true }));
    await element.updateComplete;
    await press(element, '.message-actions .plain:nth-child(2)');
    expect([find<HTMLTextAreaElement>(element, 'textarea').value, has(element, '.outgoing')]).to.deep.equal(['Hello', false]);
  });

  it('repeats a message of unknown outcome under the id it had, so that it cannot arrive twice', async () => {
    const { fake, element } = await held();
    const ids: (string | undefined)[] = [];
    const { command } = fake.client;
    fake.client.command = (body, options) => {
      ids.push(options?.id);
      return command(body, options);
    };
    await write(element, 'Hello');
    await press(element, '.composer .primary');
    const { id } = fake.last('send');
    fake.last('send').fail(new TakeoverError('outcome-unknown', ''));
    await element.updateComplete;
    await press(element, '.message-actions .plain:nth-child(1)');
    expect(ids).to.deep.equal([undefined, id]);
  });

  it('is asked before sending while not up to date', async () => {
    const { fake, element } = await held();
    fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: { state: 'connecting' } });
    await write(element, 'Hello');
    find(element, 'textarea').focus();
    await sendKeys({ press: 'Enter' });
    await element.updateComplete;
    expect(fake.commands).to.have.length(0);
    expect(words(element, '.confirm')).to.include('Not up to date: send anyway?');
    expect(element.shadowRoot?.activeElement?.textContent).to.include('Send anyway');
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => fake.commands.length === 1);
  });

  it('does not send by itself when the connection returns meanwhile', async () => {
    const { fake, element } = await held();
    fake.freshness.set({ state: 'catching-up' });
    await write(element, 'Hello');
    await press(element, '.composer .primary');
    fake.freshness.set({ state: 'up-to-date' });
    await element.updateComplete;
    expect([fake.commands.length, has(element, '.confirm')]).to.deep.equal([0, false]);
    expect(find<HTMLTextAreaElement>(element, 'textarea').value).to.equal('Hello');
  });

  it('is seen typing until the text is sent, emptied or left', async () => {
    const { fake, element } = await held();
    await write(element, 'H');
    await write(element, '');
    await write(element, 'He');
    await press(element, '.composer .primary');
    expect(fake.conversation('c1').typingSignals).to.deep.equal([true, false, true, false]);
  });

  it('finds the draft again after looking at another conversation', async () => {
    const { fake, element } = await held();
    started(fake, 'c2');
    takenBy(fake, ana, 1, 'c2');
    await write(element, 'Half a sen');
    element.conversationId = 'c2';
    await element.updateComplete;
    expect(find<HTMLTextAreaElement>(element, 'textarea').value).to.equal('');
    element.conversationId = 'c1';
    await element.updateComplete;
    expect(find<HTMLTextAreaElement>(element, 'textarea').value).to.equal('Half a sen');
  });

  it('who loses the conversation loses the composer, but not an unsent message', async () => {
    const { fake, element } = await held();
    await write(element, 'Hello');
    await press(element, '.composer .primary');
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'transferred' });
    takenBy(fake, ben, 2);
    fake.last('send').fail(new TakeoverError('stale-term', ''));
    await element.updateComplete;
    expect(has(element, 'textarea')).to.equal(false);
    expect(words(element, '.outgoing')).to.include('Hello').and.to.include('Not sent');
    expect(has(element, '.message-actions .plain:nth-child(2)')).to.equal(false);
  });
});

describe('a conversation in Action', () => {
  it('is dismissed by “Looked, fine”', async () => {
    const fake = createFakeClient();
    started(fake);
    for (let round = 0; round < 2; round += 1)
      say(
        fake,
        'c1',
        { type: 'message-sent', from: 'customer', text: 'What?' },
        { type: 'message-sent', from: 'bot', text: 'Sorry?', defaultAnswer: true },
      );
    const element = await show(fake);
    expect(words(element, '.status')).to.equal('Action default answer 3 of 3');
    await press(element, '[data-action="dismiss-action"]');
    expect(fake.last('dismiss-action').body).to.include({ conversationId: 'c1' });
    say(fake, 'c1', { type: 'action-dismissed', by: ana });
    fake.last('dismiss-action').acknowledge();
    await element.updateComplete;
    expect(has(element, '[data-action="dismiss-action"]')).to.equal(false);
  });
});

describe('the transcript', () => {
  const talk = (fake: FakeClient, messages: number): void =>
    say(fake, 'c1', ...Array.from({ length: messages }, (_, index): Fact => ({ type: 'message-sent', from: index % 2 ? 'bot' : 'customer', text: `Message ${index}` })));
  const scrollerOf = (element: LiveTakeoverConversation): HTMLElement => find(element, '.transcript');
  const below = (scroller: HTMLElement): number => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  const settle = async (element: LiveTakeoverConversation): Promise<void> => {
    for (let frame = 0; frame < 3; frame += 1) await nextFrame();
    await element.updateComplete;
  };

  it('opens at the newest message and stays there', async () => {
    const fake = createFakeClient();
    started(fake);
    talk(fake, 60);
    const element = await show(fake);
    await settle(element);
    expect(below(scrollerOf(element))).to.be.lessThan(2);
    talk(fake, 5);
    await settle(element);
    expect(below(scrollerOf(element))).to.be.lessThan(2);
  });

  it('does not pull a reader away, says how many messages are new, and leads there', async () => {
    const fake = createFakeClient();
    started(fake);
    talk(fake, 60);
    const element = await show(fake);
    await settle(element);
    const scroller = scrollerOf(element);
    scroller.scrollTop = scroller.scrollHeight / 2;
    await settle(element);
    const { scrollTop } = scroller;
    say(fake, 'c1', { type: 'message-sent', from: 'customer', text: 'Hello?' });
    await settle(element);
    expect(Math.abs(scroller.scrollTop - scrollTop)).to.be.lessThan(2);
    expect(words(element, '.to-end')).to.equal('1 new message');
    await press(element, '.to-end');
    await settle(element);
    expect(below(scroller)).to.be.lessThan(2);
    expect(has(element, '.to-end')).to.equal(false);
  });

  it('reads older pages when the reader comes near the beginning, and keeps their place', async () => {
    const fake = createFakeClient();
    started(fake);
    talk(fake, 200);
    const known = fake.conversation('c1');
    const all = known.events.value;
    known.events.set(all.slice(100));
    known.hasOlder.set(true);
    fake.client.conversation = ((original) => (id: string) => ({
      ...original(id),
      loadOlder: () => {
        known.olderRequests += 1;
        known.events.set(all);
        known.hasOlder.set(false);
        return Promise.resolve();
      },
    }))(fake.client.conversation);
    const element = await show(fake);
    await settle(element);
    const scroller = scrollerOf(element);
    scroller.scrollTop = 300;
    const eye = [...scroller.querySelectorAll('.message')].find((item) => item.getBoundingClientRect().top >= scroller.getBoundingClientRect().top);
    const before = eye?.getBoundingClientRect().top ?? 0;
    await settle(element);
    expect(known.olderRequests).to.equal(1);
    expect(Math.abs((eye?.getBoundingClientRect().top ?? Infinity) - before)).to.be.lessThan(2);
    expect(scroller.scrollTop).to.be.greaterThan(300);
  });

  it('asks once, not for ever, where a page brings nothing', async () => {
    const fake = createFakeClient();
    started(fake);
    fake.conversation('c1').hasOlder.set(true);
    const element = await show(fake);
    for (let round = 0; round < 5; round += 1) await settle(element);
    expect(fake.conversation('c1').olderRequests).to.equal(1);
    await press(element, '.older .button');
    expect(fake.conversation('c1').olderRequests).to.equal(2);
  });

  it('holds no more than its window of a long conversation, from end to beginning and back', async () => {
    const fake = createFakeClient();
    started(fake);
    talk(fake, 3_000);
    const element = await show(fake);
    await settle(element);
    const scroller = scrollerOf(element);
    const shown = (): number => scroller.querySelectorAll('[data-key]').length;
    for (let step = 0; !scroller.textContent?.includes('My card was declined') && step < 200; step += 1) {
      scroller.scrollTop = 0;
      await settle(element);
      expect(shown()).to.be.at.most(windowLimit);
    }
    expect(scroller.textContent).to.include('My card was declined');
    for (let step = 0; !scroller.textContent?.includes('Message 2999') && step < 200; step += 1) {
      scroller.scrollTop = scroller.scrollHeight;
      await settle(element);
      expect(shown()).to.be.at.most(windowLimit);
    }
    expect(scroller.textContent).to.include('Message 2999');
  });

  it('speaks new messages politely, and not those that were there', async () => {
    const { fake, element } = await held();
    const region = find(element, '.announcements');
    expect([region.getAttribute('role'), region.textContent]).to.deep.equal(['status', '']);
    say(fake, 'c1', { type: 'message-sent', from: 'customer', text: 'Are you there?' });
    await element.updateComplete;
    expect(region.textContent).to.equal('Maria: Are you there?');
  });
});

describe('an element that leaves the page', () => {
  it('closes its view, stops typing, and opens anew when it returns', async () => {
    const { fake, element } = await held();
    const parent = element.parentElement;
    await write(element, 'Hel');
    expect(fake.conversation('c1').openViews).to.equal(1);
    element.remove();
    expect([fake.conversation('c1').openViews, fake.conversation('c1').typingSignals.at(-1)]).to.deep.equal([0, false]);
    say(fake, 'c1', { type: 'message-sent', from: 'customer', text: 'Meanwhile' });
    parent?.append(element);
    await element.updateComplete;
    expect(fake.conversation('c1').openViews).to.equal(1);
    expect(words(element, '.transcript')).to.include('Meanwhile');
    expect(find<HTMLTextAreaElement>(element, 'textarea').value).to.equal('Hel');
  });

  it('copies the reference for whoever presses it', async () => {
    const { element } = await held();
    const copied: string[] = [];
    const { clipboard } = navigator;
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: (text: string) => Promise.resolve(void copied.push(text)) } });
    await press(element, '.reference');
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
    expect(copied).to.deep.equal(['7K3QX9TM']);
    expect(words(element, '.reference')).to.equal('Copied');
  });
});
