import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { BoardDesk } from './presence-board.js';
import { PresenceBoard } from './presence-board.js';
import { makeScope } from './scope.js';

const scope = makeScope('default', 'all');
const desk: BoardDesk = { agents: () => ({ reasons: [], capacity: null }), holdings: { of: () => 0 } };

test('an agent of another node is gone since the last lease ended', async () => {
  const runtime = createFakeRuntime();
  const board = new PresenceBoard(runtime, desk, runtime.now(), () => {});
  const expiresAt = runtime.now() + 45_000;
  board.replaceForeign('default', [{ agentId: 'ana', key: 'n2 ana', scope, expiresAt }], runtime.now());
  for (let look = 0; look < 12; look += 1) {
    await runtime.advance(5_000);
    board.replaceForeign('default', expiresAt > runtime.now() ? [{ agentId: 'ana', key: 'n2 ana', scope, expiresAt }] : [], runtime.now());
  }
  expect(board.unreachableSince('default', 'ana')).toBe(expiresAt);
});

test('a node that did not look for long does not take the last lease it knows of for the last there was', async () => {
  const runtime = createFakeRuntime();
  const board = new PresenceBoard(runtime, desk, runtime.now(), () => {});
  board.replaceForeign('default', [{ agentId: 'ana', key: 'n2 ana', scope, expiresAt: runtime.now() + 45_000 }], runtime.now());
  await runtime.advance(100_000);
  board.replaceForeign('default', [], runtime.now());
  expect(board.unreachableSince('default', 'ana')).toBe(runtime.now());
  board.replaceForeign('default', [], runtime.now());
  expect(board.unreachableSince('default', 'ana')).toBe(runtime.now());
});
