import { expect, test } from 'vitest';
import { AlertClients } from './alert-clients.js';
import type { AgentConnection } from './connections.js';
import { makeScope } from './scope.js';

/** A client, of which is counted how often anybody looks whose it is. */
function clientOf(agentId: string, tenant = 'default'): AgentConnection & { looks: number } {
  const identity = { agent: { id: agentId, name: agentId, role: 'agent' as const }, scope: makeScope(tenant, 'all'), claims: {}, expiresAt: 0 };
  return {
    looks: 0,
    get identity() {
      this.looks += 1;
      return identity;
    },
    send: () => {},
  };
}

test('clients are found by their agent, without a look at the others', () => {
  const clients = new AlertClients();
  const colleagues = Array.from({ length: 1_000 }, (_, index) => clientOf(`agent-${String(index)}`));
  const tabs = [clientOf('ana'), clientOf('ana')];
  for (const client of [...colleagues, ...tabs]) clients.add(client);
  const before = colleagues.reduce((sum, { looks }) => sum + looks, 0);
  expect(clients.of('default', 'ana')).toEqual(tabs);
  expect(colleagues.reduce((sum, { looks }) => sum + looks, 0)).toBe(before);
});

test('everyone is found in their own tenant only', () => {
  const clients = new AlertClients();
  const [ana, ben, other] = [clientOf('ana'), clientOf('ben'), clientOf('ana', 'other')];
  for (const client of [ana, ben, other]) clients.add(client);
  expect(clients.of('default', undefined)).toEqual([ana, ben]);
  expect(clients.of('other', 'ana')).toEqual([other]);
});

test('what a client was sent is kept while it is there, and no longer', () => {
  const clients = new AlertClients();
  const ana = clientOf('ana');
  clients.add(ana).set('a', 1);
  expect(clients.add(ana).get('a')).toBe(1);
  clients.delete(ana);
  expect([clients.sentTo(ana), clients.of('default', 'ana'), clients.of('default', undefined)]).toEqual([undefined, [], []]);
  clients.delete(ana);
});
