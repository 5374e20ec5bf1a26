/** What every desk outside must show, whoever answers there. */
import assert from 'node:assert/strict';
import type { Conversation, ConversationEvent, NewEvent } from '@live-takeover/sdk/core';
import { createProjection } from '../../src/conversations/projection.js';
import { createDeskKeeper } from '../../src/desks/desk-keeper.js';
import { createDeskTakeovers } from '../../src/desks/desk-takeovers.js';
import type { Desk, DeskSink } from '../../src/desks/desk.js';
import type { Runtime } from '../../src/runtime.js';
import type { EventStore } from '../../src/store/event-store.js';
import { createFakeRuntime } from '../fake-runtime.js';
import { createMemoryStore } from '../memory-store.js';
import type { ConformanceRunner } from '../store-conformance/subject.js';

/** A desk, as the suite needs it. */
export interface DeskSubject {
  /** What requests for it name as their target. */
  readonly target: 'salesforce';
  /** How long it may take to accept before it has failed. */
  readonly acceptWithinMs: number;
  /** Opens a console with nobody in it; every test gets its own. */
  open(now: () => number): DeskConsole;
}

/** The desk's own end, with its people in the test's hands. */
export interface DeskConsole {
  /** A gateway's end. Called again for the same console when a gateway is started anew. */
  connect(given: { readonly sink: DeskSink; readonly store: EventStore; readonly runtime: Runtime }): Desk;
  answer(request: Request): Promise<Response>;
  /** Somebody takes the conversation that was asked for last. */
  accept(name: string): void;
  say(text: string): void;
  /** Tells the last thing once more. */
  repeat(): void;
  end(): void;
  /** Nobody is there from now on. */
  desert(): void;
  /** Breaks every connection there is. */
  drop(): void;
  /** What the customer said there, in order. */
  readonly texts: readonly string[];
  /** Whether the conversation that was asked for last is still open there. */
  readonly isOpen: boolean;
  /** How many were asked for so far. */
  readonly asked: number;
}

const minute = 60_000;
const start: NewEvent = { type: 'conversation-started', id: 'started', bot: { id: 'bank', name: 'Bank Bot' }, channel: 'web', contact: { verified: false }, attributes: {}, reference: 'AB12CD34', thread: 't' };
const says = (text: string): NewEvent => ({ type: 'message-sent', id: `m:${text}`, from: 'customer', text });

/** Registers the tests of a desk with a runner. */
export function deskConformance(runner: ConformanceRunner, subject: DeskSubject): void {
  const test = (title: string, run: (world: World) => Promise<void>): void =>
    runner.test(title, async () => {
      const world = await openWorld(subject);
      try {
        await run(world);
      } finally {
        await world.stop();
      }
    });

  test('it is asked once, and has nothing before somebody accepts', async (world) => {
    await world.ask();
    await world.append(says('Still there?'));
    assert.equal(world.console.asked, 1);
    assert.equal(world.head().operator.kind, 'bot');
  });

  test('who accepts answers from then on, by name', async (world) => {
    await world.askAndAccept();
    assert.deepEqual(world.head().operator, { kind: 'desk', id: subject.target, name: 'Sam' });
  });

  test('what is said there comes once and in order, however often it is told', async (world) => {
    await world.askAndAccept();
    for (const text of ['One', 'Two']) {
      world.console.say(text);
      world.console.repeat();
    }
    world.console.drop();
    world.console.say('Three');
    await world.pass(minute);
    world.console.repeat();
    await world.pass(1_000);
    assert.deepEqual(await world.said('desk'), ['One', 'Two', 'Three']);
  });

  test('what the customer says goes there once and in order, also what was said before anybody accepted', async (world) => {
    await world.ask();
    await world.append(says('One'));
    world.console.accept('Sam');
    await world.pass(1_000);
    await world.append(says('Two'), says('Three'));
    await world.pass(1_000);
    assert.deepEqual(world.console.texts.filter((text) => ['One', 'Two', 'Three'].includes(text)), ['One', 'Two', 'Three']);
  });

  test('what was said before goes along', async (world) => {
    await world.ask();
    assert.match(world.console.texts.join('\n'), /Hello/);
  });

  test('once it is done the bot answers, and nothing of the customer’s goes there', async (world) => {
    await world.askAndAccept();
    world.console.end();
    await world.pass(1_000);
    assert.equal(world.head().operator.kind, 'bot');
    assert.equal(world.head().request, null);
    await world.append(says('Goodbye'));
    await world.pass(1_000);
    assert.ok(!world.console.texts.includes('Goodbye'));
  });

  test('with nobody there our agents are asked', async (world) => {
    world.console.desert();
    await world.ask();
    await world.pass(subject.acceptWithinMs + 1_000);
    assert.equal(world.head().request?.target, 'agents');
  });

  test('if nobody accepts in time our agents are asked, and it is taken back', async (world) => {
    await world.ask();
    await world.pass(subject.acceptWithinMs + 2_000);
    assert.equal(world.head().request?.target, 'agents');
    assert.equal(world.console.isOpen, false);
  });

  test('a request that is withdrawn is taken back, and nobody gets it any more', async (world) => {
    await world.ask();
    await world.append({ type: 'agent-request-ended', id: 'w', why: 'withdrawn' });
    await world.pass(1_000);
    assert.equal(world.console.isOpen, false);
    assert.equal(world.head().operator.kind, 'bot');
  });

  test('a takeover that ends here ends there', async (world) => {
    await world.askAndAccept();
    await world.append({ type: 'takeover-ended', id: 'e', term: 1, endedInto: 2, why: 'handed-back' });
    await world.pass(1_000);
    assert.equal(world.console.isOpen, false);
  });

  test('a customer who ends the chat is not kept there', async (world) => {
    await world.askAndAccept();
    await world.append({ type: 'customer-left', id: 'l', why: 'ended' });
    await world.pass(1_000);
    assert.equal(world.console.isOpen, false);
    assert.equal(world.head().operator.kind, 'bot');
  });

  test('a gateway that is started anew goes on where the last one was', async (world) => {
    await world.askAndAccept();
    await world.append(says('Before'));
    await world.pass(1_000);
    await world.restart(async () => {
      world.console.say('Meanwhile');
    });
    await world.append(says('After'));
    await world.pass(minute);
    assert.deepEqual(await world.said('desk'), ['Meanwhile']);
    assert.deepEqual(world.console.texts.filter((text) => text === 'Before' || text === 'After'), ['Before', 'After']);
    assert.equal(world.console.asked, 1);
  });

  test('an end that nobody told of is told by the gateway that is started next', async (world) => {
    await world.askAndAccept();
    await world.restart((store) => store.append('default', 'c1', [{ type: 'conversation-closed', id: 'x', why: 'timed-out' }]));
    await world.pass(minute);
    assert.equal(world.console.isOpen, false);
  });

  test('a desk that lets go leaves everything as it is, for whoever goes on', async (world) => {
    await world.askAndAccept();
    world.letGo();
    world.console.say('Hello?');
    await world.pass(minute);
    assert.equal(world.console.isOpen, true);
    assert.deepEqual(await world.said('desk'), []);
  });
}

