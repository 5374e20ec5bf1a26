/**
 * The life of customers' requests for a human, from the asking to the answer.
 * Everything is derived from the heads, so that a restarted gateway goes on.
 */
import type { AutomaticMessage, Conversation, ConversationId, NewEvent } from '@live-takeover/sdk/core';
import type { BotConfig } from '../config/config.js';
import { appendDecided } from '../conversations/append-decided.js';
import { automaticMessage } from '../conversations/automatic-messages.js';
import { createDeadlines } from '../conversations/deadlines.js';
import type { Deadlines } from '../conversations/deadlines.js';
import type { Projection } from '../conversations/projection.js';
import type { Share } from '../nodes/share.js';
import type { IsMeant } from '../nodes/share-listeners.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import { answerEvents, deskRequestEvents, requestEvents } from './request-events.js';
import type { Staff } from './staff.js';
import type { Staffing } from './staffing.js';
import { isDeserted } from './staffing.js';

/** Someone, mostly a bot, asks for a human on behalf of the customer. */
export interface AgentRequestWish {
  readonly reason?: string | undefined;
  /** The event that led to it; the same event asks once. */
  readonly causedBy: string | undefined;
  /** The term under which it came about, null if a human was operator; undefined if it belongs to none. */
  readonly term?: number | null | undefined;
  /** What was said with it, in a conversation that stands like this: stored before the request, in the same append, or without it if there is none. */
  readonly saying?: ((head: Conversation) => readonly NewEvent[]) | undefined;
}

/** Looks after open requests. */
export interface Requests {
  /** Takes up the requests that were open when the log was loaded. */
  start(): void;
  stop(): void;
  /** The bots' settings are other ones now: what is due when may have changed. */
  reconsider(): void;
  /** Opens a request, or tells the customer that none is offered. A request that is open already stays as it is. */
  open(tenant: string, conversationId: ConversationId, wish: AgentRequestWish): Promise<void>;
}

/** What the keeper of requests works with. */
export interface RequestsOptions {
  readonly store: EventStore;
  readonly projection: Projection;
  readonly staff: Pick<Staff, 'staffing' | 'subscribe'>;
  readonly share: Pick<Share, 'holds' | 'onGained'>;
  readonly runtime: Runtime;
  readonly findBot: (tenant: string, botId: string) => BotConfig | undefined;
}

const retryAfterMs = 5_000;
/** How long agents' clients get to come back after a start, before nobody counts as there. */
const settlingMs = 10_000;
const eventsLookedAt = 500;

/** Looks after the requests of a projection's conversations. */
export function createRequests(options: RequestsOptions): Requests {
  return new RequestKeeper(options);
}

interface OpenRequest {
  readonly tenant: string;
  readonly conversationId: ConversationId;
  readonly botId: string;
  readonly seq: number;
  /** Whether it was seen to that the customer knows that nobody is there. */
  isNobodyTold: boolean;
}

class RequestKeeper implements Requests {
  readonly #options: RequestsOptions;
  readonly #open = new Map<string, OpenRequest>();
  readonly #deadlines: Deadlines;
  /** Whether agents' clients have had the time to come back. Told by a timer alone: the store's clock may say that it comes too soon. */
  #isSettled = false;
  #cancelSettling = (): void => {};
  #cancelCheck: (() => void) | undefined;
  #unsubscribe: readonly (() => void)[] = [];

  constructor(options: RequestsOptions) {
    this.#options = options;
    this.#deadlines = createDeadlines(options.runtime, (key) => this.#due(key));
  }

