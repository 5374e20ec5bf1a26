/** A whole gateway with one provider beside it, a bot, and time in the suite's hands. */
import assert from 'node:assert/strict';
import type { CommandBody, ConversationEvent, DeliveryChanged, MessageSent } from '@live-takeover/sdk/core';
import { createFakeRuntime } from '../fake-runtime.js';
import type { FakeSocket } from '../fake-socket.js';
import type { GatewayFixture } from '../gateway-fixture.js';
import { createGatewayFixture } from '../gateway-fixture.js';
import type { ChannelSubject, SimulatedCustomer, SimulatedProvider } from './channel-subject.js';

/** Where a test of the suite takes place. */
export interface Stage {
  readonly provider: SimulatedProvider;
  /** The first customer, for tests that need no other. */
  readonly customer: SimulatedCustomer;
  /** What the bot answers from now on. Before: nothing. */
  botAnswers(answer: (text: string) => readonly string[]): void;
  /** What becomes of messages to the provider from now on, in place of being taken. */
  onRequest(answer: (request: Request) => Promise<Response>): void;
  post(request: Request): Promise<Response>;
  /** A customer writes; it is stored. */
  write(customer: SimulatedCustomer, text: string): Promise<void>;
  /** The events of a customer's newest conversation. */
  log(customer: SimulatedCustomer): Promise<readonly ConversationEvent[]>;
  /** What a customer is known to have said, in the log's order. */
  said(customer: SimulatedCustomer): Promise<readonly string[]>;
  /** States that the message to a customer with this text went through. */
  states(customer: SimulatedCustomer, text: string): Promise<readonly DeliveryChanged['state'][]>;
  /** Lets time pass until that message is of this state. */
  delivery(customer: SimulatedCustomer, text: string, state: DeliveryChanged['state'], stepMs?: number): Promise<DeliveryChanged>;
  advance(durationMs: number): Promise<void>;
  /** Lets time pass until it is so. */
  until(isSo: () => boolean): Promise<void>;
  /** An agent takes over a customer's conversation. */
  takeOver(customer: SimulatedCustomer): Promise<Desk>;
  /** Ends the gateway, and begins another one with the same store. */
  restart(): Promise<void>;
  /** Lines of the gateway's log, as text. */
  lines(): string;
}

/** An agent who holds a conversation. */
export interface Desk {
  send(text: string): void;
}

const steps = 600;
const shortWord = 8;

/** Sets the stage, plays, and clears it; whatever was played, no line of the log tells who the customers are or what was said. */
export async function onStage(subject: ChannelSubject, play: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = new ConformanceStage(subject);
  await stage.open();
  try {
    await play(stage);
    stage.assertDiscreet();
  } finally {
    await stage.close();
  }
}

class ConformanceStage implements Stage {
  readonly #subject: ChannelSubject;
  readonly #runtime = createFakeRuntime();
  readonly #secrets = new Set<string>();
  #fixture: GatewayFixture | undefined;
  #provider: SimulatedProvider | undefined;
  #answer: (text: string) => readonly string[] = () => [];
  #request: ((request: Request) => Promise<Response>) | undefined;
  #commands = 0;

  constructor(subject: ChannelSubject) {
    this.#subject = subject;
  }

