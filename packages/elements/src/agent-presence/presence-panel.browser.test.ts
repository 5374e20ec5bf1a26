import { TakeoverError, type AgentPresence as Colleague } from '@live-takeover/sdk';
import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { FakeBrowser } from '../alerting/fake-browser.test-support.js';
import { createFakeClient, fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import type { AgentPresence } from './agent-presence.js';
import type { SetOfflineDetail } from './availability-changes.js';
import { alertOf, chooseReason, find, findAll, lineOf, memoryStore, openBrowser, press, setOfflineBy, settle, show, toasts, words, type ShowOptions } from './presence.test-support.js';

let browser: FakeBrowser;
beforeEach(() => void (browser = openBrowser()));

/** Opens the panel as a hand would, and waits until it is there. */
async function openPanel(element: AgentPresence): Promise<void> {
  find(element, '.menu').focus();
  const shown = oneEvent(find(element, '#panel'), 'toggle');
  await sendKeys({ press: 'Enter' });
  await shown;
  for (const details of findAll<HTMLDetailsElement>(element, 'details')) details.open = true;
  await settle(element);
}

async function shownPanel(fake: FakeClient, options?: ShowOptions): Promise<AgentPresence> {
  const element = await show(fake, options);
  await openPanel(element);
  return element;
}

const focused = (element: AgentPresence): HTMLElement | null => element.shadowRoot?.activeElement as HTMLElement | null;
const isOpen = (element: AgentPresence, id: string): boolean => find(element, `#${id}`).matches(':popover-open');

describe('the availability of an agent', () => {
  it('is chosen by the keyboard alone, and none is chosen on the way', async () => {
    const fake = createFakeClient();
    chooseReason(fake, 'online');
    const element = await shownPanel(fake);
    expect(focused(element)?.dataset['availability']).to.equal('online');
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'ArrowDown' });
    expect([focused(element)?.dataset['availability'], fake.commands.length]).to.deep.equal(['training', 0]);
    await sendKeys({ press: 'ArrowUp' });
    await sendKeys({ press: 'Enter' });
    await settle(element);
    expect(fake.last('set-availability').body).to.deep.equal({ name: 'set-availability', availability: 'break' });
    fake.availability.set('break');
    fake.last('set-availability').acknowledge();
    await settle(element);
    expect(findAll(element, '.choice').map((choice) => [lineOf(choice), choice.getAttribute('aria-checked')])).to.deep.equal([
      ['Agent Online Requests reach you', 'false'],
      ['On a break No requests reach you', 'true'],
      ['In training Requests reach you', 'false'],
      ['Agent Offline No requests reach you', 'false'],
    ]);
    const closed = oneEvent(find(element, '#panel'), 'toggle');
    await sendKeys({ press: 'Escape' });
    await closed;
    expect([isOpen(element, 'panel'), focused(element)?.classList.contains('menu')]).to.deep.equal([false, true]);
  });

  it('says who set the agent Offline, and how much they hold', async () => {
    const fake = createFakeClient();
    setOfflineBy(fake, 'Sam');
    fake.agents.set(fake.agents.value.map((agent) => ({ ...agent, holding: 5, capacity: 5 })));
    const element = await shownPanel(fake);
    expect(words(element, '#panel section')).to.include('Set to Offline by Sam. Choose again when you are back.');
    expect(words(element, '#panel section')).to.include('You hold 5 of 5 conversations').and.to.include('Your desk is full');
    await expect(element).to.be.accessible();
  });

  it('is asked of the page first', async () => {
    const fake = createFakeClient();
    const element = await show(fake);
    element.addEventListener('availability-request', (event) => event.preventDefault());
    await press(element, '.switch');
    expect(fake.commands).to.have.length(0);
  });
});