  start(): void {
    const { projection, staff, share, runtime } = this.#options;
    this.#unsubscribe = [
      projection.subscribe(({ tenant, head }) => this.#follow(tenant, head)),
      projection.onReload(() => this.#followAll()),
      staff.subscribe((tenant) => this.#checkAvailability(tenant)),
    ];
    this.#followAll();
    this.#cancelSettling = runtime.schedule(settlingMs, () => {
      this.#isSettled = true;
      this.#checkAll();
    });
    share.onGained((isMeant) => this.#takeUp(isMeant));
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#cancelSettling();
    this.#cancelCheck?.();
    this.#isSettled = false;
    this.#deadlines.clear();
  }

  reconsider(): void {
    this.#armAll(() => true);
  }

  async open(tenant: string, conversationId: ConversationId, { reason, causedBy, term, saying = () => [] }: AgentRequestWish): Promise<void> {
    const { projection, staff, findBot, runtime } = this.#options;
    const head = await projection.findHead(tenant, conversationId);
    if (head === undefined) return;
    const bot = findBot(tenant, head.bot.id);
    const id = causedBy === undefined ? `request:${runtime.newId()}` : `${causedBy}:request`;
    const opening = {
      idOf: (index: number) => (index === 0 ? id : `${id}:${index}`),
      ...(causedBy === undefined ? {} : { causedBy }),
      ...(reason === undefined ? {} : { reason: reason.slice(0, 500) }),
    };
    const decide = (present: Conversation): readonly NewEvent[] => {
      if (present.closed !== null || present.left?.why === 'ended') return [];
      // With a human already there it is only recorded: the holder reads it.
      if (present.operator.kind !== 'bot') return [{ type: 'agent-requested', id, target: 'agents', ...withoutIdOf(opening) }];
      // Who asked under an earlier term has had a human since.
      if (present.request !== null || (term !== undefined && term !== present.term)) return [];
      if (bot?.agentRequests === 'off')
        return automaticMessage('not-offered', bot, present, { id, causedBy: causedBy ?? id, term: present.term });
      if (bot?.agentRequests === 'salesforce') return deskRequestEvents(present, bot, 'salesforce', { ...opening, term: present.term });
      return requestEvents(present, bot, { ...opening, staffing: staff.staffing(tenant, present.bot.id), term: present.term });
    };
    await appendDecided(projection, tenant, head, (present) => [...saying(present), ...decide(present)]);
  }

  /** What another node has told, or has not, is in the log. */
  #takeUp(isMeant: IsMeant): void {
    for (const open of this.#open.values()) if (isMeant(open.tenant, open.conversationId)) open.isNobodyTold = false;
    this.#armAll(isMeant);
    this.#checkAll();
  }

  #armAll(isMeant: IsMeant): void {
    for (const [key, { tenant, conversationId, seq }] of this.#open) {
      const head = this.#options.projection.head(tenant, conversationId);
      if (head?.request?.seq === seq && isMeant(tenant, conversationId)) this.#arm(key, tenant, head, head.request.at);
    }
  }

