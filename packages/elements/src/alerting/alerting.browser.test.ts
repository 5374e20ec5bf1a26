import type { Alert } from '@live-takeover/sdk';
import { fakeClock } from '@live-takeover/testing';
import { expect } from '@open-wc/testing';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { alertsFor, canChoose, decodeChoices, defaultChoices, foremost, withChoice } from './alert-choices.js';
import { AlertWatch, newsForMs } from './alert-watch.js';
import { Bell, gatherMs, staleAfterMs, tellGapMs } from './bell.js';
import { Chime, type SoundState } from './chime.js';
import { DesktopAlerts, type DesktopAlert } from './desktop-alerts.js';
import { fakeBrowser } from './fake-browser.test-support.js';
import { decodeQuiet, quietAt } from './quiet.js';
import { TabChannel, type TabMessage } from './tab-channel.js';
import { TabTurn } from './tab-turn.js';
import { TitleBadge } from './title-badge.js';

function alertOf(id: string, more: Partial<Alert> = {}): Alert {
  return { id, kind: 'agent-request', conversationId: `c-${id}`, at: fakeNow, ring: 1, botName: 'Bank Assistant', label: `Label ${id}`, ...more };
}

describe('the agent’s choice of alerts', () => {
  it('keeps what was switched off, and shows in the page what was taken from the agent whatever is kept', () => {
    const choices = withChoice(defaultChoices, 'action', 'sound', false);
    expect(choices.action).to.deep.equal(['page', 'desktop']);
    expect(decodeChoices(JSON.parse(JSON.stringify(choices)))).to.deep.equal(choices);
    expect(canChoose('takeover-lost', 'page')).to.equal(false);
    expect(withChoice(defaultChoices, 'takeover-lost', 'page', false)).to.deep.equal(defaultChoices);
    expect(decodeChoices({ 'takeover-lost': [] })?.['takeover-lost']).to.deep.equal(['page']);
  });

  for (const nonsense of [null, 'x', 7, { action: 'sound' }, { action: { length: 3 } }])
    it(`takes ${JSON.stringify(nonsense)} for nothing chosen`, () => expect(decodeChoices(nonsense) ?? defaultChoices).to.deep.equal(defaultChoices));

  it('lets through what was chosen, and a kind it does not know without noise', () => {
    const alerts = [alertOf('a'), alertOf('b', { kind: 'action' }), alertOf('c', { kind: 'news-of-tomorrow' as Alert['kind'] })];
    const choices = withChoice(defaultChoices, 'action', 'sound', false);
    expect(alertsFor(choices, 'sound', alerts).map(({ id }) => id)).to.deep.equal(['a']);
    expect(alertsFor(choices, 'page', alerts).map(({ id }) => id)).to.deep.equal(['a', 'b', 'c']);
  });

  it('puts what was taken from the agent foremost', () => {
    expect(foremost([alertOf('a'), alertOf('b', { kind: 'takeover-lost' })])?.id).to.equal('b');
  });
});

describe('do not disturb', () => {
  it('ends by itself, or holds until it is turned off', () => {
    expect([quietAt({ until: 10 }, 9), quietAt({ until: 10 }, 10), quietAt({ until: null }, 1e15)]).to.deep.equal([{ until: 10 }, undefined, { until: null }]);
    expect(['x', null, {}, { until: 'soon' }].map((value) => decodeQuiet(value))).to.deep.equal([undefined, undefined, undefined, undefined]);
  });
});

describe('news', () => {
  it('is each ring once', () => {
    const watch = new AlertWatch({ now: () => 1_000 }, () => 0);
    const alert = alertOf('a', { at: 1_000 });
    expect(watch.takeNews([alert], true)).to.deep.equal([alert]);
    expect(watch.takeNews([alert], true)).to.deep.equal([]);
    expect(watch.takeNews([{ ...alert, ring: 2 }], true)).to.have.length(1);
  });

  it('is not what stood before the page was opened, unless nobody looks at the page', () => {
    const old = alertOf('a', { at: 500 });
    expect(new AlertWatch({ now: () => 1_000 }, () => 0).takeNews([old], true)).to.deep.equal([]);
    expect(new AlertWatch({ now: () => 1_000 }, () => 0).takeNews([old], false)).to.deep.equal([old]);
  });

  it('is judged by the store’s clock, even when that is learnt later', () => {
    let now = 9_000_000;
    let elapsed = 0;
    const watch = new AlertWatch({ now: () => now }, () => elapsed);
    elapsed = 100;
    now = 1_100;
    expect(watch.takeNews([alertOf('a', { at: 1_050 })], true)).to.have.length(1);
  });

  it('is not what is old when it is first heard of, as after sleep; a further ring of what is known is', () => {
    const now = 100 * newsForMs;
    const watch = new AlertWatch({ now: () => now }, () => 50 * newsForMs);
    const old = alertOf('a', { at: now - newsForMs - 1 });
    expect(watch.takeNews([old, alertOf('b', { at: now - newsForMs })], false).map(({ id }) => id)).to.deep.equal(['b']);
    expect(watch.takeNews([{ ...old, ring: 2 }], false)).to.have.length(1);
  });
});

