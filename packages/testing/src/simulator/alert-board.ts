import type { Alert, BotRules, Clock, Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk';
import { defaultBotRules, labelOf, statusOf } from '@live-takeover/sdk';
import type { PersonalAlert, PersonalAlerts } from './personal-alerts.js';
import { createPersonalAlerts } from './personal-alerts.js';

/** How often an unclaimed request rings, until its customer is told that nobody came. */
export const ringEveryMs = 30_000;
/** After this long an unclaimed request gets its customer told so. */
export const requestTimeoutMs = 120_000;
const lastRing = requestTimeoutMs / ringEveryMs;

/** Alerts of the past that still stand when the simulation begins, at most: the newest. */
export const pastAlertLimit = 20;

/** The calls for agents that stand now. */
export interface AlertBoard {
  /** Those that call everybody, oldest first. */
  standing(): IterableIterator<Alert>;
  /** Those that call one agent. */
  personal(): readonly PersonalAlert[];
  hasSeen(agentId: string, alertId: string): boolean;
  markSeen(agentId: string, alertId: string): void;
  /** Takes notice of what happened. */
  notice(events: readonly ConversationEvent[]): void;
  /** Looks again at what stands, for the rules are others now. */
  reconsider(): void;
  subscribe(listener: AlertListener): () => void;
}

export interface AlertListener {
  /** @param agentId - the one it calls; everybody if absent */
  rang(alert: Alert, agentId?: string): void;
  ended(alertId: string): void;
  /** One agent saw it, in one of their tabs. */
  seen(agentId: string, alertId: string): void;
}

interface Entry {
  readonly alert: Alert;
  /** Takes back what time would do to it. */
  readonly cancel: () => void;
}

/** What a board looks at. */
export interface AlertBoardOptions {
  readonly clock: Clock;
  readonly heads: () => Iterable<Conversation>;
  readonly head: (conversationId: ConversationId) => Conversation | undefined;
  readonly rules: () => Readonly<Record<string, BotRules>>;
}

/** A board on which the newest alerts of the past stand already. */
export function createAlertBoard(options: AlertBoardOptions): AlertBoard {
  return new Board(options);
}

class Board implements AlertBoard {
  readonly #options: AlertBoardOptions;
  readonly #entries = new Map<ConversationId, Entry>();
  readonly #seen = new Set<string>();
  readonly #listeners = new Set<AlertListener>();
  readonly #personal: PersonalAlerts;

  constructor(options: AlertBoardOptions) {
    this.#options = options;
    this.#personal = createPersonalAlerts({
      head: options.head,
      rang: ({ alert, agentId }) => this.#each((listener) => listener.rang(alert, agentId)),
      ended: (alertId) => this.#each((listener) => listener.ended(alertId)),
    });
    const calls: Call[] = [];
    for (const head of options.heads()) {
      const call = this.#callOf(head);
      if (call !== undefined) calls.push(call);
    }
    calls.sort((a, b) => a.alert.at - b.alert.at);
    for (const { alert, changesAt } of calls.slice(-pastAlertLimit)) this.#stand(alert, changesAt);
  }

  *standing(): IterableIterator<Alert> {
    for (const { alert } of this.#entries.values()) yield alert;
  }

  personal(): readonly PersonalAlert[] {
    return this.#personal.standing();
  }

  hasSeen(agentId: string, alertId: string): boolean {
    return this.#seen.has(`${agentId} ${alertId}`);
  }

  markSeen(agentId: string, alertId: string): void {
    this.#seen.add(`${agentId} ${alertId}`);
    this.#each((listener) => listener.seen(agentId, alertId));
  }

  notice(events: readonly ConversationEvent[]): void {
    for (const id of new Set(events.map((event) => event.conversationId))) this.#look(id);
    this.#personal.notice(events);
  }

  reconsider(): void {
    for (const id of [...this.#entries.keys()]) this.#look(id);
  }

  subscribe(listener: AlertListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #callOf(head: Conversation): Call | undefined {
    return callOf(head, this.#options.rules()[head.bot.id] ?? defaultBotRules, this.#options.clock.now());
  }

  #look(conversationId: ConversationId): void {
    const head = this.#options.head(conversationId);
    const call = head === undefined ? undefined : this.#callOf(head);
    const before = this.#entries.get(conversationId)?.alert;
    if (before !== undefined && before.id === call?.alert.id) return;
    this.#end(conversationId);
    if (call !== undefined) this.#ring(call.alert, call.changesAt);
  }

  #ring(alert: Alert, changesAt: number | null): void {
    this.#stand(alert, changesAt);
    this.#each((listener) => listener.rang(alert));
  }

  #stand(alert: Alert, changesAt: number | null): void {
    const { clock } = this.#options;
    const isRequest = alert.kind === 'agent-request';
    const nextAt = isRequest ? nextRingAt(alert) : changesAt;
    const act = (): void => (isRequest ? this.#ring({ ...alert, ring: alert.ring + 1 }, null) : this.#look(alert.conversationId));
    const isToCome = nextAt !== null && nextAt > clock.now();
    this.#entries.set(alert.conversationId, { alert, cancel: isToCome ? clock.schedule(nextAt - clock.now(), act) : nothing });
  }

  #end(conversationId: ConversationId): void {
    const entry = this.#entries.get(conversationId);
    if (entry === undefined) return;
    entry.cancel();
    this.#entries.delete(conversationId);
    this.#each((listener) => listener.ended(entry.alert.id));
  }

  #each(tell: (listener: AlertListener) => void): void {
    for (const listener of [...this.#listeners]) tell(listener);
  }
}

const nothing = (): void => undefined;

interface Call {
  readonly alert: Alert;
  readonly changesAt: number | null;
}

function nextRingAt({ at, ring }: Alert): number | null {
  return ring < lastRing ? at + ring * ringEveryMs : null;
}

function callOf(head: Conversation, rules: BotRules, now: number): Call | undefined {
  if (head.request === null && head.defaultAnswers === 0 && head.botFailedAt === null) return undefined;
  const { reason, changesAt } = statusOf(head, rules, now);
  const about = { conversationId: head.id, ring: 1, botName: head.bot.name, label: labelOf(head) };
  switch (reason.code) {
    case 'asked':
      return { alert: { ...about, id: `agent-request:${head.id}:${head.request?.seq ?? 0}`, kind: 'agent-request', at: reason.askedAt }, changesAt };
    case 'default-answers': {
      const at = head.defaultAnswerAts[rules.agentThreshold - 1] ?? head.at;
      return { alert: { ...about, id: `action:${head.id}:${at}`, kind: 'action', at }, changesAt };
    }
    case 'bot-failed':
      return { alert: { ...about, id: `action:${head.id}:${reason.at}`, kind: 'action', at: reason.at }, changesAt };
    default:
      return undefined;
  }
}
