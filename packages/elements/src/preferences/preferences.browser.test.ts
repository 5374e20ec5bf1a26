import { expect, fixture, html } from '@open-wc/testing';
import { LitElement, type PropertyDeclarations } from 'lit';
import { createFakeClient, type FakeClient } from '../client-source/fake-client.test-support.js';
import { LiveTakeoverProvider } from '../live-takeover-provider/live-takeover-provider.js';
import { noteEndpoint } from './client-preferences.js';
import { browserStore, type PreferenceStore } from './preference-store.js';
import { preferenceProperties, PreferencesController } from './preferences-controller.js';

/** An element that keeps something. */
class Keeper extends LitElement {
  static override properties: PropertyDeclarations = preferenceProperties;
  declare preferences: PreferenceStore | undefined;
  readonly kept = new PreferencesController(this, (key) => void this.heard.push(key));
  readonly heard: string[] = [];
  renders = 0;

  protected override render(): unknown {
    this.renders += 1;
    return this.kept.read('color');
  }
}
customElements.define('test-keeper', Keeper);
if (customElements.get('test-provider') === undefined) customElements.define('test-provider', class extends LiveTakeoverProvider {});

/** A store in memory, and what it holds. */
function memoryStore(held: Record<string, string> = {}): PreferenceStore & { readonly held: Record<string, string>; failing?: boolean } {
  return {
    held,
    read: (key) => held[key] ?? null,
    write(key, value) {
      if (value === null) delete held[key];
      else held[key] = value;
    },
  };
}

const keeper = (store?: PreferenceStore): Promise<Keeper> => fixture<Keeper>(html`<test-keeper .preferences=${store}></test-keeper>`);
const signedIn = (id: string): FakeClient => {
  const fake = createFakeClient();
  fake.me.set({ id, name: id, role: 'agent' });
  return fake;
};
const ana = 'live-takeover//ana/color';

describe('preferences', () => {
  afterEach(() => localStorage.clear());

  it('are kept under the agent’s id, and read by the next element of the same agent', async () => {
    const store = memoryStore();
    const one = await keeper(store);
    one.kept.use(signedIn('ana').client);
    one.kept.write('color', 'green');
    expect(store.held).to.deep.equal({ [ana]: 'green' });
    const other = await keeper(store);
    other.kept.use(signedIn('ana').client);
    expect(other.kept.read('color')).to.equal('green');
  });

  it('are never another agent’s on the same machine, nor another gateway’s', async () => {
    const store = memoryStore({ [ana]: 'green' });
    const element = await keeper(store);
    const ben = element.kept.use(signedIn('ben').client);
    expect(element.kept.read('color')).to.equal(null);
    ben();
    element.kept.use(noteEndpoint(signedIn('ana').client, 'wss://other.example/'));
    expect(element.kept.read('color')).to.equal(null);
    element.kept.write('color', 'blue');
    expect(store.held).to.deep.equal({ [ana]: 'green', 'live-takeover/wss%3A%2F%2Fother.example%2F/ana/color': 'blue' });
  });

  it('change with the agent who signs in on the same page', async () => {
    const store = memoryStore({ [ana]: 'green' });
    const fake = signedIn('ana');
    const element = await keeper(store);
    element.kept.use(fake.client);
    expect(element.kept.read('color')).to.equal('green');
    fake.me.set({ id: 'ben', name: 'Ben', role: 'agent' });
    expect(element.kept.read('color')).to.equal(null);
    await element.updateComplete;
    expect(element.shadowRoot!.textContent).to.equal('');
  });

  it('are not known before the agent is, and what is written till then waits for that', async () => {
    const store = memoryStore({ [ana]: 'green' });
    const fake = createFakeClient();
    fake.me.set(undefined);
    const element = await keeper(store);
    element.kept.use(fake.client);
    expect(element.kept.read('color')).to.equal(undefined);
    element.kept.write('shape', 'round');
    expect(element.kept.read('shape')).to.equal('round');
    fake.me.set({ id: 'ana', name: 'Ana', role: 'agent' });
    await element.updateComplete;
    expect(element.shadowRoot!.textContent).to.equal('green');
    expect(store.held['live-takeover//ana/shape']).to.equal('round');
  });

  it('that come later are shown when they come, but not over what was written meanwhile', async () => {
    const answers: ((value: string | null) => void)[] = [];
    const store: PreferenceStore = { read: () => new Promise((resolve) => void answers.push(resolve)), write: () => undefined };
    const element = await keeper(store);
    element.kept.use(signedIn('ana').client);
    expect(element.kept.read('color')).to.equal(undefined);
    expect(element.kept.read('shape')).to.equal(undefined);
    element.kept.write('shape', 'round');
    for (const answer of answers) answer('green');
    await Promise.resolve();
    await element.updateComplete;
    expect(element.shadowRoot!.textContent).to.equal('green');
    expect(element.kept.read('shape')).to.equal('round');
    expect(answers).to.have.length(2);
  });

  it('are as good as none where the store fails, now or later, and the page remembers all the same', async () => {
    const broken: readonly PreferenceStore[] = [
      { read: () => { throw new Error('No.'); }, write: () => { throw new Error('No.'); } },
      { read: () => Promise.reject(new Error('No.')), write: () => Promise.reject(new Error('No.')) },
    ];
    for (const store of broken) {
      const element = await keeper(store);
      element.kept.use(signedIn('ana').client);
      element.kept.read('color');
      await Promise.resolve();
      await Promise.resolve();
      expect(element.kept.read('color')).to.equal(null);
      element.kept.write('color', 'green');
      expect(element.kept.read('color')).to.equal('green');
    }
  });

  it('are the same for every element of the page, which renders when what it reads changes, and only then', async () => {
    const store = memoryStore();
    const fake = signedIn('ana');
    const [one, other] = [await keeper(store), await keeper(store)];
    one.kept.use(fake.client);
    other.kept.use(fake.client);
    await other.updateComplete;
    const { renders } = other;
    one.kept.write('shape', 'round');
    await other.updateComplete;
    expect(other.renders).to.equal(renders);
    one.kept.write('color', 'green');
    await other.updateComplete;
    expect(other.shadowRoot!.textContent).to.equal('green');
  });

  it('make sense or are ignored', async () => {
    const element = await keeper(memoryStore({ [ana]: '{"length":', 'live-takeover//ana/size': '"huge"', 'live-takeover//ana/count': '3' }));
    element.kept.use(signedIn('ana').client);
    const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
    expect(element.kept.readValue('color', number)).to.equal(undefined);
    expect(element.kept.readValue('size', number)).to.equal(undefined);
    expect(element.kept.readValue('count', number)).to.equal(3);
  });

  it('of an object are the same object until they change', async () => {
    const element = await keeper(memoryStore());
    element.kept.use(signedIn('ana').client);
    const list = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);
    element.kept.writeValue('list', [1, 2]);
    const known = element.kept.readValue('list', list);
    expect(known).to.deep.equal([1, 2]);
    expect(element.kept.readValue('list', list)).to.equal(known);
    element.kept.writeValue('list', undefined);
    expect(element.kept.readValue('list', list)).to.equal(undefined);
  });

  it('come from the provider’s store, and from the element’s own before it', async () => {
    const fake = signedIn('ana');
    const provided = memoryStore({ [ana]: 'provided' });
    await fixture(html`<test-provider .client=${fake.client} .preferences=${provided}></test-provider>`);
    const element = await keeper();
    element.kept.use(fake.client);
    expect(element.kept.read('color')).to.equal('provided');
    element.preferences = memoryStore({ [ana]: 'own' });
    await element.updateComplete;
    expect(element.shadowRoot!.textContent).to.equal('own');
  });

  it('end with the element’s use of the client, and leave no listener behind', async () => {
    let listeners = 0;
    const store: PreferenceStore = {
      ...memoryStore(),
      subscribe() {
        listeners += 1;
        return () => void (listeners -= 1);
      },
    };
    const element = await keeper(store);
    const end = element.kept.use(signedIn('ana').client);
    expect(listeners).to.equal(1);
    end();
    expect(listeners).to.equal(0);
    expect(element.kept.read('color')).to.equal(undefined);
  });
});