interface World {
  readonly console: DeskConsole;
  head(): Conversation;
  append(...events: readonly NewEvent[]): Promise<void>;
  pass(durationMs: number): Promise<void>;
  ask(): Promise<void>;
  askAndAccept(): Promise<void>;
  said(from: 'desk'): Promise<readonly string[]>;
  letGo(): void;
  restart(meanwhile: (store: EventStore) => Promise<unknown>): Promise<void>;
  stop(): Promise<void>;
}

async function openWorld(subject: DeskSubject): Promise<World> {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  const console = subject.open(() => runtime.now());
  runtime.answerRequests((request) => console.answer(request));
  let running = await startGateway(store, runtime, console);
  const pass = (durationMs: number): Promise<void> => runtime.advance(durationMs);
  const append = async (...events: readonly NewEvent[]): Promise<void> => void (await running.projection.append('default', 'c1', events));
  const ask = async (): Promise<void> => {
    await append(start, says('Hello'), { type: 'agent-requested', id: 'r', target: subject.target });
    await pass(1_000);
  };
  return {
    console,
    head: () => running.projection.head('default', 'c1') as Conversation,
    append,
    pass,
    ask,
    async askAndAccept() {
      await ask();
      console.accept('Sam');
      await pass(1_000);
    },
    said: async (from) => (await store.read('default', 'c1', 0, 500)).flatMap((event: ConversationEvent) => (event.type === 'message-sent' && event.from === from ? [event.text] : [])),
    letGo: () => running.desk.letGo(() => true),
    async restart(meanwhile) {
      await running.stop();
      await meanwhile(store);
      running = await startGateway(store, runtime, console);
      await pass(1_000);
    },
    stop: () => running.stop(),
  };
}

/** As much of a gateway as a desk has to do with. */
async function startGateway(store: EventStore, runtime: Runtime, console: DeskConsole): Promise<{ readonly projection: ReturnType<typeof createProjection>; readonly desk: Desk; stop(): Promise<void> }> {
  const projection = createProjection(store, runtime);
  await projection.ready;
  const sink = createDeskTakeovers({ projection, runtime, findBot: () => undefined, staff: { staffing: () => ({ state: 'available' }) }, onSignal: () => {} });
  const desk = console.connect({ sink, store, runtime });
  const gained: ((isMeant: () => boolean) => unknown)[] = [];
  const share = { holds: () => true, onGained: (listener: (isMeant: () => boolean) => unknown) => void gained.push(listener), onLosing: () => {}, onLost: () => {} };
  const keeper = createDeskKeeper({ projection, share, runtime, desks: [desk] });
  keeper.start();
  for (const listener of gained) listener(() => true);
  return {
    projection,
    desk,
    async stop() {
      keeper.stop();
      await projection.stop();
    },
  };
}
