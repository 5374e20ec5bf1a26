/** One tab of an agent's browser: the shipped client over a simulated machine. */
import type { RowView, TakeoverClient } from '@live-takeover/sdk';
import { createTakeoverClient } from '@live-takeover/sdk';
import { websocketConnector } from '@live-takeover/sdk/websocket';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { Connection } from '../world/network.js';
import type { Places } from '../world/places.js';
import type { Process } from '../world/schedule.js';
import { createProcess } from '../world/schedule.js';
import type { World } from '../world/world.js';
import type { SimulatedNode } from './node.js';
import type { SimulatedIdentity } from './sign-in.js';
import { tokenFor } from './sign-in.js';
import type { TabClock } from './tab-clock.js';
import { createTabClock } from './tab-clock.js';
import { socketConstructor } from './tab-socket.js';

/** What a tab is opened with. */
export interface TabOptions {
  readonly name: string;
  readonly identity: SimulatedIdentity;
  /** Whether it shows the table, beside the alerts that every tab shows. */
  readonly hasTable: boolean;
  /** By how much the browser's clock is off. */
  readonly clockAheadMs: number;
  /** The database's clock, by which tokens expire. */
  readonly storeNow: () => number;
  /** A frame of this tab arrived at a node; undefined for the end of its socket, if that was meant. */
  readonly onHeard: (node: SimulatedNode, text: string | undefined) => void;
}

/** Where a tab is connected, as the tab sees it. */
export interface TabConnection {
  readonly connection: Connection;
  readonly node: SimulatedNode;
  /** When the gateway's welcome arrived, epoch ms; null before. */
  welcomeAt: number | null;
}

/** One tab. */
export class SimulatedTab {
  readonly name: string;
  readonly identity: SimulatedIdentity;
  readonly process: Process;
  readonly client: TakeoverClient;
  /** The table, if this tab shows one. */
  readonly view: RowView | undefined;
  readonly clock: TabClock;
  /** Alerts that were shown here, by id. */
  readonly alertsShown: Set<string> = new Set<string>();
  /** Of the last frame that moved it; undefined before the first. */
  cursor: string | undefined;
  isVisible = true;
  connected: TabConnection | undefined;
  /** When it last began to say that it is up to date, epoch ms. */
  upToDateSince = 0;
  /** Since when it has been in view and awake, epoch ms. */
  inViewSince: number;
  readonly #world: World;
  readonly #wakers = new Set<() => void>();
  readonly #goodbyes = new Set<() => void>();

  constructor(world: World, places: Places, options: TabOptions) {
    const { name, identity, hasTable, clockAheadMs } = options;
    this.#world = world;
    this.name = name;
    this.identity = identity;
    this.inViewSince = world.schedule.now;
    this.process = createProcess(name);
    this.clock = createTabClock(world, this.process, clockAheadMs);
    const chance = world.chance.fork();
    let ids = 0;
    const connector = websocketConnector({
      url: 'ws://gateway.test/v1/agents',
      getToken: () => this.#fetchToken(options),
      WebSocket: socketConstructor(world, places, this.process, name, {
        onOpen: (connection, node) => (this.connected = { connection, node, welcomeAt: null }),
        onFrame: (text) => this.#follow(text),
        onClose: () => (this.connected = undefined),
        onHeard: options.onHeard,
      }),
      clock: this.clock,
      random: () => chance.next(),
      clientId: name,
      page: {
        onWake: (listener) => added(this.#wakers, listener),
        onGoodbye: (listener) => added(this.#goodbyes, listener),
      },
    });
    this.client = createTakeoverClient({ connector, clock: this.clock, newId: () => `${name}-c${String((ids += 1))}`, locale: 'en' });
    this.client.attachAlerts();
    this.view = hasTable ? this.client.rows() : undefined;
    this.client.connection.subscribe(({ state }) => world.trace.add(`${name} ${state}`));
    this.client.freshness.subscribe(({ state }) => {
      if (state === 'up-to-date') this.upToDateSince = world.schedule.now;
      world.trace.add(`${name} shows ${state}`);
    });
    this.client.alerts.subscribe((alerts) => {
      for (const { id } of alerts) this.alertsShown.add(id);
    });
  }

  get isAwake(): boolean {
    return this.process.isAlive && !this.process.isPaused;
  }

  hide(throttleMs: number): void {
    this.#world.trace.add(`${this.name} is hidden`);
    this.isVisible = false;
    this.clock.throttle(throttleMs);
  }

  show(): void {
    if (this.isVisible) return;
    this.#world.trace.add(`${this.name} is shown`);
    this.clock.throttle(0);
    this.#world.schedule.after(0, this.process, () => {
      this.isVisible = true;
      this.inViewSince = this.#world.schedule.now;
      this.#wake();
    });
  }

  /** The machine sleeps, or the browser puts the page away: nothing runs here. */
  freeze(): void {
    this.#world.trace.add(`${this.name} freezes`);
    this.process.isPaused = true;
  }

  /** @param tellsPage - whether the browser says so; a machine that slept briefly says nothing */
  thaw(tellsPage: boolean): void {
    if (!this.process.isPaused) return;
    this.#world.trace.add(`${this.name} thaws`);
    this.inViewSince = this.#world.schedule.now;
    this.#world.schedule.resume(this.process);
    if (tellsPage) this.#world.schedule.after(0, this.process, () => this.#wake());
  }

  /** The agent closes it, or (without a goodbye) pulls the plug. */
  close(saysGoodbye: boolean): void {
    this.#world.trace.add(`${this.name} closes`);
    if (saysGoodbye && this.isAwake) for (const goodbye of this.#goodbyes) goodbye();
    else this.connected?.connection.cut({ client: false, server: this.#world.chance.happens(0.5) });
    this.process.isAlive = false;
  }

  /** The page is told that its sockets may be dead: until one is proved, nothing is up to date. */
  #wake(): void {
    for (const waker of this.#wakers) waker();
    if (this.client.freshness.value.state === 'up-to-date') this.#world.violate('waking-is-doubting', `${this.name} woke, and says at once that it is up to date`);
  }

  #fetchToken({ identity, storeNow }: TabOptions): ReturnType<Parameters<typeof websocketConnector>[0]['getToken']> {
    const { schedule, chance } = this.#world;
    return new Promise((resolve, reject) => {
      const fails = chance.happens(0.03);
      const lifetimeMs = chance.pick([45_000, 120_000, 900_000]);
      schedule.after(chance.between(1, 80), this.process, () => {
        if (fails) return reject(new TakeoverError('gateway-unreachable', 'The token service does not answer.', { retry: true }));
        const expiresAt = storeNow() + lifetimeMs;
        resolve({ token: tokenFor(identity, expiresAt), expiresAt });
      });
    });
  }

  /** Reads along what the gateway says of the stream. */
  #follow(text: string): void {
    const { reached, schedule } = this.#world;
    const type = /^\{"type":"([a-z-]+)"/.exec(text)?.[1];
    if (type === 'delta' || type === 'snapshot') this.cursor = /"cursor":"([^"]*)"/.exec(text)?.[1];
    else if (type === 'welcome') {
      if (this.connected !== undefined) this.connected.welcomeAt = schedule.now;
      if (text.includes('"resumed":true')) reached.resumedSessions += 1;
    } else if (type === 'reset') reached.resets += 1;
    else if (type === 'alert') reached.alerts += 1;
  }
}

function added(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
