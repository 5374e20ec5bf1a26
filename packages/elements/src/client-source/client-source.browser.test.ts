import { TakeoverError, type TakeoverClient } from '@live-takeover/sdk';
import { expect } from '@open-wc/testing';
import { LitElement } from 'lit';
import { LiveTakeoverProvider } from '../live-takeover-provider/live-takeover-provider.js';
import { ClientController, clientProperties } from './client-controller.js';
import { clientSettingsOf, type ClientSettings } from './client-settings.js';
import { createFakeClient } from './fake-client.test-support.js';
import { onOpenRequest, requestOpen } from './open-conversation.js';
import { createSharedClients, releaseGraceMs, type SharedClients } from './shared-clients.js';
import { tokenFrom, type GetToken } from './token-source.js';

/** Clients made by settings, and a clock to let the grace pass. */
function sharedForTest(): { shared: SharedClients; made: { settings: ClientSettings; closed: () => boolean }[]; pass(ms: number): void } {
  let now = 0;
  const timers = new Set<{ at: number; callback: () => void }>();
  const made: { settings: ClientSettings; closed: () => boolean }[] = [];
  const shared = createSharedClients(
    (settings) => {
      const fake = createFakeClient();
      made.push({ settings, closed: () => fake.state.isClosed });
      return fake.client;
    },
    (delayMs, callback) => {
      const timer = { at: now + delayMs, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  );
  return {
    shared,
    made,
    pass(ms) {
      now += ms;
      for (const timer of [...timers]) if (timer.at <= now && timers.delete(timer)) timer.callback();
    },
  };
}

let pageShared = sharedForTest();

class ClientUser extends LitElement {
  static override properties = clientProperties;
  declare client: TakeoverClient | undefined;
  declare endpoint: string | undefined;
  declare tokenUrl: string | undefined;
  declare getToken: GetToken | undefined;
  readonly used: TakeoverClient[] = [];
  endedUses = 0;
  readonly source = new ClientController(
    this,
    (client) => {
      this.used.push(client);
      return () => void (this.endedUses += 1);
    },
    pageShared.shared,
  );
}

customElements.define('client-user', ClientUser);

function mount(markup: string, into: Element = document.body): Element {
  const holder = document.createElement('div');
  for (const node of new DOMParser().parseFromString(markup, 'text/html').body.childNodes) holder.append(document.importNode(node, true));
  into.append(holder);
  return holder;
}

async function userIn(holder: ParentNode): Promise<ClientUser> {
  const user = holder.querySelector<ClientUser>('client-user');
  if (user === null) throw new Error('no client-user');
  await user.updateComplete;
  return user;
}

describe('an element finds its client', () => {
  beforeEach(() => {
    pageShared = sharedForTest();
  });
  afterEach(() => {
    document.body.replaceChildren();
  });

  it('from the provider around it, through shadow roots', async () => {
    if (!customElements.get('live-takeover-provider')) customElements.define('live-takeover-provider', LiveTakeoverProvider);
    const { client } = createFakeClient();
    const holder = mount('<live-takeover-provider><section></section></live-takeover-provider>');
    const provider = holder.querySelector<LiveTakeoverProvider>('live-takeover-provider');
    if (provider) provider.client = client;
    const closed = holder.querySelector('section')?.attachShadow({ mode: 'closed' });
    closed?.append(document.createElement('client-user'));
    await provider?.updateComplete;
    const user = await userIn(closed as ShadowRoot);
    expect(user.source.client).to.equal(client);
  });

  it('from a provider that is defined and given its client later', async () => {
    const { client } = createFakeClient();
    const holder = mount('<late-provider><client-user></client-user></late-provider>');
    const user = await userIn(holder);
    expect(user.source.client).to.equal(undefined);
    customElements.define('late-provider', class extends LiveTakeoverProvider {});
    const provider = holder.querySelector<LiveTakeoverProvider>('late-provider');
    await provider?.updateComplete;
    expect(user.source.client).to.equal(undefined);
    if (provider) provider.client = client;
    await provider?.updateComplete;
    await user.updateComplete;
    expect(user.source.client).to.equal(client);
  });

  it('from its own property before the provider', async () => {
    const provided = createFakeClient().client;
    const own = createFakeClient().client;
    const holder = mount('<live-takeover-provider><client-user></client-user></live-takeover-provider>');
    const provider = holder.querySelector<LiveTakeoverProvider>('live-takeover-provider');
    if (provider) provider.client = provided;
    const user = await userIn(holder);
    user.client = own;
    await provider?.updateComplete;
    await user.updateComplete;
    expect(user.source.client).to.equal(own);
    user.client = undefined;
    await user.updateComplete;
    expect(user.source.client).to.equal(provided);
  });

  it('from endpoint and token-url, shared with every element that names the same', async () => {
    const holder = mount(
      '<client-user endpoint="https://gate.example/v1/agents" token-url="/token"></client-user><client-user endpoint="wss://gate.example/v1/agents" token-url="/token"></client-user><client-user endpoint="wss://gate.example/v1/agents" token-url="/other"></client-user>',
    );
    const [one, two, other] = [...holder.querySelectorAll<ClientUser>('client-user')];
    await Promise.all([one?.updateComplete, two?.updateComplete, other?.updateComplete]);
    expect(one?.source.client).to.not.equal(undefined);
    expect(two?.source.client).to.equal(one?.source.client);
    expect(other?.source.client).to.not.equal(one?.source.client);
  });

  it('and gives it up when it leaves the page, and finds it again when it returns', async () => {
    const { client } = createFakeClient();
    const holder = mount('<client-user></client-user>');
    const user = await userIn(holder);
    user.client = client;
    await user.updateComplete;
    user.remove();
    expect([user.source.client, user.endedUses]).to.deep.equal([undefined, 1]);
    holder.append(user);
    await user.updateComplete;
    expect([user.source.client, user.used.length]).to.deep.equal([client, 2]);
  });

  it('and warns once, and renders, when an attribute makes no sense', async () => {
    const warnings: unknown[] = [];
    const { warn } = console;
    console.warn = (text: unknown) => void warnings.push(text);
    const holder = mount('<client-user endpoint="nonsense:"></client-user><client-user endpoint="nonsense:"></client-user>');
    const users = [...holder.querySelectorAll<ClientUser>('client-user')];
    await Promise.all(users.map((user) => user.updateComplete));
    console.warn = warn;
    const ours = warnings.filter((text) => String(text).includes('endpoint'));
    expect(ours).to.have.length(1);
    expect(users[0]?.source.client).to.equal(undefined);
  });
});

describe('a shared client', () => {
  const settings: ClientSettings = { endpoint: 'wss://gate.example/', tokenSource: 'https://page.example/token' };

  it('is made once, and closed a moment after its last holder let go', () => {
    const { shared, made, pass } = sharedForTest();
    const one = shared.acquire(settings);
    const two = shared.acquire({ ...settings });
    expect(two.client).to.equal(one.client);
    one.release();
    one.release();
    pass(releaseGraceMs * 2);
    expect(made[0]?.closed()).to.equal(false);
    two.release();
    pass(releaseGraceMs - 1);
    expect(made[0]?.closed()).to.equal(false);
    pass(1);
    expect(made[0]?.closed()).to.equal(true);
  });

  it('survives an element that is moved', () => {
    const { shared, made, pass } = sharedForTest();
    shared.acquire(settings).release();
    const again = shared.acquire(settings);
    pass(releaseGraceMs * 2);
    expect([made.length, made[0]?.closed()]).to.deep.equal([1, false]);
    again.release();
  });

  it('is made anew after it was closed', () => {
    const { shared, made, pass } = sharedForTest();
    shared.acquire(settings).release();
    pass(releaseGraceMs);
    shared.acquire(settings);
    expect(made).to.have.length(2);
  });

  it('is told apart by the identity of getToken', () => {
    const { shared, made } = sharedForTest();
    const getToken: GetToken = () => Promise.resolve({ token: 't', expiresAt: 0 });
    shared.acquire({ ...settings, tokenSource: getToken });
    shared.acquire({ ...settings, tokenSource: getToken });
    shared.acquire({ ...settings, tokenSource: () => getToken() });
    expect(made).to.have.length(2);
  });
});

describe('clientSettingsOf', () => {
  const base = 'https://crm.example/app/page';
  const none = { endpoint: undefined, tokenUrl: undefined, getToken: undefined };
  const cases: readonly (readonly [string, { endpoint?: string; tokenUrl?: string }, string])[] = [
    ['nothing', {}, 'undefined'],
    ['an endpoint alone', { endpoint: 'wss://g.example/' }, 'false'],
    ['a path of the page’s own server', { endpoint: '/v1/agents', tokenUrl: 'token' }, 'wss://crm.example/v1/agents https://crm.example/app/token'],
    ['http for ws', { endpoint: 'http://127.0.0.1:8787/x', tokenUrl: '/t' }, 'ws://127.0.0.1:8787/x https://crm.example/t'],
    ['script in place of an endpoint', { endpoint: 'javascript:alert(1)', tokenUrl: '/t' }, 'false'],
    ['script in place of a token-url', { endpoint: 'wss://g.example/', tokenUrl: 'javascript:alert(1)' }, 'false'],
  ];
  for (const [name, given, expected] of cases)
    it(`reads ${name}`, () => {
      const result = clientSettingsOf({ ...none, ...given }, base);
      const read = result?.ok === true ? `${result.settings.endpoint} ${String(result.settings.tokenSource)}` : String(result?.ok);
      expect(read).to.equal(expected);
    });
});

describe('tokenFrom', () => {
  const answering =
    (status: number, body: string): typeof fetch =>
    () =>
      Promise.resolve(new Response(body, { status }));
  const codeOf = async (answer: typeof fetch): Promise<string> => {
    try {
      const { token, expiresAt } = await tokenFrom('/token', answer)();
      return `${token} ${expiresAt}`;
    } catch (error) {
      return error instanceof TakeoverError ? `${error.code}${error.retry ? ', again' : ''}` : 'another error';
    }
  };
  const cases: readonly (readonly [string, typeof fetch, string])[] = [
    ['a token', answering(200, '{"token":"t","expiresAt":5}'), 't 5'],
    ['a date as text', answering(200, '{"token":"t","expiresAt":"1970-01-01T00:00:01Z"}'), 't 1000'],
    ['a token without an end', answering(200, '{"token":"t"}'), 'bad-config'],
    ['no JSON', answering(200, '<html>'), 'bad-config'],
    ['an empty token', answering(200, '{"token":"","expiresAt":5}'), 'bad-config'],
    ['a refusal', answering(401, ''), 'unauthorized'],
    ['a failing server', answering(502, ''), 'gateway-unreachable, again'],
    ['no network', () => Promise.reject(new TypeError('offline')), 'gateway-unreachable, again'],
  ];
  for (const [name, answer, expected] of cases)
    it(`understands ${name}`, async () => {
      expect(await codeOf(answer)).to.equal(expected);
    });
});

describe('requestOpen', () => {
  it('reaches whoever shows conversations of the same client, until they leave', () => {
    const { client } = createFakeClient();
    const opened: string[] = [];
    expect(requestOpen(client, 'c1')).to.equal(false);
    const leave = onOpenRequest(client, (id) => void opened.push(id));
    expect(requestOpen(client, 'c2')).to.equal(true);
    expect(requestOpen(createFakeClient().client, 'c3')).to.equal(false);
    leave();
    expect(requestOpen(client, 'c4')).to.equal(false);
    expect(opened).to.deep.equal(['c2']);
  });
});