describe('a bell', () => {
  const bellOn = (isMine: () => boolean, canHear = true) => {
    const clock = fakeClock();
    const told: string[][] = [];
    const standing = new Set(['a', 'b', 'c', 'd']);
    const bell = new Bell({
      clock,
      isMyTurn: isMine,
      canHear: () => canHear,
      isStanding: ({ id }) => standing.has(id),
      tell: (alerts) => void told.push(alerts.map(({ id }) => id)),
      told: () => undefined,
    });
    return { clock, told, standing, bell };
  };

  it('tells together what comes at one moment, and nothing more for a while', () => {
    const { clock, told, bell } = bellOn(() => true);
    bell.add([alertOf('a')]);
    clock.advance(gatherMs / 2);
    bell.add([alertOf('b')]);
    clock.advance(gatherMs / 2);
    expect(told).to.deep.equal([['a', 'b']]);
    bell.add([alertOf('c')]);
    clock.advance(1_000);
    bell.add([alertOf('d')]);
    clock.advance(tellGapMs - 1_001);
    expect(told).to.have.length(1);
    clock.advance(1);
    expect(told).to.deep.equal([['a', 'b'], ['c', 'd']]);
  });

  it('tells at most once per five seconds in a storm', () => {
    const { clock, told, bell } = bellOn(() => true);
    for (let count = 0; count < 600; count += 1) {
      bell.add([alertOf('a', { ring: count })]);
      clock.advance(100);
    }
    expect(told.length).to.be.within(11, 13);
  });

  it('tells nothing of what is over by then', () => {
    const { clock, told, standing, bell } = bellOn(() => true);
    bell.add([alertOf('a')]);
    standing.delete('a');
    clock.advance(gatherMs);
    expect(told).to.deep.equal([]);
  });

  it('keeps what another tab is to tell until it is told, and tells it when the turn comes to this one', () => {
    let isMine = false;
    const { clock, told, bell } = bellOn(() => isMine);
    bell.add([alertOf('a'), alertOf('b')]);
    clock.advance(gatherMs);
    bell.heard(['a 1']);
    isMine = true;
    bell.onTurn();
    clock.advance(tellGapMs);
    expect(told).to.deep.equal([['b']]);
  });

  it('drops what it could not tell for too long', () => {
    let isMine = false;
    const { clock, told, bell } = bellOn(() => isMine);
    bell.add([alertOf('a')]);
    clock.advance(staleAfterMs + 1);
    isMine = true;
    bell.onTurn();
    clock.advance(tellGapMs);
    expect(told).to.deep.equal([]);
  });

  it('that could not hear that it was told does not tell it again', () => {
    let isMine = false;
    const { clock, told, bell } = bellOn(() => isMine, false);
    bell.add([alertOf('a')]);
    clock.advance(gatherMs);
    isMine = true;
    bell.onTurn();
    clock.advance(tellGapMs);
    expect(told).to.deep.equal([]);
  });
});

describe('whose turn it is', () => {
  it('is one tab’s, and the next one’s the moment that leaves', async () => {
    const turns: string[] = [];
    const tabs = ['one', 'two', 'three'].map((name) => new TabTurn('test-turn', navigator.locks, () => void turns.push(name)));
    for (const tab of tabs) tab.want();
    await navigator.locks.query();
    expect([turns, tabs.map(({ isMine }) => isMine)]).to.deep.equal([['one'], [true, false, false]]);
    tabs[1]?.leave();
    tabs[0]?.leave();
    await navigator.locks.query();
    await navigator.locks.query();
    expect([turns, tabs.map(({ isMine }) => isMine)]).to.deep.equal([['one', 'three'], [false, false, true]]);
    tabs[2]?.leave();
    await navigator.locks.query();
    expect((await navigator.locks.query()).held?.filter(({ name }) => name === 'test-turn')).to.deep.equal([]);
  });

  const refusals: readonly (readonly [string, Pick<LockManager, 'request'> | undefined])[] = [
    ['missing', undefined],
    ['refused', { request: () => Promise.reject(new DOMException('no', 'SecurityError')) } as Pick<LockManager, 'request'>],
    [
      'broken',
      {
        request: () => {
          throw new TypeError('no');
        },
      } as Pick<LockManager, 'request'>,
    ],
  ];
  for (const [what, locks] of refusals)
    it(`is everybody’s where locks are ${what}`, async () => {
      const turn = new TabTurn('test-refused', locks, () => undefined);
      turn.want();
      await Promise.resolve();
      await Promise.resolve();
      expect(turn.isMine).to.equal(true);
    });
});

