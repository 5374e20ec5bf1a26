import { fold, type Conversation, type ConversationEvent } from '@live-takeover/sdk';
import { expect, nextFrame, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { createFakeClient, fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import { find, say, show, words } from './conversation.test-support.js';
import { LiveTakeoverConversation } from './live-takeover-conversation.js';
import { windowLimit } from './transcript-window.js';

customElements.define('live-takeover-conversation', LiveTakeoverConversation);

const total = 50_000;
const pageLength = 1_000;

function event(seq: number): ConversationEvent {
  const place = { id: `m${seq}`, conversationId: 'c1', seq, at: fakeNow - (total - seq) * 1_000 };
  if (seq === 1)
    return { ...place, type: 'conversation-started', bot: { id: 'b', name: 'Bank Assistant' }, channel: 'web', contact: { name: 'Maria', verified: false }, attributes: {}, reference: '7K3QX9TM', thread: 't' };
  return { ...place, type: 'message-sent', from: seq % 3 === 0 ? 'customer' : 'bot', text: `Message ${seq}. ${'words '.repeat(seq % 17)}` };
}

/** A conversation of fifty thousand events, of which the newest page is held and older ones come when they are asked for. */
function longConversation(): { readonly fake: FakeClient; readonly asked: () => number } {
  const fake = createFakeClient();
  const all = Array.from({ length: total }, (_, index) => event(index + 1));
  const known = fake.conversation('c1');
  known.conversation.set(all.reduce<Conversation | undefined>((head, one) => fold(head, one), undefined));
  known.events.set(all.slice(-pageLength));
  known.hasOlder.set(true);
  let pages = 0;
  fake.client.conversation = ((original) => (id: string) => ({
    ...original(id),
    async loadOlder() {
      pages += 1;
      const first = known.events.value[0]?.seq ?? 1;
      known.events.set([...all.slice(Math.max(0, first - 1 - pageLength), first - 1), ...known.events.value]);
      known.hasOlder.set(first - 1 - pageLength > 0);
    },
  }))(fake.client.conversation);
  return { fake, asked: () => pages };
}

const scrollerOf = (element: LiveTakeoverConversation): HTMLElement => find(element, '.transcript');
const shownKeys = (scroller: HTMLElement): readonly string[] => [...scroller.querySelectorAll<HTMLElement>('[data-key]')].map(({ dataset }) => dataset['key'] ?? '');

const seqOf = (item: Element | null | undefined): number => Number((item as HTMLElement | null | undefined)?.dataset['key']?.slice(1));

/** Scrolls as far as there is something, and lets what comes of it be rendered. */
async function scrollTo(element: LiveTakeoverConversation, top: number): Promise<void> {
  const scroller = scrollerOf(element);
  scroller.scrollTop = top;
  scroller.dispatchEvent(new Event('scroll'));
  await Promise.resolve();
  await Promise.resolve();
  await element.updateComplete;
}

/** What is at the top of the view, and how far from it. */
function eye(scroller: HTMLElement): { readonly item: Element; readonly topPx: number } {
  const edge = scroller.getBoundingClientRect().top;
  const item = [...scroller.querySelectorAll('[data-key]')].find((one) => one.getBoundingClientRect().bottom > edge);
  if (item === undefined) throw new Error('Nothing is in view.');
  return { item, topPx: item.getBoundingClientRect().top };
}

describe('a transcript of 50,000 messages', () => {
  it('opens at its end at once, with few of them in the page', async () => {
    const { fake, asked } = longConversation();
    const element = await show(fake);
    const scroller = scrollerOf(element);
    expect(scroller.textContent).to.include(`Message ${total}.`);
    expect(scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop).to.be.lessThan(2);
    expect([shownKeys(scroller).length <= windowLimit, asked()]).to.deep.equal([true, 0]);
  });

  it('is read to its beginning and back with a constant number of nodes, leaving nothing out, and nothing moves under the eye', async function () {
    this.timeout(200_000);
    const { fake } = longConversation();
    const element = await show(fake);
    const scroller = scrollerOf(element);
    const ends = (): readonly [number, number] => [seqOf(scroller.querySelector('.messages > [data-key]')), seqOf([...scroller.querySelectorAll('.messages > [data-key]')].at(-1))];
    let mostNodes = 0;
    for (const direction of ['up', 'down'] as const) {
      let [first, last] = ends();
      for (let step = 0; (direction === 'up' ? first > 1 : last < total) && step < 800; step += 1) {
        const topPx = direction === 'up' ? 100 : scroller.scrollHeight - scroller.clientHeight - 100;
        scroller.scrollTop = topPx;
        const before = step % 25 === 0 ? eye(scroller) : undefined;
        await scrollTo(element, topPx);
        const movedPx = before === undefined ? 0 : Math.abs(before.item.getBoundingClientRect().top - before.topPx);
        const [nextFirst, nextLast] = ends();
        expect(nextFirst <= last && nextLast >= first, `a gap at ${first}`).to.equal(true);
        [first, last] = [nextFirst, nextLast];
        // The test runner wants to hear from the page now and then.
        if (step % 5 === 0) await nextFrame();
        if (before === undefined) continue;
        expect(movedPx, `step ${step} ${direction}`).to.be.lessThan(2);
        mostNodes = Math.max(mostNodes, scroller.querySelectorAll('*').length);
      }
      expect(direction === 'up' ? first : last).to.equal(direction === 'up' ? 1 : total);
    }
    expect(mostNodes).to.be.lessThan(windowLimit * 20);
  });

  it('does not jump when messages arrive while it is read far above', async () => {
    const { fake } = longConversation();
    const element = await show(fake);
    for (let step = 0; step < 30; step += 1) await scrollTo(element, 100);
    const scroller = scrollerOf(element);
    await scrollTo(element, 900);
    const before = eye(scroller);
    const keys = shownKeys(scroller);
    for (let index = 0; index < 20; index += 1) {
      say(fake, 'c1', { type: 'message-sent', from: 'customer', text: `New ${index}` });
      await element.updateComplete;
    }
    await nextFrame();
    expect(Math.abs(before.item.getBoundingClientRect().top - before.topPx)).to.be.lessThan(1);
    expect(shownKeys(scroller)).to.deep.equal(keys);
    expect(words(element, '.to-end')).to.equal('20 new messages');
  });

  it('is searched to its beginning, reading older messages as it goes, and back', async () => {
    const { fake, asked } = longConversation();
    const element = await show(fake);
    scrollerOf(element).focus();
    await sendKeys({ press: 's' });
    await element.updateComplete;
    const input = find<HTMLInputElement>(element, '.find input');
    const search = async (text: string): Promise<string> => {
      input.value = text;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await element.updateComplete;
      await waitUntil(() => !words(element, '.find-count').includes('Searching'), 'it never ended', { timeout: 20_000 });
      await element.updateComplete;
      return words(element, '.find-count');
    };
    expect(await search(`message ${total}.`)).to.include('1 of 1');
    expect(await search('message 26.')).to.equal('1 of 1');
    expect(asked()).to.equal(total / pageLength - 1);
    const found = find(element, '.found');
    const view = scrollerOf(element).getBoundingClientRect();
    expect(found.textContent).to.include('Message 26.');
    expect(found.getBoundingClientRect().top).to.be.within(view.top, view.bottom);
    expect(await search('nowhere at all')).to.equal('Not found');
    await expect(element).to.be.accessible();
    await sendKeys({ press: 'Escape' });
    await element.updateComplete;
    expect(element.shadowRoot?.activeElement).to.equal(scrollerOf(element));
  });
});
