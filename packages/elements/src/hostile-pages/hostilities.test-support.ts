/** What pages do to the browser before our elements come. Runs first in a page of its own, named by this module's address. */

/** Every way in which a page is hostile. */
export type Hostility = 'patched-arrays' | 'zones' | 'frozen-intrinsics' | 'blocked-storage' | 'loud-styles';

const spoil: Readonly<Record<Hostility, () => void>> = {
  'patched-arrays': patchArrays,
  zones: patchTasks,
  'frozen-intrinsics': freezeIntrinsics,
  'blocked-storage': blockStorage,
  'loud-styles': styleLoudly,
};

const name = new URL(import.meta.url).searchParams.get('hostility') as Hostility | null;
if (name !== null) spoil[name]();

/** As Prototype 1.6 and its like did: methods that a `for in` meets, and their own in place of the platform's. */
function patchArrays(): void {
  const array = Array.prototype as unknown as Record<string, unknown>;
  array['each'] = function each(this: unknown[], act: (item: unknown, index: number) => void): unknown[] {
    for (let index = 0; index < this.length; index += 1) act(this[index], index);
    return this;
  };
  array['map'] = array['collect'] = function collect(this: unknown[], act: (item: unknown, index: number) => unknown = (item) => item, context?: unknown): unknown[] {
    const results: unknown[] = [];
    for (let index = 0; index < this.length; index += 1) results.push(act.call(context, this[index], index));
    return results;
  };
  array['filter'] = array['findAll'] = function findAll(this: unknown[], act: (item: unknown, index: number) => unknown, context?: unknown): unknown[] {
    const results: unknown[] = [];
    for (let index = 0; index < this.length; index += 1) if (act.call(context, this[index], index)) results.push(this[index]);
    return results;
  };
  array['toJSON'] = function toJSON(this: unknown[]): string {
    return `[${this.map((item) => JSON.stringify(item)).join(', ')}]`;
  };
  array['first'] = function first(this: unknown[]): unknown {
    return this[0];
  };
  array['size'] = function size(this: unknown[]): number {
    return this.length;
  };
  array['clear'] = function clear(this: unknown[]): unknown[] {
    this.length = 0;
    return this;
  };
  (String.prototype as unknown as Record<string, unknown>)['toJSON'] = function toJSON(this: string): string {
    return `"${this}"`;
  };
  (Function.prototype as unknown as Record<string, unknown>)['curry'] = function curry(): void {
    // Only its being there counts.
  };
  (Object.prototype as unknown as Record<string, unknown>)['extend'] = function extend(this: object, more: object): object {
    return Object.assign(this, more);
  };
}

/**
 * As zone.js does, and by the same means: a promise of its own in place of the
 * platform's, whose `then` it turns into its own, and a wrapper round every timer,
 * frame, listener, observer and element callback. (zone.js itself is no dependency.)
 */
function patchTasks(): void {
  const zone = { name: 'root', tasks: 0 };
  const inZone =
    <Args extends unknown[], Result>(act: (this: unknown, ...args: Args) => Result) =>
    function run(this: unknown, ...args: Args): Result {
      zone.tasks += 1;
      return act.apply(this, args);
    };
  patchPromise();
  const page = window as unknown as Record<string, (act: unknown, ...rest: unknown[]) => unknown>;
  for (const timer of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'queueMicrotask']) {
    const native = page[timer]!.bind(window);
    page[timer] = (act, ...rest) => native(typeof act === 'function' ? inZone(act as () => void) : act, ...rest);
  }
  const wrappers = new WeakMap<object, EventListener>();
  const wrapped = (listener: EventListenerOrEventListenerObject): EventListener => {
    const known = wrappers.get(listener);
    if (known !== undefined) return known;
    const wrapper = inZone(function handle(this: unknown, event: Event) {
      if (typeof listener === 'function') listener.call(this as EventTarget, event);
      else listener.handleEvent(event);
    });
    wrappers.set(listener, wrapper);
    return wrapper;
  };
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function add(type, listener, options) {
    addEventListener.call(this, type, listener && wrapped(listener), options);
  };
  EventTarget.prototype.removeEventListener = function remove(type, listener, options) {
    removeEventListener.call(this, type, listener && wrapped(listener), options);
  };
  for (const observer of ['MutationObserver', 'ResizeObserver', 'IntersectionObserver']) {
    const Native = (window as unknown as Record<string, new (act: unknown, options?: unknown) => object>)[observer]!;
    Object.assign(window, { [observer]: class extends Native { constructor(act: () => void, options?: unknown) { super(inZone(act), options); } } });
  }
  const define = customElements.define.bind(customElements);
  customElements.define = (tag, element, options) => {
    const prototype = element.prototype as Record<string, unknown>;
    for (const callback of ['connectedCallback', 'disconnectedCallback', 'attributeChangedCallback']) {
      const own = prototype[callback];
      if (typeof own === 'function') prototype[callback] = inZone(own as () => void);
    }
    define(tag, element, options);
  };
}

