/**
 * A backend that keeps nothing but where each conversation stands: so many are
 * open at any time, one after another is closed and another begins. What it says
 * of the past it makes up, the same each time.
 */
import { allCapabilities, type Connector, type ConnectorSink, type ConversationEvent, type TakeoverClient } from '@live-takeover/sdk';
import { randomFrom } from '../engine/workload.mjs';

type Command = Parameters<Connector['send']>[0];

interface Standing {
  readonly id: string;
  seq: number;
  term: number;
  holder: { readonly kind: 'agent'; readonly id: string; readonly name: string } | undefined;
  isAsked: boolean;
}

const me = { kind: 'agent', id: 'me', name: 'Ana' } as const;
const colleague = { kind: 'agent', id: 'ben', name: 'Ben' } as const;
const pageSize = 50;

export class Backend implements Connector {
  readonly capabilities: Connector['capabilities'] = { ...allCapabilities, history: false, settings: false };
  readonly #now: () => number;
  readonly #random = randomFrom(1);
  readonly #standings: Standing[] = [];
  readonly #placeOf = new Map<string, number>();
  #sink!: ConnectorSink;
  #begun = 0;
  #oldest = 0;
  #alerts: string[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  open(_scope: unknown, sink: ConnectorSink): void {
    this.#sink = sink;
  }

  /** Says that all is well, and begins so many conversations. */
  start(open: number): void {
    this.#sink.connection({ state: 'catching-up' });
    this.#sink.serverTime(this.#now());
    this.#sink.agent({ id: me.id, name: me.name, role: 'supervisor' });
    this.#sink.snapshot({ heads: [], isFirst: true, isLast: true });
    this.#sink.connection({ state: 'up-to-date' });
    this.#sink.events(Array.from({ length: open }, (_, place) => this.#begin(place)));
  }

  /** So many events in conversations drawn at random. */
  happen(count: number): void {
    this.#sink.events(Array.from({ length: count }, () => this.#next()));
  }

  /** The oldest conversation is closed and another begins, whose customer asks for an agent. @returns its id */
  turnOver(): string {
    const place = this.#oldest;
    this.#oldest = (place + 1) % this.#standings.length;
    const closing = this.#standings[place] as Standing;
    const events: ConversationEvent[] = [];
    if (closing.holder !== undefined) events.push(this.#end(closing));
    events.push({ ...this.#envelope(closing), type: 'conversation-closed', why: 'ended' });
    this.#placeOf.delete(closing.id);
    events.push(this.#begin(place));
    const { id } = this.#standings[place] as Standing;
    events.push(this.#ask(this.#standings[place] as Standing));
    this.#sink.events(events);
    this.#ring(id);
    return id;
  }

  send(command: Command): ReturnType<Connector['send']> {
    const standing = 'conversationId' in command ? this.#standing(command.conversationId) : undefined;
    if (standing === undefined) return Promise.resolve({ ok: true, seq: 0 });
    if (command.name === 'take-over') this.#tell([this.#take(standing, me)], command.id);
    else if (command.name === 'hand-back') this.#tell([this.#end(standing)], command.id);
    else if (command.name === 'send') this.#tell([{ ...this.#envelope(standing), type: 'message-sent', from: 'agent', text: command.text, author: me, term: standing.term }], command.id);
    return Promise.resolve({ ok: true, seq: standing.seq });
  }

  transcript(conversationId: string, before: number | null): ReturnType<Connector['transcript']> {
    const last = before === null ? (this.#standing(conversationId)?.seq ?? 1) : before - 1;
    const first = Math.max(1, last - pageSize + 1);
    const at = this.#now();
    const events = Array.from({ length: last - first + 1 }, (_, index): ConversationEvent => {
      const seq = first + index;
      return { id: `${conversationId}:${seq}`, conversationId, seq, at, type: 'message-sent', from: seq % 2 === 0 ? 'bot' : 'customer', text: `Message ${seq} of ${conversationId}` };
    });
    return Promise.resolve({ events, hasMore: first > 1 });
  }

  head(): never {
    throw new Error('The bench leaves no gaps.');
  }

  signal(): void {
    // Nobody else is there to see it.
  }

  alertSeen(alertId: string): void {
    this.#alerts = this.#alerts.filter((id) => id !== alertId);
  }

  #tell(events: readonly ConversationEvent[], commandId: string): void {
    this.#sink.events(events.map((event, index) => ({ ...event, id: `${commandId}:${index}`, causedBy: commandId })));
  }

  #ring(conversationId: string): void {
    const id = `alert-${conversationId}`;
    this.#sink.alert({ id, kind: 'agent-request', conversationId, at: this.#now(), ring: 1, botName: 'Bot', label: conversationId });
    this.#alerts.push(id);
    const ended = this.#alerts.length > 3 ? this.#alerts.shift() : undefined;
    if (ended !== undefined) this.#sink.alertEnded(ended);
  }

  #standing(id: string): Standing | undefined {
    const place = this.#placeOf.get(id);
    return place === undefined ? undefined : this.#standings[place];
  }

  #begin(place: number): ConversationEvent {
    this.#begun += 1;
    const id = `conversation-${this.#begun}`;
    const standing: Standing = { id, seq: 0, term: 0, holder: undefined, isAsked: false };
    this.#standings[place] = standing;
    this.#placeOf.set(id, place);
    const bot = this.#begun % 40;
    return {
      ...this.#envelope(standing),
      type: 'conversation-started',
      bot: { id: `bot-${bot}`, name: `Bot ${bot}` },
      channel: ['web', 'messenger', 'sms'][this.#begun % 3] as string,
      contact: { name: `Customer ${this.#begun}`, phone: `+48${600_000_000 + this.#begun}`, verified: false },
      attributes: { plan: `plan ${this.#begun % 7}` },
      reference: this.#begun.toString(32).toUpperCase().padStart(8, '0'),
      thread: `thread-${this.#begun}`,
    };
  }

  #next(): ConversationEvent {
    const standing = this.#standings[Math.floor(this.#random() * this.#standings.length)] as Standing;
    const dice = this.#random();
    if (dice < 0.01 && standing.holder === undefined) return standing.isAsked ? this.#take(standing, colleague) : this.#ask(standing);
    if (dice < 0.05 && standing.holder === colleague) return this.#end(standing);
    const from = dice < 0.5 ? 'customer' : standing.holder === undefined ? 'bot' : 'agent';
    return { ...this.#envelope(standing), type: 'message-sent', from, text: `Message ${standing.seq}, and as many words as a message may have in life`, term: standing.term, ...(dice > 0.97 ? { defaultAnswer: true } : {}) };
  }

  #ask(standing: Standing): ConversationEvent {
    standing.isAsked = true;
    return { ...this.#envelope(standing), type: 'agent-requested', target: 'agents' };
  }

  #take(standing: Standing, operator: typeof me | typeof colleague): ConversationEvent {
    Object.assign(standing, { holder: operator, isAsked: false, term: standing.term + 1 });
    return { ...this.#envelope(standing), type: 'takeover-started', operator, term: standing.term };
  }

  #end(standing: Standing): ConversationEvent {
    Object.assign(standing, { holder: undefined, term: standing.term + 1 });
    return { ...this.#envelope(standing), type: 'takeover-ended', term: standing.term - 1, endedInto: standing.term, why: 'handed-back' };
  }

  #envelope(standing: Standing): { id: string; conversationId: string; seq: number; at: number } {
    standing.seq += 1;
    return { id: `${standing.id}:${standing.seq}`, conversationId: standing.id, seq: standing.seq, at: this.#now() };
  }
}

/** What an agent does with a conversation that {@link Backend.turnOver} began. */
export async function serve(client: TakeoverClient, conversationId: string): Promise<void> {
  await client.takeOver(conversationId).settled;
  await client.send(conversationId, 'Hello, I am Ana. How can I help?').settled;
  await client.handBack(conversationId).settled;
}