describe('the channel between tabs', () => {
  it('carries what this version knows, and nothing else', () => {
    const heard: TabMessage[] = [];
    const { openChannel } = fakeBrowser().tab();
    new TabChannel('x', (message) => void heard.push(message), openChannel);
    const other = openChannel('x');
    const sent: readonly unknown[] = [
      { kind: 'told', channel: 'sound', rings: ['a 1'] },
      { kind: 'told', channel: 'sound' },
      { kind: 'chosen', key: 'quiet', value: null },
      { kind: 'chosen', key: 'quiet', value: 3 },
      { kind: 'tomorrow' },
      null,
      'active',
      { kind: 'active' },
    ];
    for (const message of sent) other.postMessage(message);
    expect(heard).to.deep.equal([{ kind: 'told', channel: 'sound', rings: ['a 1'] }, { kind: 'chosen', key: 'quiet', value: null }, { kind: 'active' }]);
  });

  it('is silent where there is none', () => {
    const channel = new TabChannel(
      'x',
      () => undefined,
      () => {
        throw new DOMException('no', 'SecurityError');
      },
    );
    channel.post({ kind: 'active' });
    channel.close();
    expect(channel.isOpen).to.equal(false);
  });
});

describe('the chime', () => {
  const chimeIn = (browser = fakeBrowser(), missing = {}): { readonly chime: Chime; readonly states: SoundState[]; readonly browser: typeof browser } => {
    const states: SoundState[] = [];
    const { audio } = browser.tab(missing);
    const chime: Chime = new Chime({ audio, schedule: (delayMs, callback) => browser.clock.schedule(delayMs, callback), onChange: () => void states.push(chime.state) });
    return { chime, states, browser };
  };

  it('sounds another way for each urgency, and its audio stands still afterwards', async () => {
    const { chime, browser } = chimeIn();
    for (const urgency of ['urgent', 'request', 'message'] as const) expect(await chime.ring(urgency)).to.equal(true);
    await Promise.resolve();
    expect(new Set(browser.sounds.map(String)).size).to.equal(3);
    expect(browser.contexts.map(({ state }) => state)).to.deep.equal(['suspended']);
  });

  it('says that the browser blocks it, and that a press let it out', async () => {
    const { chime, states, browser } = chimeIn();
    browser.letsSoundOut = false;
    const asking = chime.unlock();
    await browser.clock.pass(1_000);
    expect(await asking).to.equal('blocked');
    browser.letsSoundOut = true;
    expect(await chime.unlock()).to.equal('ready');
    expect([states, browser.sounds]).to.deep.equal([['blocked', 'ready'], []]);
  });

  const missing: readonly (readonly [string, () => typeof AudioContext | undefined])[] = [
    ['missing', () => undefined],
    [
      'refused',
      () =>
        class {
          constructor() {
            throw new DOMException('too many', 'NotSupportedError');
          }
        } as unknown as typeof AudioContext,
    ],
  ];
  for (const [what, audio] of missing)
    it(`says so where Web Audio is ${what}`, async () => {
      const { chime } = chimeIn(fakeBrowser(), { audio });
      expect([await chime.ring('request'), chime.state]).to.deep.equal([false, 'unsupported']);
    });

  it('gives the device back', async () => {
    const { chime, browser } = chimeIn();
    await chime.ring('request');
    chime.release();
    expect([browser.contexts.map(({ state }) => state), browser.clock.pending]).to.deep.equal([['closed'], 0]);
  });
});