  get provider(): SimulatedProvider {
    assert.ok(this.#provider);
    return this.#provider;
  }

  get customer(): SimulatedCustomer {
    return this.provider.customer(0);
  }

  get #gateway(): GatewayFixture {
    assert.ok(this.#fixture);
    return this.#fixture;
  }

  async open(store?: GatewayFixture['store']): Promise<void> {
    const { config, secrets } = this.#subject;
    const { now } = this.#runtime;
    this.#provider ??= this.#subject.open({ now, deliver: (request) => this.post(request) });
    this.#runtime.answerRequests((request) => this.#answerTo(request));
    // Else the fixture would answer what a gateway sends while it starts.
    const runtime = { ...this.#runtime, answerRequests: (): void => {} };
    const told = { config: { publicUrl: 'https://gateway.test', ...config }, secrets, runtime };
    this.#fixture = await createGatewayFixture(store === undefined ? told : { ...told, store });
    await this.advance(1_000);
  }

  async close(): Promise<void> {
    await this.#fixture?.stop();
  }

  assertDiscreet(): void {
    for (let index = 0; index < 10; index += 1) this.#secrets.add(this.provider.customer(index).id.replace(/^\+/, ''));
    // A word like "stop" may stand there for another reason.
    const told = [...this.#secrets].filter((secret) => secret.length > shortWord && this.lines().includes(secret));
    assert.deepEqual(told, [], 'stands in a line of the log');
  }

  botAnswers(answer: (text: string) => readonly string[]): void {
    this.#answer = answer;
  }

  onRequest(answer: (request: Request) => Promise<Response>): void {
    this.#request = answer;
  }

  post(request: Request): Promise<Response> {
    return this.#gateway.gateway.fetch(request);
  }

  async write(customer: SimulatedCustomer, text: string): Promise<void> {
    this.#secrets.add(text);
    assertTaken(await this.post(this.provider.webhook(customer, text)));
  }

  async log({ thread }: SimulatedCustomer): Promise<readonly ConversationEvent[]> {
    const { store, events } = this.#gateway;
    const ids = await store.threadConversations('default', thread);
    const id = ids.at(-1);
    return id === undefined ? [] : events(id);
  }

  async said(customer: SimulatedCustomer): Promise<readonly string[]> {
    return (await this.log(customer)).flatMap((event) => (event.type === 'message-sent' && event.from === 'customer' ? [event.text] : []));
  }

  async states(customer: SimulatedCustomer, text: string): Promise<readonly DeliveryChanged['state'][]> {
    return (await this.#news(customer, text)).map(({ state }) => state);
  }

  async delivery(customer: SimulatedCustomer, text: string, state: DeliveryChanged['state'], stepMs = 1_000): Promise<DeliveryChanged> {
    for (let step = 0; step < steps; step += 1) {
      const found = (await this.#news(customer, text)).findLast((news) => news.state === state);
      if (found !== undefined) return found;
      await this.advance(stepMs);
    }
    throw new assert.AssertionError({ message: `The message did not become ${state}, but ${(await this.states(customer, text)).join(', ') || 'nothing'}.` });
  }

  async advance(durationMs: number): Promise<void> {
    await this.#runtime.advance(durationMs);
  }

  async until(isSo: () => boolean): Promise<void> {
    for (let step = 0; step < steps && !isSo(); step += 1) await this.advance(1_000);
    assert.ok(isSo(), `What was waited for did not come: ${isSo.toString()}`);
  }

  async takeOver(customer: SimulatedCustomer): Promise<Desk> {
    const conversationId = (await this.log(customer))[0]?.conversationId ?? '';
    const ana = await this.#gateway.connect('ana');
    this.#command(ana, { name: 'take-over', conversationId, seenTerm: 0 });
    await this.advance(1_000);
    return {
      send: (text) => {
        this.#secrets.add(text);
        this.#command(ana, { name: 'send', conversationId, term: 1, text });
      },
    };
  }

  async restart(): Promise<void> {
    const { store } = this.#gateway;
    await this.#gateway.stop();
    await this.open(store);
  }

  lines(): string {
    return JSON.stringify(this.#runtime.lines);
  }

  #command(agent: FakeSocket, command: CommandBody): void {
    this.#commands += 1;
    agent.say({ type: 'command', command: { ...command, id: `k${String(this.#commands)}` } });
  }

  async #news(customer: SimulatedCustomer, text: string): Promise<readonly DeliveryChanged[]> {
    const events = await this.log(customer);
    const message = events.find((event): event is MessageSent => event.type === 'message-sent' && event.from !== 'customer' && event.text === text);
    return events.filter((event): event is DeliveryChanged => event.type === 'delivery-changed' && event.messageId === message?.id);
  }

  async #answerTo(request: Request): Promise<Response> {
    if (this.provider.isFor(request)) return this.#request !== undefined && (await this.provider.isMessage(request.clone())) ? this.#request(request) : this.provider.fetch(request);
    const { message = '' } = (await request.json()) as { readonly message?: string };
    const said = this.#answer(message);
    for (const text of said) this.#secrets.add(text);
    return Response.json(said.map((text) => ({ text })));
  }
}

/** A webhook was taken. */
export function assertTaken({ status }: Response): void {
  assert.ok(status >= 200 && status < 300, `was answered ${String(status)}, and should be with any 2xx`);
}

/** A webhook was refused, for good. */
export function assertRefused({ status }: Response): void {
  assert.ok(status >= 400 && status < 500, `was answered ${String(status)}, and should be with any 4xx`);
}