describe('the list of colleagues', () => {
  const colleague = (id: string, more: Partial<Colleague> = {}): Colleague => ({ id, name: id, availability: 'online', isReachable: true, ...more });
  const supervised = async (role: 'agent' | 'supervisor' = 'supervisor'): Promise<{ readonly fake: FakeClient; readonly element: AgentPresence }> => {
    const fake = createFakeClient();
    chooseReason(fake, 'online');
    fake.me.set({ id: 'ana', name: 'Ana', role });
    fake.agents.set([
      colleague('ana'),
      colleague('Zoe', { holding: 2, capacity: 5 }),
      colleague('Full', { holding: 5, capacity: 5 }),
      colleague('Away', { availability: 'break' }),
      colleague('Lost', { isReachable: false, unreachableSince: new Date(2026, 10, 20, 14, 2).getTime() }),
      colleague('Off', { availability: 'offline', setBy: 'Sam' }),
    ]);
    return { fake, element: await shownPanel(fake) };
  };
  const line = (element: AgentPresence, id: string): string => words(element, `[data-agent="${id}"]`);

  it('tells what each chose, since when they are not connected, and how much they hold', async () => {
    const { element } = await supervised('agent');
    expect(findAll(element, '.colleague').map((each) => each.dataset['agent'])).to.deep.equal(['Zoe', 'Away', 'Full', 'Lost', 'Off']);
    expect(words(element, '.colleagues-heading')).to.equal('Colleagues · 1 available');
    expect(line(element, 'Zoe')).to.equal('Zoe 2 of 5holds 2 of 5 conversations Online');
    expect(line(element, 'Full')).to.include('Online, desk full');
    expect(line(element, 'Away')).to.equal('Away On a break');
    expect(line(element, 'Lost')).to.match(/^Lost not connected since .*0?2:02/u);
    expect(line(element, 'Off')).to.equal('Off Offline, set by Sam');
    expect(findAll(element, '.set-offline')).to.deep.equal([]);
    await expect(element).to.be.accessible();
  });

  it('lets a supervisor set one Offline, once they have confirmed it', async () => {
    const { fake, element } = await supervised();
    const asked: SetOfflineDetail[] = [];
    element.addEventListener('set-offline-request', (event) => asked.push((event as CustomEvent<SetOfflineDetail>).detail));
    find(element, '[data-agent="Zoe"] .set-offline').focus();
    await sendKeys({ press: 'Enter' });
    await settle(element);
    expect([words(element, '.confirm strong'), focused(element)?.classList.contains('cancel'), fake.commands.length]).to.deep.equal(['Set Zoe Offline?', true, 0]);
    await expect(element).to.be.accessible();
    await sendKeys({ press: 'Enter' });
    await settle(element);
    expect([findAll(element, '.confirm').length, focused(element)?.classList.contains('set-offline'), asked.length]).to.deep.equal([0, true, 0]);
    await press(element, '[data-agent="Zoe"] .set-offline');
    await press(element, '.confirm .primary');
    expect(asked.map(({ agentId, name }) => [agentId, name])).to.deep.equal([['Zoe', 'Zoe']]);
    expect(fake.last('set-availability').body).to.deep.equal({ name: 'set-availability', availability: 'offline', agentId: 'Zoe' });
    expect(line(element, 'Zoe')).to.include('Setting Offline …');
    fake.last('set-availability').fail(new TakeoverError('forbidden', ''));
    await settle(element);
    expect(line(element, 'Zoe')).to.include('This did not work. Your account may not do this.');
  });

  it('does nothing that the page does not want', async () => {
    const { fake, element } = await supervised();
    element.addEventListener('set-offline-request', (event) => event.preventDefault());
    await press(element, '[data-agent="Zoe"] .set-offline');
    await press(element, '.confirm .primary');
    expect(fake.commands).to.have.length(0);
  });
});

describe('do not disturb', () => {
  it('keeps sound and desktop quiet, shows alerts in the page, and ends by itself', async () => {
    const fake = createFakeClient();
    const element = await shownPanel(fake);
    await press(element, '[part="button quiet"]');
    expect(words(element, '[part="quiet"]')).to.match(/^Do not disturb until /u);
    expect(fake.availability.value).to.equal('online');
    fake.alerts.set([alertOf('a', { kind: 'takeover-lost', by: 'Sam' })]);
    await settle(element);
    await browser.clock.pass(10_000);
    expect([browser.sounds, browser.notifications, toasts(element).length]).to.deep.equal([[], [], 1]);
    await browser.clock.pass(30 * 60_000);
    await settle(element);
    expect(findAll(element, '[part="quiet"]')).to.deep.equal([]);
    fake.state.now = browser.clock.now();
    fake.alerts.set([...fake.alerts.value, alertOf('b', { at: browser.clock.now() })]);
    await settle(element);
    await browser.clock.pass(10_000);
    expect([browser.sounds.length, browser.notifications.length]).to.deep.equal([1, 1]);
  });

  it('is turned off by a press on what says so', async () => {
    const fake = createFakeClient();
    const element = await shownPanel(fake);
    findAll(element, '[part="button quiet"]').at(-1)?.click();
    await settle(element);
    expect(words(element, '[part="quiet"]')).to.equal('Do not disturb');
    expect(find(element, '[part="quiet"]').getAttribute('aria-label')).to.equal('Do not disturb. Turn it off.');
    await expect(element).to.be.accessible();
    await press(element, '[part="quiet"]');
    expect(findAll(element, '[part="quiet"]')).to.deep.equal([]);
  });
});