function patchPromise(): void {
  const Native = Promise;
  const { then } = Native.prototype;
  type Settle = (value: unknown) => void;
  class ZoneAwarePromise {
    readonly #native: Promise<unknown>;
    constructor(act: (resolve: Settle, reject: Settle) => void) {
      this.#native = new Native(act);
    }
    then(onValue?: Settle, onError?: Settle): ZoneAwarePromise {
      return new ZoneAwarePromise((resolve, reject) => void then.call(then.call(this.#native, onValue, onError), resolve, reject));
    }
    catch(onError: Settle): ZoneAwarePromise {
      return this.then(undefined, onError);
    }
    finally(act: () => void): ZoneAwarePromise {
      const rethrow = (error: unknown): never => {
        act();
        throw error;
      };
      return this.then((value) => (act(), value) as never, rethrow);
    }
    get [Symbol.toStringTag](): string {
      return 'Promise';
    }
  }
  Native.prototype.then = function wrapped(this: Promise<unknown>, onValue: never, onError: never) {
    return new ZoneAwarePromise((resolve, reject) => void then.call(this, resolve, reject)).then(onValue, onError) as never;
  };
  for (const maker of ['all', 'allSettled', 'race', 'any', 'resolve', 'reject'] as const) {
    const native = Native[maker] as (value: unknown) => Promise<unknown>;
    Object.assign(ZoneAwarePromise, {
      [maker]: (value: unknown) => (maker === 'resolve' && value instanceof ZoneAwarePromise ? value : new ZoneAwarePromise((resolve, reject) => void then.call(native.call(Native, value), resolve, reject))),
    });
  }
  Object.assign(window, { Promise: ZoneAwarePromise });
}

/** As a lockdown does: nothing of the language can be changed, nor may an object set what its prototype has. */
function freezeIntrinsics(): void {
  // Lit puts it there as it loads, if it is not: a page that locks down first must have it, as docs/embedding.md says.
  (Symbol as { metadata?: symbol }).metadata ??= Symbol('metadata');
  const seen = new Set<object>();
  const freeze = (value: unknown): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
    seen.add(value);
    Object.freeze(value);
    freeze(Object.getPrototypeOf(value));
    for (const { value: field, get, set } of Object.values(Object.getOwnPropertyDescriptors(value))) for (const each of [field, get, set]) freeze(each);
  };
  const names = [
    ...['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Promise', 'RegExp', 'Date'],
    ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'AggregateError', 'ArrayBuffer', 'DataView', 'Uint8Array', 'Int32Array', 'Float64Array', 'Proxy', 'JSON', 'Math', 'Reflect', 'Intl'],
  ];
  for (const each of names) freeze((globalThis as unknown as Record<string, unknown>)[each]);
  for (const each of [[].values(), new Map().values(), ''[Symbol.iterator](), (function* () {})(), (async function* () {})(), async () => undefined]) freeze(Object.getPrototypeOf(each));
}

/** A page in a sandbox, or a browser that keeps nothing: what is asked for throws, or is not there. */
function blockStorage(): void {
  const refuse = (): never => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  for (const store of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) Object.defineProperty(window, store, { configurable: true, get: refuse });
  Object.defineProperty(document, 'cookie', { get: refuse, set: refuse });
  Object.defineProperty(window, 'BroadcastChannel', { value: class { constructor() { refuse(); } } });
  for (const absent of ['Notification', 'AudioContext', 'SharedWorker']) Object.defineProperty(window, absent, { value: undefined });
  for (const absent of ['locks', 'clipboard', 'serviceWorker', 'permissions']) Object.defineProperty(navigator, absent, { get: () => undefined });
  Object.defineProperty(crypto, 'randomUUID', { value: undefined });
}

/** Rules for everything there is, and everything that is inherited. */
function styleLoudly(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { box-sizing: content-box; line-height: 3; }
    *:not(live-takeover-table, agent-presence) { all: revert !important; }
    div, p, span, button, input, ul, li, section { margin: 30px !important; float: left !important; position: static !important; }
    body { font: italic 700 40px/3 cursive !important; }
    html, body {
      text-transform: uppercase !important; white-space: pre !important;
      letter-spacing: 0.5em !important; word-spacing: 1em !important; text-indent: 8px !important; text-align: right !important;
      word-break: break-all !important; text-shadow: 0 0 9px red !important; list-style: square !important; cursor: crosshair !important;
      color: yellow !important; visibility: visible !important; border-collapse: collapse !important; quotes: none !important;
      hyphens: auto !important; tab-size: 40 !important; font-variant: small-caps !important;
    }`);
  document.adoptedStyleSheets = [sheet];
}