  /** One check at a time is due: what keeps coming must not put it off. */
  #checkSoon(): void {
    this.#cancelCheck ??= this.#options.runtime.schedule(retryAfterMs, () => {
      this.#cancelCheck = undefined;
      this.#checkAll();
    });
  }

  #checkAll(): void {
    for (const tenant of this.#options.projection.tenants()) this.#checkAvailability(tenant);
  }

  #followAll(): void {
    const { projection } = this.#options;
    for (const tenant of projection.tenants()) for (const head of projection.heads(tenant)) this.#follow(tenant, head);
  }

  #follow(tenant: string, head: Conversation): void {
    const key = JSON.stringify([tenant, head.id]);
    const { request } = head;
    const isOpen = request !== null && request.target === 'agents' && head.operator.kind === 'bot' && head.closed === null;
    if (!isOpen) {
      if (this.#open.delete(key)) this.#deadlines.set(key, null);
      return;
    }
    if (this.#open.get(key)?.seq === request.seq) return;
    this.#open.set(key, { tenant, conversationId: head.id, botId: head.bot.id, seq: request.seq, isNobodyTold: false });
    this.#arm(key, tenant, head, request.at);
    // The node that opened it may not have known yet that the last agent is gone, and no news of that will come any more.
    this.#checkSoon();
  }

  #arm(key: string, tenant: string, head: Conversation, requestedAt: number): void {
    const timeoutMs = this.#options.findBot(tenant, head.bot.id)?.requestTimeoutMs;
    if (timeoutMs !== undefined) this.#deadlines.set(key, requestedAt + timeoutMs);
  }

  /** The last available agent may have gone, or the desk have closed, while someone waits. */
  #checkAvailability(tenant: string): void {
    if (!this.#isSettled) return;
    const staffings = new Map<string, Staffing>();
    for (const open of this.#open.values()) {
      if (open.tenant !== tenant || open.isNobodyTold || !this.#options.share.holds(tenant, open.conversationId)) continue;
      const staffing = staffings.get(open.botId) ?? this.#options.staff.staffing(tenant, open.botId);
      staffings.set(open.botId, staffing);
      if (!isDeserted(staffing)) continue;
      open.isNobodyTold = true;
      this.#run(open, staffing.state, (told, head, bot) => desertedEvents(staffing, told, head, bot), () => {
        open.isNobodyTold = false;
        this.#checkSoon();
      });
    }
  }

  #due(key: string): void {
    const open = this.#open.get(key);
    // Not this node's: whoever gains it is woken again.
    if (open === undefined || !this.#options.share.holds(open.tenant, open.conversationId)) return;
    this.#run(open, 'request-expired', (told, head, bot) => expiredEvents(told, head, bot), () => {
      this.#deadlines.set(key, this.#options.runtime.now() + retryAfterMs);
    });
  }

  #run(open: OpenRequest, what: string, eventsOf: Telling, onFailure?: () => void): void {
    this.#tell(open, eventsOf).catch((error: unknown) => {
      this.#options.runtime.log('warn', 'request-not-answered', { conversation: open.conversationId, what, code: error instanceof StoreError ? error.code : 'internal' });
      onFailure?.();
    });
  }

  async #tell({ tenant, conversationId, seq }: OpenRequest, eventsOf: Telling): Promise<void> {
    const { projection, store, findBot } = this.#options;
    const head = projection.head(tenant, conversationId);
    if (head === undefined) return;
    const told = new Set<AutomaticMessage>();
    for (const event of await store.read(tenant, conversationId, seq, eventsLookedAt))
      if (event.type === 'message-sent' && event.automatic !== undefined) told.add(event.automatic);
    const bot = findBot(tenant, head.bot.id);
    await appendDecided(projection, tenant, head, (present) =>
      present.request?.seq === seq && present.operator.kind === 'bot' && present.closed === null ? eventsOf(told, present, bot) : [],
    );
  }
}

type Telling = (told: ReadonlySet<AutomaticMessage>, head: Conversation, bot: BotConfig | undefined) => readonly NewEvent[];

function desertedEvents(staffing: Staffing, told: ReadonlySet<AutomaticMessage>, head: Conversation, bot: BotConfig | undefined): readonly NewEvent[] {
  if (isToldOfNobody(told)) return [];
  // One id whatever the reason: of two nodes that see it differently, one tells.
  const id = `no-agents:${head.request?.seq ?? 0}`;
  const message = answerEvents(staffing, bot, head, { id, causedBy: id, term: head.term });
  return bot?.onNoAgents === 'end' ? [...message, { type: 'agent-request-ended', id: `${id}:end`, why: 'no-agents' }] : message;
}

function isToldOfNobody(told: ReadonlySet<AutomaticMessage>): boolean {
  return told.has('no-agents') || told.has('outside-hours');
}

/** Who was told that nobody is there need not be told that nobody came. */
function expiredEvents(told: ReadonlySet<AutomaticMessage>, head: Conversation, bot: BotConfig | undefined): readonly NewEvent[] {
  if (told.has('request-expired')) return [];
  const id = `request-expired:${head.request?.seq ?? 0}`;
  const message = isToldOfNobody(told) ? [] : automaticMessage('request-expired', bot, head, { id, causedBy: id, term: head.term });
  return bot?.onNoAgents === 'end' ? [...message, { type: 'agent-request-ended', id: `${id}:end`, why: 'expired' }] : message;
}

function withoutIdOf({ causedBy, reason }: { readonly causedBy?: string; readonly reason?: string }): { readonly causedBy?: string; readonly reason?: string } {
  return { ...(causedBy === undefined ? {} : { causedBy }), ...(reason === undefined ? {} : { reason }) };
}