describe('the choice of alerts', () => {
  const box = (element: AgentPresence, kind: string, channel: string): HTMLInputElement => find<HTMLInputElement>(element, `[data-kind="${kind}"][data-channel="${channel}"]`);

  it('holds for each kind and way, and takes effect at once', async () => {
    const fake = createFakeClient();
    const element = await shownPanel(fake);
    box(element, 'action', 'page').click();
    box(element, 'agent-request', 'sound').click();
    await settle(element);
    fake.alerts.set([alertOf('a', { kind: 'action' }), alertOf('b')]);
    await settle(element);
    await browser.clock.pass(1_000);
    expect(toasts(element).map((toast) => toast.getAttribute('part'))).to.deep.equal(['alert agent-request']);
    expect([browser.sounds.length, words(element, '.count')]).to.deep.equal([1, '1']);
    expect(browser.notifications.map(({ title }) => title)).to.deep.equal(['2 conversations call you']);
    expect(box(element, 'takeover-lost', 'page').disabled).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('is kept for the agent', async () => {
    const store = memoryStore();
    const first = await shownPanel(createFakeClient(), { store });
    box(first, 'action', 'sound').click();
    first.remove();
    const second = await shownPanel(createFakeClient(), { store });
    expect([box(second, 'action', 'sound').checked, box(second, 'action', 'desktop').checked]).to.deep.equal([false, true]);
  });
});

describe('the test of the alerts', () => {
  const tested = async (): Promise<readonly string[]> => {
    const element = await shownPanel(createFakeClient());
    find(element, '[part="button test"]').click();
    await browser.clock.pass(1_000);
    await settle(element);
    return findAll(element, '.test .note').map(lineOf);
  };

  it('rings and notifies for real', async () => {
    expect((await tested()).map((line) => line.split('.')[0])).to.deep.equal(['Sound was played', 'A desktop notification was shown']);
    expect([browser.sounds.length, browser.notifications.map(({ title }) => title)]).to.deep.equal([1, ['Test alert']]);
  });

  it('asks for permission, and says what did not work', async () => {
    browser.permission = 'default';
    browser.answer = 'denied';
    browser.letsSoundOut = false;
    expect((await tested()).map((line) => line.split(':')[0])).to.deep.equal(['No sound', 'No desktop notification']);
    expect([browser.sounds, browser.notifications, browser.permission]).to.deep.equal([[], [], 'denied']);
  });

  it('has its blocked sound let out by a press anywhere', async () => {
    browser.letsSoundOut = false;
    const element = await show(createFakeClient());
    await browser.clock.pass(1_000);
    await settle(element);
    expect(words(element, '[part="unlock"]')).to.equal('Sound is blocked: turn it on');
    browser.letsSoundOut = true;
    window.dispatchEvent(new PointerEvent('pointerup'));
    await browser.clock.pass(0);
    await settle(element);
    expect(findAll(element, '[part="unlock"]')).to.deep.equal([]);
  });
});

describe('the card for who is new', () => {
  it('opens once per agent, explains the statuses, and leaves the focus where it is', async () => {
    const store = memoryStore();
    const element = await show(createFakeClient(), { guide: '', store });
    await settle(element);
    expect([isOpen(element, 'guide'), focused(element)]).to.deep.equal([true, null]);
    expect(findAll(element, '.statuses dt').map(lineOf)).to.deep.equal(['Waiting For Agent', 'Action', 'Live', 'Stalled', 'Abandoned']);
    expect(words(element, '#guide')).to.include('Hold order').and.to.include('Up to date');
    await expect(element).to.be.accessible();
    await press(element, '[part="button done"]');
    expect(isOpen(element, 'guide')).to.equal(false);
    element.remove();
    const again = await show(createFakeClient(), { guide: '', store });
    expect(isOpen(again, 'guide')).to.equal(false);
    const other = createFakeClient();
    other.me.set({ id: 'ben', name: 'Ben', role: 'agent' });
    expect(isOpen(await show(other, { guide: '', store }), 'guide')).to.equal(true);
  });

  it('rings a test alert, and goes at Escape', async () => {
    const element = await show(createFakeClient(), { guide: '' });
    await press(element, '#guide [part="button test"]');
    await browser.clock.pass(0);
    expect([browser.sounds.length, browser.notifications.length]).to.deep.equal([1, 1]);
    find(element, '#guide [part="button done"]').focus();
    await sendKeys({ press: 'Escape' });
    expect(isOpen(element, 'guide')).to.equal(false);
  });

  it('is there again when it is called for', async () => {
    const element = await shownPanel(createFakeClient());
    await press(element, '[part="button guide"]');
    expect([isOpen(element, 'panel'), isOpen(element, 'guide')]).to.deep.equal([false, true]);
  });

  it('waits for a connection, and for preferences that come late', async () => {
    let answer: (value: string | null) => void = () => undefined;
    const store = { read: () => new Promise<string | null>((resolve) => void (answer = resolve)), write: () => undefined };
    const element = await show(createFakeClient(), { guide: '', store });
    expect(isOpen(element, 'guide')).to.equal(false);
    answer('seen');
    await settle(element);
    expect(isOpen(element, 'guide')).to.equal(false);
  });
});

describe('what is said aloud', () => {
  const said = (element: AgentPresence): readonly string[] => [words(element, '.polite'), words(element, '.assertive')];

  it('interrupts for what was given or taken, and else waits its turn and is said together', async () => {
    const fake = createFakeClient();
    const element = await show(fake);
    fake.alerts.set([alertOf('a')]);
    await settle(element);
    expect(said(element)).to.deep.equal(['Customer asks for an agent: Label a', '']);
    fake.alerts.set([...fake.alerts.value, alertOf('b'), alertOf('c', { kind: 'action' }), alertOf('d', { kind: 'takeover-lost', by: 'Sam' })]);
    await settle(element);
    expect(said(element)).to.deep.equal(['Customer asks for an agent: Label a', 'Taken from you by Sam: Label d']);
    await browser.clock.pass(5_000);
    await settle(element);
    expect(said(element)[0]).to.equal('2 conversations call you');
  });

  it('interrupts when the connection is lost, and says politely that a supervisor set the agent Offline', async () => {
    const fake = createFakeClient();
    const element = await show(fake);
    setOfflineBy(fake, 'Sam');
    await settle(element);
    expect(said(element)).to.deep.equal(['Agent Offline · set by Sam', '']);
    fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: { state: 'connecting' } });
    await settle(element);
    expect(said(element)[1]).to.match(/^Offline: connection lost/u);
  });
});

