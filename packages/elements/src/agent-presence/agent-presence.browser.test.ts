import { TakeoverError } from '@live-takeover/sdk';
import { fakeClock, type FakeClock } from '@live-takeover/testing';
import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { createFakeClient, fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import { onOpenRequest } from '../client-source/open-conversation.js';
import type { AgentPresence } from './agent-presence.js';
import type { NavigateDetail } from './alert-opening.js';
import { AlertStack, newsShownMs } from './alert-stack.js';
import { alertOf, chooseReason, find, left, openBrowser, press, setOfflineBy, show, toasts, words } from './presence.test-support.js';
import { takeoverHref } from './takeover-link.js';

beforeEach(() => void openBrowser());

describe('the switch of <agent-presence>', () => {
  const states: readonly (readonly [string, (fake: FakeClient) => void, string])[] = [
    ['Online', () => undefined, 'Agent Online'],
    ['Offline by choice', (fake) => fake.availability.set('offline'), 'Agent Offline'],
    ['a reason that the desk does not know', (fake) => fake.availability.set('Lunch'), 'Agent Offline · Lunch'],
    ['a reason of the integrator’s', (fake) => chooseReason(fake, 'break'), 'Agent Offline · On a break'],
    ['a reason that still receives requests', (fake) => chooseReason(fake, 'training'), 'Agent Online · In training'],
    ['a supervisor’s decision', (fake) => setOfflineBy(fake, 'Sam'), 'Agent Offline · set by Sam'],
    ['not known yet', (fake) => fake.availability.set(undefined), 'Connecting …'],
    ['signed out', (fake) => fake.connection.set({ state: 'refused', error: new TakeoverError('unauthorized', '') }), 'Offline: not signed in'],
  ];
  for (const [name, arrange, expected] of states)
    it(`says “${expected}” when ${name}`, async () => {
      const fake = createFakeClient();
      arrange(fake);
      const element = await show(fake);
      expect(words(element, '.switch')).to.equal(expected);
      expect(find(element, '.switch').getAttribute('aria-checked')).to.equal(String(expected.startsWith('Agent Online')));
      await expect(element).to.be.accessible();
    });

  it('says since when the connection is lost, whatever was chosen', async () => {
    const fake = createFakeClient();
    const element = await show(fake);
    const since = new Date(2026, 10, 20, 14, 2).getTime();
    fake.freshness.set({ state: 'not-updating', since, connection: { state: 'connecting' } });
    await element.updateComplete;
    expect(words(element, '.switch')).to.match(/^Offline: connection lost .*0?2:02/u);
    await press(element, '.switch');
    expect(fake.commands).to.have.length(0);
  });

  it('asks for the change, and shows it only once it is a fact', async () => {
    const fake = createFakeClient();
    const element = await show(fake);
    const told: unknown[] = [];
    element.addEventListener('availability-changed', (event) => told.push((event as CustomEvent).detail));
    find(element, '.switch').focus();
    await sendKeys({ press: 'Space' });
    await element.updateComplete;
    expect(fake.last('set-availability').body).to.include({ availability: 'offline' });
    expect([find(element, '.switch').getAttribute('aria-checked'), words(element, '.switch')]).to.deep.equal(['true', 'Changing …']);
    fake.availability.set('offline');
    fake.last('set-availability').acknowledge();
    await element.updateComplete;
    expect(words(element, '.switch')).to.equal('Agent Offline');
    expect(told).to.deep.equal([{ availability: 'offline' }]);
  });

  it('says so when the change failed', async () => {
    const fake = createFakeClient();
    const element = await show(fake);
    await press(element, '.switch');
    fake.last('set-availability').fail(new TakeoverError('store-unavailable', ''));
    await element.updateComplete;
    expect(words(element, '.problem')).to.include('Could not be changed');
    expect(words(element, '.switch')).to.equal('Agent Online');
  });

  it('is not there where the backend knows no presence', async () => {
    const element = await show(createFakeClient({ presence: false }));
    expect(element.shadowRoot?.querySelector('.switch')).to.equal(null);
  });
});

describe('the alerts of <agent-presence>', () => {
  it('show a request and an Action, newest first, with their number', async () => {
    const fake = createFakeClient();
    const element = await show(fake);
    fake.alerts.set([alertOf('a'), alertOf('b', { kind: 'action' })]);
    await element.updateComplete;
    expect(toasts(element).map((toast) => [...toast.querySelectorAll('.toast-title, .toast-who')].map(({ textContent }) => textContent?.trim()).join(' '))).to.deep.equal([
      'Bot needs help Label b',
      'Customer asks for an agent Label a',
    ]);
    expect(words(element, '.count')).to.equal('2');
    expect(find(element, '.alerts').matches(':popover-open')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('need nothing but alerts: no row is ever asked for', async () => {
    const fake = createFakeClient();
    const element = await show(fake);
    expect([fake.attachments.count, fake.state.rowsAsked]).to.deep.equal([1, 0]);
    element.remove();
    expect(fake.attachments.count).to.equal(0);
  });

  it('fold away beyond three, and unfold', async () => {
    const fake = createFakeClient();
    fake.alerts.set(['a', 'b', 'c', 'd', 'e'].map((id) => alertOf(id)));
    const element = await show(fake);
    expect([toasts(element).length, words(element, '.more')]).to.deep.equal([3, '2 more are waiting']);
    await press(element, '.more');
    expect(toasts(element)).to.have.length(5);
  });

  it('are put away by the bell or Escape, and come back with news', async () => {
    const fake = createFakeClient();
    fake.alerts.set([alertOf('a', { at: fakeNow - 60_000 })]);
    const element = await show(fake);
    const isShown = (): boolean => find(element, '.alerts').matches(':popover-open');
    expect([isShown(), find(element, '.count').getAttribute('aria-expanded')]).to.deep.equal([true, 'true']);
    find(element, '.dismiss').focus();
    await sendKeys({ press: 'Escape' });
    await element.updateComplete;
    expect([isShown(), element.shadowRoot?.activeElement?.classList.contains('count')]).to.deep.equal([false, true]);
    fake.alerts.set([...fake.alerts.value, alertOf('b')]);
    await element.updateComplete;
    expect(isShown()).to.equal(true);
    await press(element, '.count');
    expect([isShown(), fake.seenAlerts]).to.deep.equal([false, []]);
  });

  it('beside a table are counted, and only news appears, one at a time', async () => {
    const fake = createFakeClient();
    const leave = onOpenRequest(fake.client, () => undefined);
    fake.alerts.set([alertOf('a', { at: fakeNow - 60_000 })]);
    const element = await show(fake);
    expect([toasts(element).length, words(element, '.count')]).to.deep.equal([0, '1']);
    fake.alerts.set([...fake.alerts.value, alertOf('b')]);
    await element.updateComplete;
    expect(toasts(element).map((toast) => toast.querySelector('.toast-who')?.textContent)).to.deep.equal(['Label b']);
    leave();
  });

  it('are seen when dismissed, and the keyboard stays near', async () => {
    const fake = createFakeClient();
    fake.alerts.set([alertOf('a'), alertOf('b')]);
    const element = await show(fake);
    await press(element, '.dismiss');
    expect([fake.seenAlerts, toasts(element).length]).to.deep.equal([['b'], 1]);
    expect(element.shadowRoot?.activeElement?.classList.contains('dismiss')).to.equal(true);
    await press(element, '.dismiss');
    expect(find(element, '.alerts').matches(':popover-open')).to.equal(false);
    expect(element.shadowRoot?.activeElement?.getAttribute('role')).to.equal('switch');
  });

  it('are not shown to an agent who is Offline by choice', async () => {
    const fake = createFakeClient();
    fake.alerts.set([alertOf('a')]);
    fake.availability.set('offline');
    expect(toasts(await show(fake))).to.have.length(0);
  });
});

describe('opening an alert', () => {
  const opened = async (href: string, arrange: (fake: FakeClient, element: AgentPresence) => void): Promise<FakeClient> => {
    left.length = 0;
    const fake = createFakeClient();
    fake.alerts.set([alertOf('a')]);
    const element = await show(fake, { href });
    arrange(fake, element);
    await press(element, '.open');
    await Promise.resolve();
    return fake;
  };

  it('asks the page first', async () => {
    let detail: NavigateDetail | undefined;
    const fake = await opened('/desk?c={conversation}', (_fake, element) =>
      element.addEventListener('navigate-request', (event) => {
        detail = (event as CustomEvent<NavigateDetail>).detail;
        event.preventDefault();
      }),
    );
    expect([detail?.conversationId, detail?.alertId, detail?.href]).to.deep.equal(['c-a', 'a', `${location.origin}/desk?c=c-a`]);
    expect([left, fake.seenAlerts]).to.deep.equal([[], ['a']]);
  });

  it('opens it in a table on this page, if there is one', async () => {
    const ids: string[] = [];
    await opened('/desk?c={conversation}', (fake) => void onOpenRequest(fake.client, (id) => void ids.push(id)));
    expect([ids, left]).to.deep.equal([['c-a'], []]);
  });

  it('else leads to the takeover page', async () => {
    const fake = await opened('/desk?c={conversation}', () => undefined);
    expect([left, fake.seenAlerts]).to.deep.equal([[`${location.origin}/desk?c=c-a`], ['a']]);
  });

  it('leads nowhere without an address', async () => {
    const fake = await opened('', () => undefined);
    expect([left, fake.seenAlerts]).to.deep.equal([[], ['a']]);
  });
});

describe('takeoverHref', () => {
  const cases: readonly (readonly [string | undefined, string | undefined])[] = [
    ['/desk?open={conversation}#{conversation}', 'https://crm.example/desk?open=a%2Fb#a%2Fb'],
    ['https://other.example/', 'https://other.example/'],
    ['javascript:alert({conversation})', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [template, expected] of cases)
    it(`makes ${expected ?? 'nothing'} of ${template ?? 'nothing'}`, () => {
      expect(takeoverHref(template, 'a/b', 'https://crm.example/app/')).to.equal(expected);
    });
});

describe('the stack of alerts', () => {
  const stackOn = (clock: FakeClock): AlertStack =>
    new AlertStack({ addController: () => undefined, removeController: () => undefined, requestUpdate: () => undefined, updateComplete: Promise.resolve(true) }, clock);

  it('beside a table folds after a while, but not under the hand', () => {
    const clock = fakeClock();
    const stack = stackOn(clock);
    stack.onNews(true);
    clock.advance(newsShownMs - 1);
    expect(stack.stateOf(true)).to.deep.equal({ isFolded: false, limit: 1 });
    stack.onTouch(true);
    clock.advance(newsShownMs * 3);
    expect(stack.stateOf(true).isFolded).to.equal(false);
    stack.onTouch(false);
    clock.advance(newsShownMs);
    expect(stack.stateOf(true).isFolded).to.equal(true);
  });

  it('unfolded by hand stays, and shows all', () => {
    const clock = fakeClock();
    const stack = stackOn(clock);
    stack.unfold();
    stack.onNews(true);
    clock.advance(newsShownMs * 2);
    expect(stack.stateOf(true)).to.deep.equal({ isFolded: false, limit: Infinity });
  });

  it('alone on a page stays until it is put away', () => {
    const clock = fakeClock();
    const stack = stackOn(clock);
    stack.onNews(false);
    clock.advance(newsShownMs * 10);
    expect(stack.stateOf(false)).to.deep.equal({ isFolded: false, limit: 3 });
  });
});

describe('on whatever bar the page has', () => {
  const parts = (element: AgentPresence): HTMLElement[] => [...(element.shadowRoot?.querySelectorAll<HTMLElement>('.switch, .chip') ?? [])];
  const refused = { state: 'refused', error: new TakeoverError('unauthorized', '') } as const;
  const crowded = async (): Promise<{ fake: FakeClient; element: AgentPresence }> => {
    const fake = createFakeClient();
    fake.alerts.set([alertOf('a1')]);
    fake.connection.set(refused);
    const element = await show(fake);
    await press(element, '.count');
    return { fake, element };
  };

  it('each part brings a surface of its own', async () => {
    const { element } = await crowded();
    expect(parts(element).map((part) => part.getAttribute('part')?.split(' ')[0])).to.include.members(['switch', 'count', 'retry']);
    for (const part of parts(element)) expect(getComputedStyle(part).backgroundColor, part.className).to.match(/^rgb\(/u);
  });

  it('is one line high at 400 px, and buttons without words keep their names and tips', async () => {
    await setViewport({ width: 400, height: 700 });
    const { element } = await crowded();
    const retry = find(element, '[part="retry"]');
    expect([retry.getAttribute('aria-label'), retry.title, retry.innerText.trim()]).to.deep.equal(['Try again', 'Try again', '']);
    expect(element.getBoundingClientRect().height).to.be.at.most(40);
    await setViewport({ width: 800, height: 600 });
  });

  it('tries again after a refusal, when told to', async () => {
    const { fake, element } = await crowded();
    await press(element, '[part="retry"]');
    expect(fake.state.retries).to.equal(1);
  });
});
