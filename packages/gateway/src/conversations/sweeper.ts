/**
 * Ends what nobody ends: conversations that fell silent, and takeovers whose
 * agent is gone or leaves the customer waiting. One timer, armed for the next
 * due time of all heads that this node looks after.
 */
import type { Conversation, NewEvent } from '@live-takeover/sdk/core';
import { defaultBotRules } from '@live-takeover/sdk/core';
import type { Presence } from '../agents/presence.js';
import { leaseMs } from '../agents/presence.js';
import { requestEvents } from '../agents/request-events.js';
import type { Staff } from '../agents/staff.js';
import type { BotConfig } from '../config/config.js';
import type { Share } from '../nodes/share.js';
import type { Runtime } from '../runtime.js';
import { StoreError } from '../store/event-store.js';
import { appendDecided } from './append-decided.js';
import { automaticMessage } from './automatic-messages.js';
import { createDeadlines } from './deadlines.js';
import type { Deadlines } from './deadlines.js';
import type { Projection } from './projection.js';
import { replyDueAt } from './reply-deadline.js';
import { timeOut, timesOutAt } from './time-out.js';

/** How long after the end of an agent's last lease their conversations are left to them. */
export const unreachableGraceMs = 60_000;

/** What a sweeper works with. */
export interface SweeperOptions {
  readonly projection: Projection;
  readonly presence: Presence;
  readonly staff: Pick<Staff, 'staffing'>;
  readonly share: Pick<Share, 'holds' | 'onGained'>;
  readonly runtime: Runtime;
  readonly findBot: (tenant: string, botId: string) => BotConfig | undefined;
}

/** Works from `start` to `stop`. */
export interface Sweeper {
  start(): void;
  stop(): void;
  /** The bots' settings are other ones now: what is due when may have changed. */
  reconsider(): void;
}

/** A sweeper over a projection's conversations. */
export function createSweeper(options: SweeperOptions): Sweeper {
  return new HeadSweeper(options);
}

const retryAfterMs = 5_000;

/** When an agent loses a conversation, and why. */
interface Release {
  readonly at: number;
  readonly why: 'agent-unreachable' | 'unanswered';
}

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
    const { projection, presence, share } = this.#options;
    this.#unsubscribe = [
      projection.subscribe(({ tenant, previous, head }) => this.#follow(tenant, previous, head)),
      projection.onReload(() => this.#followAll()),
      presence.subscribe((tenant, agentId) => {
        for (const conversationId of this.#held.get(JSON.stringify([tenant, agentId])) ?? []) {
          const head = projection.head(tenant, conversationId);
          if (head !== undefined) this.#arm(tenant, head);
        }
      }),
    ];
    this.#followAll();
    share.onGained((isMeant) => {
      for (const tenant of projection.tenants())
        for (const head of projection.heads(tenant)) if (isMeant(tenant, head.id)) this.#arm(tenant, head);
    });
  }

  reconsider(): void {
    this.#followAll();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#deadlines.clear();
  }

  #followAll(): void {
    const { projection } = this.#options;
    for (const tenant of projection.tenants()) for (const head of projection.heads(tenant)) this.#follow(tenant, undefined, head);
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
    const isMine = this.#options.share.holds(tenant, head.id);
    const dueAt = isMine ? Math.min(this.#timesOutAt(tenant, head) ?? Infinity, this.#release(tenant, head)?.at ?? Infinity) : Infinity;
    this.#deadlines.set(`${tenant}\n${head.id}`, dueAt === Infinity ? null : dueAt);
  }

  #timesOutAt(tenant: string, head: Conversation): number | null {
    // A bot that is configured no more leaves its conversations behind, which end all the same.
    const { timeoutMs } = this.#options.findBot(tenant, head.bot.id)?.rules ?? defaultBotRules;
    return head.closed !== null ? null : timesOutAt(head, timeoutMs);
  }

  /** When and why the operator loses the conversation; null as long as nothing says so, or where the bot's policy is to hold. */
  #release(tenant: string, head: Conversation): Release | null {
    const { presence, findBot } = this.#options;
    const bot = findBot(tenant, head.bot.id);
    if (head.operator.kind !== 'agent' || head.closed !== null || bot?.onUnreachable === 'hold') return null;
    const since = presence.unreachableSince(tenant, head.operator.id);
    const goneAt = since === null ? Infinity : Math.max(since, head.operatorSince + leaseMs) + unreachableGraceMs;
    const overdueAt = (bot === undefined ? null : replyDueAt(head, bot)) ?? Infinity;
    if (Math.min(goneAt, overdueAt) === Infinity) return null;
    return goneAt <= overdueAt ? { at: goneAt, why: 'agent-unreachable' } : { at: overdueAt, why: 'unanswered' };
  }

  #due(key: string): void {
    this.#sweep(key).catch((error: unknown) => {
      this.#options.runtime.log('warn', 'sweep-failed', { conversation: key.split('\n')[1] ?? '', code: error instanceof StoreError ? error.code : 'internal' });
      this.#deadlines.set(key, this.#options.runtime.now() + retryAfterMs);
    });
  }

  async #sweep(key: string): Promise<void> {
    const { projection, runtime } = this.#options;
    const [tenant = '', conversationId = ''] = key.split('\n');
    const head = projection.head(tenant, conversationId);
    if (head === undefined || !this.#options.share.holds(tenant, conversationId)) return;
    const now = runtime.now();
    if ((this.#timesOutAt(tenant, head) ?? Infinity) <= now) {
      await timeOut(projection, tenant, head);
    } else {
      await appendDecided(projection, tenant, head, (present) => {
        const release = this.#release(tenant, present);
        const isDue = release !== null && release.at <= runtime.now() && present.term === head.term;
        return isDue ? this.#releaseEvents(tenant, present, release.why) : [];
      });
    }
    const present = projection.head(tenant, conversationId);
    if (present !== undefined) this.#arm(tenant, present);
  }

  #releaseEvents(tenant: string, head: Conversation, why: Release['why']): readonly NewEvent[] {
    const { staff, findBot } = this.#options;
    const bot = findBot(tenant, head.bot.id);
    const idOf = (index: number): string => `${why === 'unanswered' ? why : 'unreachable'}:${head.term}:${index}`;
    const endedInto = head.term + 1;
    const ended: NewEvent = { type: 'takeover-ended', id: idOf(0), term: head.term, endedInto, why };
    if (bot?.onUnreachable === 'hand-back') {
      const agentName = head.operator.kind === 'bot' ? '' : head.operator.name;
      return [ended, ...automaticMessage('exit', bot, head, { id: idOf(1), causedBy: idOf(0), term: endedInto, agentName })];
    }
    const staffing = staff.staffing(tenant, head.bot.id, head.operator.kind === 'agent' ? head.operator.id : undefined);
    const opening = { idOf: (index: number) => idOf(index + 1), causedBy: idOf(0), staffing, term: endedInto };
    return [ended, ...requestEvents(head, bot, opening)];
  }
}
