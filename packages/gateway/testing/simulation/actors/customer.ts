/** A customer: writes, waits, repeats what was not acknowledged, leaves and comes back. */
import type { ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import type { InboundMessage } from '../../../src/channels/channel.js';
import type { Connection } from '../world/network.js';
import { callRemote, createConnection } from '../world/network.js';
import type { Places } from '../world/places.js';
import type { Process } from '../world/schedule.js';
import { createProcess } from '../world/schedule.js';
import type { Chance } from '../world/chance.js';
import type { World } from '../world/world.js';
import { tenant } from './configuration.js';
import type { Listening } from './customer-channel.js';
import { channelName } from './customer-channel.js';
import type { SimulatedNode } from './node.js';

/** What a customer tells those who check. */
export interface CustomerWitness {
  /** A message was acknowledged. */
  acknowledged(thread: string, event: ConversationEvent): void;
  /** Something was shown on the customer's page. */
  shown(thread: string, event: ConversationEvent): void;
}

const attemptTimeoutMs = 4_000;
const renewMs = 45_000;
const attemptLimit = 12;
const words = ['hello', 'where is my order', 'an agent please', 'thanks', 'what now', 'agent!', 'it is broken'];

/** One customer of one bot. */
export class SimulatedCustomer {
  readonly thread: string;
  readonly process: Process;
  readonly #world: World;
  readonly #places: Places;
  readonly #witness: CustomerWitness;
  readonly #chance: Chance;
  readonly #botId: string;
  readonly #seqs = new Map<ConversationId, number>();
  #connection: Connection | undefined;
  #newest: ConversationId | undefined;
  #messages = 0;
  #isQuiet = false;
  /** Whether the customer closed the page. */
  #isAway = false;

  constructor(thread: string, botId: string, world: World, places: Places, witness: CustomerWitness) {
    this.thread = thread;
    this.process = createProcess(thread);
    this.#botId = botId;
    this.#world = world;
    this.#places = places;
    this.#witness = witness;
    this.#chance = world.chance.fork();
  }

  /** The last seq shown of each conversation. */
  get shown(): ReadonlyMap<ConversationId, number> {
    return this.#seqs;
  }

  start(): void {
    this.#connect();
    this.#next();
  }

  /** Starts nothing new any more, and stays on the page. */
  quieten(): void {
    this.#isQuiet = true;
    this.#isAway = false;
    this.#connect();
  }

  /** Says something now. */
  write(text: string): void {
    this.#messages += 1;
    const message: InboundMessage = {
      tenant,
      botId: this.#botId,
      channel: channelName,
      thread: this.thread,
      messageId: `${this.thread}-${String(this.#messages)}`,
      text: `${text} ${String(this.#messages)}`,
      contact: { id: this.thread, name: `Customer ${this.thread}`, verified: false },
    };
    this.#world.reached.customerMessages += 1;
    this.#send(message);
    // Providers deliver a webhook again when they are not sure that it arrived.
    if (this.#chance.happens(0.1)) this.#send(message);
  }

  #next(): void {
    this.#world.schedule.after(this.#chance.wait(12_000), this.process, () => {
      if (this.#isQuiet) return;
      this.#act();
      this.#next();
    });
  }

  #act(): void {
    const draw = this.#chance.next();
    if (draw < 0.8 || this.#newest === undefined) return this.write(this.#chance.pick(words));
    if (draw < 0.85) return this.#report('left', this.#newest);
    if (draw < 0.9) return this.#report('returned', this.#newest);
    if (draw < 0.95) {
      this.#isAway = true;
      this.#connection?.client.close(1001);
      this.#connection = undefined;
      return this.#report('lost', this.#newest);
    }
    this.#isAway = false;
    this.#connect();
  }

  #send(message: InboundMessage): void {
    this.#call<ConversationEvent>(
      (node) => node.channel?.sink.message(message),
      (event) => {
        this.#newest = event.conversationId;
        this.#witness.acknowledged(this.thread, event);
      },
    );
  }

  #report(what: 'left' | 'lost' | 'returned', conversationId: ConversationId): void {
    this.#world.trace.add(`${this.thread} ${what}`);
    this.#call<void>(
      (node) => {
        const sink = node.channel?.sink;
        return what === 'returned' ? sink?.returned(tenant, conversationId) : sink?.left(tenant, conversationId, what === 'left' ? 'ended' : 'connection-lost');
      },
      () => {},
    );
  }

  /** Asks any node, and another one when it does not answer, under the same ids. */
  #call<Result>(ask: (node: SimulatedNode) => Promise<Result> | undefined, onAnswer: (result: Result) => void, attempt = 0): void {
    if (attempt >= attemptLimit) return;
    const { schedule } = this.#world;
    const node = this.#places.balance();
    let isOver = false;
    const again = (): void => {
      if (isOver) return;
      isOver = true;
      cancel();
      schedule.after(this.#chance.between(200, 2_000), this.process, () => this.#call(ask, onAnswer, attempt + 1));
    };
    const cancel = schedule.after(attemptTimeoutMs, this.process, again);
    if (node?.process === undefined) return again();
    callRemote<Result>(this.#world, {
      from: this.process,
      to: node.process,
      link: this.#places.linkTo(node, this.thread),
      handle: () => ask(node) ?? Promise.reject(new Error('Nobody serves.')),
      onAnswer: (result) => {
        onAnswer(result);
        if (isOver) return;
        isOver = true;
        cancel();
      },
      onFailure: again,
    });
  }

  #connect(): void {
    if (this.#connection?.isOver === false || this.#isAway) return;
    const { schedule } = this.#world;
    const node = this.#places.balance();
    const later = (): void => void schedule.after(this.#chance.between(300, 3_000), this.process, () => this.#connect());
    if (node?.process === undefined) return later();
    const connection = createConnection(this.#world, this.process, node.process, this.#places.linkTo(node, this.thread));
    this.#connection = connection;
    const { client } = connection;
    client.onOpen = () => client.send(JSON.stringify({ thread: this.thread, since: Object.fromEntries(this.#seqs) } satisfies Listening));
    client.onMessage = (text) => this.#show(JSON.parse(text) as ConversationEvent);
    client.onClose = () => {
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      later();
    };
    let isOpen = false;
    schedule.after(this.#chance.between(1, 30), node.process, () => {
      isOpen = !connection.isOver && !connection.link.isBlocked && node.acceptCustomer(connection);
      if (!isOpen) connection.cut({ client: true, server: false });
    });
    // Nobody tells it when the other end is gone without a word, so it comes anew now and then.
    schedule.after(attemptTimeoutMs, this.process, () => {
      if (!isOpen && this.#connection === connection) this.#renew();
    });
    schedule.after(renewMs, this.process, () => {
      if (this.#connection === connection) this.#renew();
    });
  }

  #renew(): void {
    this.#connection?.client.close(1000);
    this.#connection = undefined;
    this.#connect();
  }

  #show(event: ConversationEvent): void {
    this.#seqs.set(event.conversationId, event.seq);
    this.#newest = event.conversationId;
    this.#witness.shown(this.thread, event);
  }
}
