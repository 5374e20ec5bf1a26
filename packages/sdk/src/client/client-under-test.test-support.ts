import type { FakeClock } from '@live-takeover/testing';
import { fakeClock } from '@live-takeover/testing';
import { createTakeoverClient } from '../client.js';
import type { ConversationEvent } from '../conversation/event.js';
import type { TakeoverClient } from '../takeover-client.js';
import { headOf, noon } from './facts.test-support.js';
import type { FakeConnector } from './fake-connector.test-support.js';
import { fakeConnector } from './fake-connector.test-support.js';

/** A client whose clock and backend are in the test's hand. */
export interface ClientUnderTest {
  readonly clock: FakeClock;
  readonly connector: FakeConnector;
  readonly client: TakeoverClient;
  /** The backend says welcome to Ana and shows these conversations, three events long each. */
  connect(...conversationIds: string[]): void;
  drop(): void;
  /** Lets promises settle. */
  settle(): Promise<void>;
  /** Ana's takeover as the facts tell it. */
  takenByAna(conversationId: string, seq: number, commandId: string): ConversationEvent;
}

/** Ana, as the backend introduces her. */
export const ana = { id: 'ana', name: 'Ana', role: 'agent' } as const;

/** A client a minute after the conversations of {@link headOf} began; its commands are k1, k2 … */
export function clientUnderTest(): ClientUnderTest {
  const clock = fakeClock(noon + 60_000);
  const connector = fakeConnector();
  let count = 0;
  const client = createTakeoverClient({ connector, clock, newId: () => `k${(count += 1)}` });
  return {
    clock,
    connector,
    client,
    connect(...conversationIds) {
      const { sink } = connector;
      sink.connection({ state: 'connecting' });
      sink.connection({ state: 'catching-up' });
      sink.agent(ana);
      sink.serverTime(clock.now());
      sink.snapshot({ heads: conversationIds.map((id) => headOf(id, 3)), isFirst: true, isLast: true });
      sink.connection({ state: 'up-to-date' });
    },
    drop: () => connector.sink.connection({ state: 'not-updating', since: clock.now(), retryAt: clock.now() + 1_000 }),
    settle: () => clock.pass(0),
    takenByAna: (conversationId, seq, commandId) => ({
      id: `${commandId}:0`,
      conversationId,
      seq,
      at: clock.now(),
      type: 'takeover-started',
      operator: { kind: 'agent', id: ana.id, name: ana.name },
      term: 1,
      causedBy: commandId,
    }),
  };
}