describe('desktop alerts', () => {
  const shown = (more: Partial<DesktopAlert> = {}): DesktopAlert => ({ tag: 't', title: 'Asks', body: 'Bank', alertIds: ['a'], onClick: () => undefined, ...more });
  const desktopIn = (browser = fakeBrowser()): { readonly desktop: DesktopAlerts; readonly browser: typeof browser } => ({ desktop: new DesktopAlerts(browser.tab().notification), browser });

  it('lead on at a click, and go when all they tell of is gone', () => {
    let clicks = 0;
    const { desktop, browser } = desktopIn();
    desktop.show(shown({ alertIds: ['a', 'b'], onClick: () => void (clicks += 1) }));
    desktop.keepOnly(new Set(['b']));
    expect(browser.notifications[0]?.isClosed).to.equal(false);
    browser.notifications[0]?.click();
    desktop.keepOnly(new Set());
    expect([clicks, browser.notifications[0]?.isClosed]).to.deep.equal([1, true]);
  });

  it('are not shown without permission, and asked for once', async () => {
    const { desktop, browser } = desktopIn();
    browser.permission = 'default';
    browser.answer = 'denied';
    expect([desktop.show(shown()), await desktop.ask(), desktop.show(shown()), browser.notifications]).to.deep.equal([false, 'denied', false, []]);
  });

  const broken: readonly (readonly [string, () => typeof Notification | undefined, string])[] = [
    ['missing', () => undefined, 'unsupported'],
    [
      'blocked',
      () => {
        throw new DOMException('no', 'SecurityError');
      },
      'unsupported',
    ],
    [
      'for service workers only',
      () =>
        class {
          static readonly permission = 'granted';
          constructor() {
            throw new TypeError('Illegal constructor');
          }
        } as unknown as typeof Notification,
      'granted',
    ],
  ];
  for (const [what, maker, permission] of broken)
    it(`are done without where notifications are ${what}`, async () => {
      const desktop = new DesktopAlerts(maker);
      expect([desktop.permission, desktop.show(shown()), await desktop.ask()]).to.deep.equal([permission, false, permission]);
    });
});

describe('the badge of the title', () => {
  const page = document.implementation.createHTMLDocument('');
  let visibility: DocumentVisibilityState = 'visible';
  Object.defineProperty(page, 'visibilityState', { get: () => visibility });
  const turn = (to: DocumentVisibilityState): void => {
    visibility = to;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  const titleText = (): string | null | undefined => page.querySelector('title')?.textContent;
  const owner = {};
  const badge = TitleBadge.of(page);
  const observed = (): Promise<void> => Promise.resolve();
  afterEach(() => badge.set(owner, 0));

  it('stands before the title of a page that is not in front, and leaves it exactly as it was', () => {
    page.querySelector('title')!.textContent = '  Orders \n · CRM ';
    turn('hidden');
    badge.set(owner, 3);
    expect(titleText()).to.equal('(3)   Orders \n · CRM ');
    badge.set(owner, 12);
    expect(titleText()).to.equal('(12)   Orders \n · CRM ');
    turn('visible');
    expect(titleText()).to.equal('  Orders \n · CRM ');
    turn('hidden');
    badge.set(owner, 0);
    expect(titleText()).to.equal('  Orders \n · CRM ');
  });

  it('follows a host that changes its title, by whatever means', async () => {
    turn('hidden');
    page.title = 'One';
    badge.set(owner, 2);
    page.title = 'Two';
    await observed();
    expect(titleText()).to.equal('(2) Two');
    page.title = `${page.title}!`;
    await observed();
    expect(titleText()).to.equal('(2) Two!');
    const other = page.createElement('title');
    other.textContent = 'Three';
    page.querySelector('title')!.replaceWith(other);
    await observed();
    expect(titleText()).to.equal('(2) Three');
    const head = page.createElement('head');
    head.append(Object.assign(page.createElement('title'), { textContent: 'Four' }));
    page.head.replaceWith(head);
    await observed();
    expect(titleText()).to.equal('(2) Four');
    page.title = 'Five';
    await observed();
    badge.set(owner, 0);
    expect(titleText()).to.equal('Five');
    page.title = 'Six';
    await observed();
    expect(titleText()).to.equal('Six');
  });

  it('keeps a title of the host’s that looks like a badge', () => {
    turn('hidden');
    page.title = '(3) Inbox';
    badge.set(owner, 3);
    expect(titleText()).to.equal('(3) (3) Inbox');
    badge.set(owner, 0);
    expect(titleText()).to.equal('(3) Inbox');
  });

  it('shows the highest count of several elements, and none on a page without a title', () => {
    turn('hidden');
    page.title = 'Orders';
    const other = {};
    badge.set(owner, 2);
    badge.set(other, 5);
    expect(titleText()).to.equal('(5) Orders');
    badge.set(other, 0);
    expect(titleText()).to.equal('(2) Orders');
    badge.set(owner, 0);
    page.querySelector('title')!.remove();
    badge.set(owner, 1);
    expect(page.querySelector('title')).to.equal(null);
  });
});
