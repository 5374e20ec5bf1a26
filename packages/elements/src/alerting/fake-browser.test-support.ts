/** A browser for tests of alerts: its tabs share locks and channels, and its sounds and notifications are only written down. */
import { fakeClock, type FakeClock } from '@live-takeover/testing';
import type { AlertingEnvironment } from './alerting-environment.js';

/** A notification as the system would show it. */
export interface ShownNotification {
  readonly title: string;
  readonly options: NotificationOptions | undefined;
  readonly click: () => void;
  isClosed: boolean;
}

/** The browser and everything a test does to it. */
export interface FakeBrowser {
  readonly clock: FakeClock;
  readonly notifications: ShownNotification[];
  /** Every sound, as the frequencies of its tones. */
  readonly sounds: number[][];
  /** How audio stands in each tab. */
  readonly contexts: readonly { readonly state: string }[];
  permission: NotificationPermission;
  /** What the agent answers when asked for permission. */
  answer: NotificationPermission;
  letsSoundOut: boolean;
  /** What one more tab needs. */
  tab(missing?: Partial<AlertingEnvironment>): AlertingEnvironment;
}

/** A browser in which notifications are allowed and sounds let out. */
export function fakeBrowser(clock: FakeClock = fakeClock()): FakeBrowser {
  const locks = fakeLocks();
  const channels = new Map<string, Set<FakeChannel>>();
  const contexts: FakeContext[] = [];
  const browser: FakeBrowser = {
    clock,
    notifications: [],
    sounds: [],
    contexts,
    permission: 'granted',
    answer: 'granted',
    letsSoundOut: true,
    tab: (missing) => ({
      clock,
      elapsed: () => clock.now(),
      random: () => 0.5,
      notification: () => notificationOf(browser),
      audio: () => contextOf(browser, contexts),
      openChannel: (name) => new FakeChannel(channels, name) as unknown as BroadcastChannel,
      locks,
      ...missing,
    }),
  };
  return browser;
}

class FakeChannel {
  onmessage: ((event: MessageEvent) => void) | null = null;
  readonly #others: Set<FakeChannel>;

  constructor(channels: Map<string, Set<FakeChannel>>, name: string) {
    this.#others = channels.get(name) ?? new Set();
    channels.set(name, this.#others.add(this));
  }

  postMessage(data: unknown): void {
    for (const other of [...this.#others]) if (other !== this) other.onmessage?.({ data: structuredClone(data) } as MessageEvent);
  }

  close(): void {
    this.#others.delete(this);
  }
}

/** Grants at once, in the order of asking, as the platform's own does a little later. */
function fakeLocks(): Pick<LockManager, 'request'> {
  const queues = new Map<string, (() => void)[]>();
  const request = (name: string, { signal }: LockOptions, hold: (lock: Lock) => Promise<unknown> | undefined): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      const begin = (): void => {
        void Promise.resolve(hold({ name, mode: 'exclusive' })).then((result) => {
          queue.shift();
          queue[0]?.();
          resolve(result);
        });
      };
      signal?.addEventListener('abort', () => {
        const at = queue.indexOf(begin);
        if (at > 0) queue.splice(at, 1);
        reject(new DOMException('aborted', 'AbortError'));
      });
      if (queue.push(begin) === 1) begin();
    });
  return { request } as Pick<LockManager, 'request'>;
}

function notificationOf(browser: FakeBrowser): typeof Notification {
  return class {
    static get permission(): NotificationPermission {
      return browser.permission;
    }
    static requestPermission(): Promise<NotificationPermission> {
      browser.permission = browser.answer;
      return Promise.resolve(browser.permission);
    }
    onclick: (() => void) | null = null;
    readonly #shown: ShownNotification;
    constructor(title: string, options?: NotificationOptions) {
      this.#shown = { title, options, isClosed: false, click: () => this.onclick?.() };
      browser.notifications.push(this.#shown);
    }
    close(): void {
      this.#shown.isClosed = true;
    }
  } as unknown as typeof Notification;
}

class FakeContext {
  state = 'suspended';
  readonly currentTime = 0;
  readonly destination = {};
  readonly #browser: FakeBrowser;
  /** Those of the sound that is being made. */
  #tones: number[] | undefined;

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
  }

  resume(): Promise<void> {
    if (!this.#browser.letsSoundOut) return new Promise(() => undefined);
    this.state = 'running';
    this.#tones = undefined;
    return Promise.resolve();
  }

  suspend(): Promise<void> {
    this.state = 'suspended';
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.state = 'closed';
    return Promise.resolve();
  }

  createOscillator(): unknown {
    const frequency = { value: 0 };
    const tone = {
      frequency,
      onended: null as (() => void) | null,
      connect: (next: unknown) => next,
      start: () => {
        if (this.#tones === undefined) this.#browser.sounds.push((this.#tones = []));
        this.#tones.push(frequency.value);
      },
      stop: () => queueMicrotask(() => tone.onended?.()),
    };
    return tone;
  }

  createGain(): unknown {
    const gain = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined };
    return { gain, connect: (next: unknown) => next };
  }
}

function contextOf(browser: FakeBrowser, contexts: FakeContext[]): typeof AudioContext {
  return class extends FakeContext {
    constructor() {
      super(browser);
      contexts.push(this);
    }
  } as unknown as typeof AudioContext;
}