describe('alerts about the agent’s own conversations', () => {
  it('come whatever the agent chose to be', async () => {
    const fake = createFakeClient();
    fake.availability.set('offline');
    fake.alerts.set([alertOf('a'), alertOf('b', { kind: 'customer-message' }), alertOf('c', { kind: 'assigned', by: 'Sam' })]);
    const element = await show(fake);
    expect(toasts(element).map((toast) => lineOf(toast.querySelector('.toast-title')!))).to.deep.equal(['Given to you by Sam', 'Your customer wrote']);
  });

  it('about a customer’s message end when the conversation is read on this page', async () => {
    const fake = createFakeClient();
    const element = await show(fake);
    fake.alerts.set([alertOf('a', { kind: 'customer-message' })]);
    fake.client.markRead('c-a');
    await settle(element);
    await browser.clock.pass(1_000);
    expect([fake.seenAlerts, browser.sounds, toasts(element)]).to.deep.equal([['a'], [], []]);
  });
});

describe('five tabs', () => {
  const tabs = async (): Promise<{ readonly elements: readonly AgentPresence[]; readonly ring: (id: string) => Promise<void> }> => {
    const store = memoryStore();
    const fakes = Array.from({ length: 5 }, () => createFakeClient());
    const elements: AgentPresence[] = [];
    for (const fake of fakes) elements.push(await show(fake, { store }));
    await browser.clock.pass(0);
    const ring = async (id: string): Promise<void> => {
      for (const fake of fakes) fake.alerts.set([...fake.alerts.value, alertOf(id)]);
      for (const element of elements) await settle(element);
    };
    return { elements, ring };
  };

  it('make one sound and one notification', async () => {
    const { ring } = await tabs();
    await ring('a');
    await browser.clock.pass(60_000);
    expect([browser.sounds.length, browser.notifications.length]).to.deep.equal([1, 1]);
  });

  it('go on ringing when the one that rang is closed, even before it rang', async () => {
    const { elements, ring } = await tabs();
    await ring('a');
    elements[0]?.remove();
    await browser.clock.pass(60_000);
    expect([browser.sounds.length, browser.notifications.length]).to.deep.equal([1, 1]);
    elements[1]?.remove();
    await browser.clock.pass(0);
    await ring('b');
    await browser.clock.pass(60_000);
    expect([browser.sounds.length, browser.notifications.length]).to.deep.equal([2, 2]);
  });

  it('leave the sound to one that the browser lets out', async () => {
    browser.letsSoundOut = false;
    const { ring } = await tabs();
    await browser.clock.pass(1_000);
    browser.letsSoundOut = true;
    window.dispatchEvent(new PointerEvent('pointerup'));
    await browser.clock.pass(0);
    await ring('a');
    await browser.clock.pass(60_000);
    expect(browser.sounds).to.have.length(1);
  });
});

