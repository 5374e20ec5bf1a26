/** `<agent-presence>` in every state, in a browser that only pretends to ring. */
import { TakeoverError, type AgentPresence as Colleague, type Alert } from '@live-takeover/sdk';
import { alertOf, openBrowser } from '../agent-presence/presence.test-support.js';
import type { AgentPresence } from '../agent-presence/agent-presence.js';
import type { FakeBrowser } from '../alerting/fake-browser.test-support.js';
import { createFakeClient, fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import { allInside, inside, ownStore, press, settle, stage, type Staging, type State } from './stage.test-support.js';

interface Post {
  readonly element: AgentPresence;
  readonly fake: FakeClient;
  readonly browser: FakeBrowser;
  readonly text: Staging['text'];
}

function colleaguesOf(text: Staging['text']): readonly Colleague[] {
  const colleague = (id: string, more: Partial<Colleague> = {}): Colleague => ({ id, name: text(id), availability: 'online', isReachable: true, ...more });
  return [
    colleague('ana', { holding: 5, capacity: 5 }),
    colleague('Zoe', { holding: 2, capacity: 5 }),
    colleague('Yan', { holding: 1 }),
    colleague('Full', { holding: 5, capacity: 5 }),
    colleague('Away', { availability: 'break' }),
    colleague('Lost', { isReachable: false, unreachableSince: fakeNow }),
    colleague('Gone', { isReachable: false }),
    colleague('Off', { availability: 'offline', setBy: text('Sam') }),
  ];
}

async function shown(staging: Staging, before: (fake: FakeClient, browser: FakeBrowser, text: Staging['text']) => void, guide = 'off'): Promise<Post> {
  const { text } = staging;
  const browser = openBrowser();
  const fake = createFakeClient();
  fake.me.set({ id: 'ana', name: text('Ana'), role: 'supervisor' });
  fake.desk.set({
    ...fake.desk.value,
    reasons: [
      { id: 'break', label: text('On a break'), receivesRequests: false },
      { id: 'training', label: text('In training'), receivesRequests: true },
    ],
  });
  before(fake, browser, text);
  const element = Object.assign(document.createElement('agent-presence'), { client: fake.client, preferences: ownStore(), guide });
  await stage(element, staging);
  await browser.clock.pass(1_000);
  await settle();
  return { element, fake, browser, text };
}

async function openPanel({ element }: Post): Promise<void> {
  await press(element, '.menu');
  for (const details of allInside<HTMLDetailsElement>(element, 'details')) details.open = true;
  await settle();
}

const kinds = ['agent-request', 'action', 'reply-overdue', 'customer-message', 'assigned', 'takeover-lost'] as const;
const alertsOf = (text: Staging['text']): readonly Alert[] =>
  kinds.map((kind, index) => alertOf(`a${index}`, { kind, label: text('Maria Lopez'), botName: text('Bank helper'), ring: index + 1, at: fakeNow - index * 60_000, ...(index > 3 ? { by: text('Sam') } : {}) }));

type Preparation = readonly [name: string, before: Parameters<typeof shown>[1], then?: (post: Post) => void | Promise<void>];

const preparations: readonly Preparation[] = [
  ['online', () => undefined],
  ['offline', (fake) => fake.availability.set('offline')],
  ['with a reason', (fake) => fake.availability.set('break')],
  ['with a reason that receives', (fake) => fake.availability.set('training')],
  ['set offline by a supervisor', (fake, _browser, text) => {
    fake.availability.set('offline');
    fake.agents.set([{ id: 'ana', name: text('Ana'), availability: 'offline', isReachable: true, setBy: text('Sam') }]);
  }, openPanel],
  ['connecting', (fake) => fake.availability.set(undefined)],
  ['with its connection lost', (fake) => fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: { state: 'connecting' } }), openPanel],
  ['refused', (fake) => {
    const refused = { state: 'refused', error: new TakeoverError('unauthorized', 'x') } as const;
    fake.connection.set(refused);
    fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: refused });
  }],
  ['changing', () => undefined, ({ element }) => press(element, '.switch')],
  ['that could not be changed', () => undefined, async ({ element, fake }) => {
    await press(element, '.switch');
    fake.last('set-availability').fail(new TakeoverError('forbidden', 'x'));
  }],
  ['with its panel', (fake, _browser, text) => fake.agents.set(colleaguesOf(text)), openPanel],
  ['setting a colleague offline', (fake, _browser, text) => fake.agents.set(colleaguesOf(text)), async (post) => {
    await openPanel(post);
    await press(post.element, '[data-agent="Zoe"] .set-offline');
  }],
  ['not to be disturbed', () => undefined, async (post) => {
    await openPanel(post);
    await press(post.element, '[part="button quiet"]');
  }],
  ['whose alerts were tested', () => undefined, async (post) => {
    await openPanel(post);
    inside(post.element, '[part="button test"]').click();
    await post.browser.clock.pass(1_000);
  }],
  ['whose alerts are blocked', (_fake, browser) => Object.assign(browser, { letsSoundOut: false, permission: 'default', answer: 'denied' }), async (post) => {
    await openPanel(post);
    inside(post.element, '[part="button test"]').click();
    await post.browser.clock.pass(1_000);
  }],
  ['with alerts', (fake, _browser, text) => fake.alerts.set(alertsOf(text)), async ({ element }) => {
    for (const button of allInside(element, '.alerts .more, .alerts [part~="more"]')) button.click();
    await settle();
  }],
  ['with alerts that are folded', (fake, _browser, text) => fake.alerts.set(alertsOf(text))],
];

/** Presence in every state. */
export const presenceStates: readonly State[] = [
  ...preparations.map(
    ([name, before, then]): State => ({
      name: `presence ${name}`,
      async show(staging) {
        const post = await shown(staging, before);
        await then?.(post);
        await settle();
        return post.element;
      },
    }),
  ),
  { name: 'presence with the card for who is new', show: async (staging) => (await shown(staging, () => undefined, '')).element },
];
