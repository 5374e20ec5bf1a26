/**
 * Who could be given a customer now: presence, capacity and opening hours put
 * together. Everything that waits for somebody to become available asks here.
 */
import type { OpeningHours } from '@live-takeover/sdk/core';
import { isFull, isOpen, nextChange } from '@live-takeover/sdk/core';
import type { BotConfig } from '../config/config.js';
import type { Settings } from '../config/settings.js';
import { createDeadlines } from '../conversations/deadlines.js';
import type { Deadlines } from '../conversations/deadlines.js';
import type { Runtime } from '../runtime.js';
import type { Holdings } from './holdings.js';
import type { Presence } from './presence.js';
import type { Readiness, Staffing } from './staffing.js';

/** Told that somebody may have become available, or not to be so any more; everyone of the tenant if no agent is named. */
export type StaffListener = (tenant: string, agentId: string | undefined) => void;

/** Who could be given a customer now. */
export interface Staff {
  start(): void;
  stop(): void;
  /** The settings are other ones now. */
  reconsider(): void;
  /**
   * What a customer of a bot who asks for an agent can be told.
   *
   * @param freed - an agent who is about to let go of a conversation
   */
  staffing(tenant: string, botId: string, freed?: string): Staffing;
  /** Whether an agent could be given a conversation of this bot. */
  readiness(tenant: string, agentId: string, botId: string): Readiness;
  /** @returns ends it */
  subscribe(listener: StaffListener): () => void;
}

/** What a staff is made of. */
export interface StaffOptions {
  readonly presence: Pick<Presence, 'readiness' | 'bestReadiness' | 'find' | 'subscribe'>;
  readonly holdings: Pick<Holdings, 'subscribe'>;
  readonly settings: Pick<Settings, 'config' | 'findBot'>;
  readonly runtime: Pick<Runtime, 'now' | 'schedule'>;
}

/** The staff of every bot. Opening and closing are noticed from `start` on. */
export function createStaff(options: StaffOptions): Staff {
  return new DeskStaff(options);
}

/** What is known of a desk's hours, and for how long. */
interface Stretch {
  readonly isOpen: boolean;
  readonly from: number;
  /** Exclusive; Infinity where no end is known. */
  readonly until: number;
}

class DeskStaff implements Staff {
  readonly #options: StaffOptions;
  readonly #listeners = new Set<StaffListener>();
  readonly #stretches = new WeakMap<OpeningHours, Stretch>();
  readonly #deadlines: Deadlines;
  #planned = new Set<string>();
  #unsubscribe: readonly (() => void)[] = [];

  constructor(options: StaffOptions) {
    this.#options = options;
    this.#deadlines = createDeadlines(options.runtime, (botId) => this.#turn(botId));
  }

  start(): void {
    const { presence, holdings } = this.#options;
    this.#unsubscribe = [
      presence.subscribe((tenant, agentId) => this.#tell(tenant, agentId)),
      holdings.subscribe((tenant, agentId, { before, after }) => {
        const known = presence.find(tenant, agentId);
        if (known !== undefined && isFull({ ...known, holding: before }) !== isFull({ ...known, holding: after })) this.#tell(tenant, agentId);
      }),
    ];
    this.#plan();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#deadlines.clear();
  }

  reconsider(): void {
    this.#plan();
    for (const tenant of new Set(this.#options.settings.config.bots.map((bot) => bot.tenant))) this.#tell(tenant, undefined);
  }

  staffing(tenant: string, botId: string, freed?: string): Staffing {
    const hours = this.#hoursOf(tenant, botId);
    if (hours !== undefined && !hours.isOpen) return hours.until === Infinity ? { state: 'no-agents' } : { state: 'outside-hours', opensAt: hours.until };
    switch (this.#options.presence.bestReadiness(tenant, botId, freed)) {
      case 'available':
        return { state: 'available' };
      case 'full':
        return { state: 'all-busy' };
      case 'absent':
        return { state: 'no-agents' };
    }
  }

  readiness(tenant: string, agentId: string, botId: string): Readiness {
    return this.#hoursOf(tenant, botId)?.isOpen === false ? 'absent' : this.#options.presence.readiness(tenant, agentId, botId);
  }

  subscribe(listener: StaffListener): () => void {
    const entry: StaffListener = (tenant, agentId) => listener(tenant, agentId);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  #tell(tenant: string, agentId: string | undefined): void {
    for (const listener of [...this.#listeners]) listener(tenant, agentId);
  }

  /** Undefined for a bot without hours, or that is configured no more. */
  #hoursOf(tenant: string, botId: string): Stretch | undefined {
    const hours = this.#options.settings.findBot(tenant, botId)?.openingHours ?? null;
    return hours === null ? undefined : this.#stretchOf(hours);
  }

  #stretchOf(hours: OpeningHours): Stretch {
    const now = this.#options.runtime.now();
    const known = this.#stretches.get(hours);
    if (known !== undefined && now >= known.from && now < known.until) return known;
    const stretch = { isOpen: isOpen(hours, now), from: now, until: nextChange(hours, now) ?? Infinity };
    this.#stretches.set(hours, stretch);
    return stretch;
  }

  #plan(): void {
    const { bots } = this.#options.settings.config;
    const before = this.#planned;
    this.#planned = new Set(bots.map(({ id }) => id));
    for (const botId of before) if (!this.#planned.has(botId)) this.#deadlines.set(botId, null);
    for (const bot of bots) this.#arm(bot);
  }

  #arm({ id, openingHours }: BotConfig): void {
    this.#deadlines.set(id, openingHours === null ? null : this.#stretchOf(openingHours).until);
  }

  /** A desk opens or closes. */
  #turn(botId: string): void {
    const bot = this.#options.settings.config.bots.find(({ id }) => id === botId);
    if (bot === undefined) return;
    this.#arm(bot);
    this.#tell(bot.tenant, undefined);
  }
}
