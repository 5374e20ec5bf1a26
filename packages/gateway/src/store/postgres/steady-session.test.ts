import { expect, test } from 'vitest';
import { StoreError } from '../event-store.js';
import type { Connection } from './connection.js';
import { SteadySession } from './steady-session.js';

interface FakeConnection extends Connection {
  isUsable: boolean;
  readonly name: string;
}

/** Connections 1, 2, 3 …; attempts fail as long as `isAway`. */
function fakeServer(): { connect(): Promise<Connection>; isAway: boolean; attempts: number; readonly made: FakeConnection[] } {
  const made: FakeConnection[] = [];
  const server = {
    isAway: false,
    attempts: 0,
    made,
    async connect() {
      server.attempts += 1;
      if (server.isAway) throw new StoreError('unavailable', 'Nobody answers.');
      const connection = { name: `connection ${made.length + 1}`, isUsable: true, destroy: () => (connection.isUsable = false), end: async () => {} } as unknown as FakeConnection;
      made.push(connection);
      return connection;
    },
  };
  return server;
}

const nameOf = async (connection: Connection): Promise<string> => (connection as FakeConnection).name;

test('work is done in order on one connection, and on a new one when that was lost', async () => {
  const server = fakeServer();
  const session = new SteadySession({ connect: server.connect, patienceMs: 1_000, random: () => 0 });
  expect(await Promise.all([session.run(nameOf), session.run(nameOf)])).toEqual(['connection 1', 'connection 1']);
  const [first] = server.made;
  if (first !== undefined) first.isUsable = false;
  expect(await session.run(nameOf)).toBe('connection 2');
});

test('what was under way when the connection was lost is not done again', async () => {
  const server = fakeServer();
  const session = new SteadySession({ connect: server.connect, patienceMs: 1_000, random: () => 0 });
  let times = 0;
  const lost = session.run(async (connection) => {
    times += 1;
    connection.destroy(new Error('gone'));
    throw new Error('gone');
  });
  await expect(lost).rejects.toThrow('gone');
  expect(await session.run(nameOf)).toBe('connection 2');
  expect(times).toBe(1);
});

test('without a connection everyone is refused once their patience is over, and not one after the other', async () => {
  const server = fakeServer();
  server.isAway = true;
  const session = new SteadySession({ connect: server.connect, patienceMs: 60, random: () => 0 });
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => session.run(nameOf)));
  expect(new Set(outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as StoreError).code : 'done')))).toEqual(new Set(['unavailable']));
  server.isAway = false;
  expect(await session.run(nameOf)).toBe('connection 1');
});

test('a connection that cannot be made ready is not used', async () => {
  const server = fakeServer();
  let isBroken = true;
  const session = new SteadySession({
    connect: server.connect,
    patienceMs: 1_000,
    random: () => 0,
    setUp: async () => {
      if (isBroken) {
        isBroken = false;
        throw new Error('not ready');
      }
    },
  });
  expect(await session.run(nameOf)).toBe('connection 2');
  expect(server.made[0]?.isUsable).toBe(false);
});

test('closing finishes what was asked for; breaking off refuses what waits', async () => {
  const server = fakeServer();
  const session = new SteadySession({ connect: server.connect, patienceMs: 1_000, random: () => 0 });
  const asked = [session.run(nameOf), session.run(nameOf)];
  await session.close();
  expect(await Promise.all(asked)).toEqual(['connection 1', 'connection 1']);
  await expect(session.run(nameOf)).rejects.toMatchObject({ code: 'unavailable' });

  server.isAway = true;
  const other = new SteadySession({ connect: server.connect, patienceMs: 60_000, random: () => 0 });
  const waiting = other.run(nameOf);
  other.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
});

test('what waited too long behind an attempt that took long and failed is refused without one of its own', async () => {
  let attempts = 0;
  let now = 0;
  let fail = (): void => {};
  const session = new SteadySession({
    connect() {
      attempts += 1;
      return new Promise((_resolve, reject) => {
        fail = () => {
          now += 30;
          reject(new StoreError('unavailable', 'It does not answer.'));
        };
      });
    },
    patienceMs: 10,
    random: () => 0,
    now: () => now,
  });
  const asked = Array.from({ length: 100 }, () => session.run(nameOf));
  fail();
  const outcomes = await Promise.allSettled(asked);
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
  expect(attempts).toBe(1);
  const again = session.run(nameOf);
  fail();
  await expect(again).rejects.toThrow('It does not answer.');
  expect(attempts).toBe(2);
});