describe('an idle agent', () => {
  const minute = 60_000;
  const idle = async (options: ShowOptions = { awayAfter: '10', awayReason: 'break' }): Promise<{ readonly fake: FakeClient; readonly element: AgentPresence }> => {
    const fake = createFakeClient();
    chooseReason(fake, 'online');
    return { fake, element: await show(fake, options) };
  };
  const chosen = ({ commands }: FakeClient): readonly unknown[] => commands.map(({ body }) => body.name === 'set-availability' && body.availability);
  const happen = async (fake: FakeClient, element: AgentPresence): Promise<void> => {
    const command = fake.last('set-availability');
    if (command.body.name === 'set-availability') fake.availability.set(command.body.availability);
    command.acknowledge();
    await settle(element);
  };
  const act = async (element: AgentPresence): Promise<void> => {
    window.dispatchEvent(new PointerEvent('pointermove'));
    await settle(element);
  };

  it('is set away, and back as soon as they are active', async () => {
    const { fake, element } = await idle();
    await openPanel(element);
    await browser.clock.pass(9 * minute);
    await act(element);
    await browser.clock.pass(10 * minute - 1);
    expect(chosen(fake)).to.deep.equal([]);
    await browser.clock.pass(1);
    await settle(element);
    expect(chosen(fake)).to.deep.equal(['break']);
    await happen(fake, element);
    expect(words(element, '#panel')).to.include('Set by itself because you were not active.');
    await act(element);
    expect(chosen(fake)).to.deep.equal(['break', 'online']);
  });

  it('stays what they, or a supervisor, chose', async () => {
    const { fake, element } = await idle();
    await browser.clock.pass(10 * minute);
    await settle(element);
    await happen(fake, element);
    setOfflineBy(fake, 'Sam');
    await settle(element);
    await act(element);
    expect(chosen(fake)).to.deep.equal(['break']);
    fake.agents.set([]);
    fake.availability.set('break');
    await settle(element);
    await act(element);
    expect(chosen(fake)).to.deep.equal(['break']);
  });

  it('is not idle while they are active in another tab', async () => {
    const { fake, element } = await idle();
    const channel = browser.tab().openChannel('live-takeover:ana');
    await browser.clock.pass(9 * minute);
    channel.postMessage({ kind: 'active' });
    await browser.clock.pass(9 * minute);
    await settle(element);
    expect(chosen(fake)).to.deep.equal([]);
    await browser.clock.pass(minute);
    await settle(element);
    expect(chosen(fake)).to.deep.equal(['break']);
  });

  it('is left alone unless the page wants it', async () => {
    const { fake } = await idle({});
    await browser.clock.pass(24 * 60 * minute);
    expect(chosen(fake)).to.deep.equal([]);
  });

  it('may be kept Online by the page', async () => {
    const { fake, element } = await idle();
    element.addEventListener('availability-request', (event) => event.preventDefault());
    await browser.clock.pass(30 * minute);
    await settle(element);
    expect(chosen(fake)).to.deep.equal([]);
  });
});

describe('an element that is taken away', () => {
  it('leaves nothing behind', async () => {
    const fake = createFakeClient();
    const element = await shownPanel(fake, { awayAfter: '5' });
    fake.alerts.set([alertOf('a')]);
    await settle(element);
    element.remove();
    await browser.clock.pass(0);
    expect([browser.clock.pending, browser.contexts.map(({ state }) => state)]).to.deep.equal([0, ['closed']]);
  });
});