describe('the browser’s store', () => {
  const refusing = (name: 'getItem' | 'setItem'): Storage =>
    Object.assign(Object.create(localStorage) as Storage, {
      getItem: (key: string) => localStorage.getItem(key),
      setItem: (key: string, value: string) => localStorage.setItem(key, value),
      removeItem: (key: string) => localStorage.removeItem(key),
      [name]: () => {
        throw new DOMException('No.', 'QuotaExceededError');
      },
    });
  afterEach(() => localStorage.clear());

  it('is local storage', () => {
    browserStore().write('a', '1');
    expect(localStorage.getItem('a')).to.equal('1');
    expect(browserStore().read('a')).to.equal('1');
    browserStore().write('a', null);
    expect(localStorage.getItem('a')).to.equal(null);
  });

  it('remembers for the page where storage is blocked altogether', () => {
    const store = browserStore(() => {
      throw new DOMException('Blocked.', 'SecurityError');
    });
    expect(store.read('a')).to.equal(null);
    store.write('a', '1');
    expect(store.read('a')).to.equal('1');
    store.write('a', null);
    expect(store.read('a')).to.equal(null);
  });

  it('remembers for the page what a full storage does not take, and not what it took before', () => {
    localStorage.setItem('a', 'old');
    const store = browserStore(() => refusing('setItem'));
    store.write('a', 'new');
    expect(store.read('a')).to.equal('new');
    expect(localStorage.getItem('a')).to.equal('old');
  });

  it('tells what another tab wrote', async () => {
    const fake = signedIn('ana');
    const element = await keeper();
    element.kept.use(fake.client);
    expect(element.kept.read('color')).to.equal(null);
    localStorage.setItem(ana, 'green');
    dispatchEvent(new StorageEvent('storage', { key: ana }));
    await element.updateComplete;
    expect(element.shadowRoot!.textContent).to.equal('green');
    expect(element.heard).to.include('color');
  });
});
