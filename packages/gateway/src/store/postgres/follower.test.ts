import { expect, test, vi } from 'vitest';
import { StoreError } from '../event-store.js';
import { tailOf } from '../tail.js';
import type { Connection, Row } from './connection.js';
import { Follower } from './follower.js';

/** A database of one empty partition, to which connections can be had or not. */
function database() {
  const state = { isReachable: true, lose: (): void => {} };
  const query = async (text: string): Promise<readonly Row[]> => {
    if (text.includes('incarnation')) return [[1_000, 'incarnation']];
    return text.includes('LATERAL (\n         SELECT position, body') ? [[0, 0, 0, null, null]] : [];
  };
  const connect = async ({ onLost }: { onLost(): void }): Promise<Connection> => {
    if (!state.isReachable) throw new StoreError('unavailable', 'No connection is left.');
    const connection = { isUsable: true, query, script: async () => [], end: async () => {}, destroy: () => {} };
    state.lose = () => {
      connection.isUsable = false;
      onLost();
    };
    return connection as unknown as Connection;
  };
  return { state, connect };
}

test('whoever follows the log is told when it cannot be looked at for long, and goes on when it can', async () => {
  const { state, connect } = database();
  const nothing = (): void => {};
  const listeners = { onEvents: nothing, onClock: nothing, onOtherData: nothing, onFault: nothing };
  const follower = new Follower({ schema: 's', nodeId: 'n', connect, pollMs: 5, awayLimitMs: 20, random: () => 0, ...listeners });
  await follower.start();
  const follow = (signal: AbortSignal): Promise<IteratorResult<unknown, void>> => {
    const source = follower.logs[0]?.source(() => false, async () => []);
    if (source === undefined) throw new Error('There is no partition.');
    return tailOf(source, 0, signal).next();
  };
  const broken = follow(new AbortController().signal);
  state.isReachable = false;
  state.lose();
  await expect(broken).rejects.toMatchObject({ code: 'unavailable' });
  state.isReachable = true;
  await vi.waitFor(() => follower.poll());
  const ended = new AbortController();
  const sound = follow(ended.signal);
  ended.abort();
  expect(await sound).toEqual({ done: true, value: undefined });
  await follower.close();
});

test('what this node commits before it has made sure of the log after a lost connection is neither taken in nor a sign of another log', async () => {
  const { state, connect } = database();
  const event = { id: 'm', conversationId: 'c', seq: 1, at: 1, type: 'customer-returned' } as const;
  let onAsked = (): void => {};
  const asked = new Promise<void>((resolve) => (onAsked = resolve));
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  let isAgain = false;
  const slowConnect = async (listeners: Parameters<typeof connect>[0]): Promise<Connection> => {
    const connection = await connect(listeners);
    if (!isAgain) return connection;
    const query: Connection['query'] = async (text, values) => {
      const rows = await connection.query(text, values);
      if (!text.includes('SELECT position, body')) return rows;
      onAsked();
      await answered;
      return rows;
    };
    return { ...connection, query } as Connection;
  };
  const otherData = vi.fn();
  const nothing = (): void => {};
  const listeners = { onEvents: nothing, onClock: nothing, onOtherData: otherData, onFault: nothing };
  const follower = new Follower({ schema: 's', nodeId: 'n', connect: slowConnect, pollMs: 5, random: () => 0, ...listeners });
  await follower.start();
  isAgain = true;
  state.lose();
  await asked;
  follower.committed(0, [{ tenant: 't', position: 1, event }]);
  answer();
  await vi.waitFor(() => follower.poll());
  expect(otherData).not.toHaveBeenCalled();
  expect(follower.logs[0]?.lastPosition).toBe(0);
  follower.committed(0, [{ tenant: 't', position: 1, event }]);
  expect(follower.logs[0]?.lastPosition).toBe(1);
  await follower.close();
});
