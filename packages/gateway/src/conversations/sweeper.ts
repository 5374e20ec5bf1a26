/**
 * Ends what nobody ends: conversations that fell silent, and takeovers whose
 * agent is gone. One timer, armed for the next due time of all heads.
 */
import type { Conversation, NewEvent } from '@live-takeover/sdk/core';
import type { Presence } from '../agents/presence.js';
import { leaseMs } from '../agents/presence.js';
import { requestEvents } from '../agents/request-events.js';
import type { BotConfig } from '../config/config.js';
import type { Runtime } from '../runtime.js';
import { StoreError } from '../store/event-store.js';
import { appendDecided } from './append-decided.js';
import { automaticMessage } from './automatic-messages.js';
import { createDeadlines } from './deadlines.js';
import type { Deadlines } from './deadlines.js';
import type { Projection } from './projection.js';
import { timeOut, timesOutAt } from './time-out.js';

/** How long after the end of an agent's last lease their conversations are left to them. */
export const unreachableGraceMs = 60_000;

/** What a sweeper works with. */
export interface SweeperOptions {
  readonly projection: Projection;
  readonly presence: Presence;
  readonly runtime: Runtime;
  readonly findBot: (tenant: string, botId: string) => BotConfig | undefined;
}

/** Works from `start` to `stop`. */
export interface Sweeper {
  start(): void;
  stop(): void;
}

/** A sweeper over a projection's conversations. */
export function createSweeper(options: SweeperOptions): Sweeper {
  return new HeadSweeper(options);
}

const retryAfterMs = 5_000;

class HeadSweeper implements Sweeper {
  readonly #options: SweeperOptions;
  readonly #deadlines: Deadlines;
  /** Conversations by the agent who holds them: theirs is the due time that presence moves. */
  readonly #held = new Map<string, Set<string>>();
  #unsubscribe: readonly (() => void)[] = [];

  constructor(options: SweeperOptions) {
    this.#options = options;
    this.#deadlines = createDeadlines(options.runtime, (key) => this.#due(key));
  }

  start(): void {
    const { projection, presence } = this.#options;
    const followAll = (): void => {
      for (const tenant of projection.tenants()) for (const head of projection.heads(tenant)) this.#follow(tenant, undefined, head);
    };
    this.#unsubscribe = [
      projection.subscribe(({ tenant, previous, head }) => this.#follow(tenant, previous, head)),
      projection.onReload(followAll),
      presence.subscribe((tenant, agentId) => {
        for (const conversationId of this.#held.get(JSON.stringify([tenant, agentId])) ?? []) {
          const head = projection.head(tenant, conversationId);
          if (head !== undefined) this.#arm(tenant, head);
        }
      }),
    ];
    followAll();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#deadlines.clear();
  }

  #follow(tenant: string, previous: Conversation | undefined, head: Conversation): void {
    if (previous?.operator.kind === 'agent') this.#held.get(JSON.stringify([tenant, previous.operator.id]))?.delete(head.id);
    if (head.operator.kind === 'agent' && head.closed === null) {
      const key = JSON.stringify([tenant, head.operator.id]);
      this.#held.set(key, (this.#held.get(key) ?? new Set()).add(head.id));
    }
    this.#arm(tenant, head);
  }

  #arm(tenant: string, head: Conversation): void {
    const timeOutAt = this.#timesOutAt(tenant, head);
    const releaseAt = this.#releaseAt(tenant, head);
    const dueAt = Math.min(timeOutAt ?? Infinity, releaseAt ?? Infinity);
    this.#deadlines.set(JSON.stringify([tenant, head.id]), dueAt === Infinity ? null : dueAt);
  }

  #timesOutAt(tenant: string, head: Conversation): number | null {
    const bot = this.#options.findBot(tenant, head.bot.id);
    return bot === undefined || head.closed !== null ? null : timesOutAt(head, bot.rules.timeoutMs);
  }

  /** When the operator counts as gone for good; null while there, or where the bot's policy is to hold. */
  #releaseAt(tenant: string, head: Conversation): number | null {
    const { presence, findBot } = this.#options;
    if (head.operator.kind !== 'agent' || head.closed !== null) return null;
    if (findBot(tenant, head.bot.id)?.onUnreachable === 'hold') return null;
    const since = presence.unreachableSince(tenant, head.operator.id);
    return since === null ? null : Math.max(since, head.operatorSince + leaseMs) + unreachableGraceMs;
  }

  #due(key: string): void {
    this.#sweep(key).catch((error: unknown) => {
      this.#options.runtime.log('warn', 'sweep-failed', { code: error instanceof StoreError ? error.code : 'internal' });
      this.#deadlines.set(key, this.#options.runtime.now() + retryAfterMs);
    });
  }

  async #sweep(key: string): Promise<void> {
    const { projection, runtime } = this.#options;
    const [tenant = '', conversationId = ''] = JSON.parse(key) as string[];
    const head = projection.head(tenant, conversationId);
    if (head === undefined) return;
    const now = runtime.now();
    if ((this.#timesOutAt(tenant, head) ?? Infinity) <= now) {
      await timeOut(projection, tenant, head);
    } else if ((this.#releaseAt(tenant, head) ?? Infinity) <= now) {
      await appendDecided(projection, tenant, head, (present) =>
        present.term === head.term && (this.#releaseAt(tenant, present) ?? Infinity) <= runtime.now() ? this.#release(tenant, present) : [],
      );
    }
    const present = projection.head(tenant, conversationId);
    if (present !== undefined) this.#arm(tenant, present);
  }

  #release(tenant: string, head: Conversation): readonly NewEvent[] {
    const { presence, findBot } = this.#options;
    const bot = findBot(tenant, head.bot.id);
    const idOf = (index: number): string => `unreachable:${head.term}:${index}`;
    const endedInto = head.term + 1;
    const ended: NewEvent = { type: 'takeover-ended', id: idOf(0), term: head.term, endedInto, why: 'agent-unreachable' };
    if (bot?.onUnreachable === 'hand-back') {
      const agentName = head.operator.kind === 'bot' ? '' : head.operator.name;
      return [ended, ...automaticMessage('exit', bot, head, { id: idOf(1), causedBy: idOf(0), term: endedInto, agentName })];
    }
    const isAnyoneAvailable = presence.isAnyoneAvailable(tenant, head.bot.id);
    const opening = { idOf: (index: number) => idOf(index + 1), causedBy: idOf(0), isAnyoneAvailable, term: endedInto };
    return [ended, ...requestEvents(head, bot, opening)];
  }
}
