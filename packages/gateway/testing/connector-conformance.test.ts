import { allCapabilities } from '@live-takeover/sdk';
import { connectorConformance } from '@live-takeover/testing/conformance';
import type { ConnectorHarness } from '@live-takeover/testing/conformance';
import { describe, test } from 'vitest';
import type { LiveCustomer } from './live/live-customer.js';
import type { LiveGatewayOptions } from './live/live-gateway.js';
import { nameOf, startLiveGateway } from './live/live-gateway.js';
import { startTcpProxy } from './torture/tcp-proxy.js';

describe('our own connector, against our own gateway', () => {
  connectorConformance({ describe, test }, { capabilities: allCapabilities, makeHarness: () => makeHarness(), makeStrictHarness });
});

async function makeStrictHarness(): Promise<ConnectorHarness> {
  const harness = await makeHarness({ agents: { capacity: 1 }, bot: { wrapUp: { reasons: [{ id: 'done', label: 'Done' }], isRequired: true } } });
  return { ...harness, wrapUp: 'done' };
}

async function makeHarness(options: LiveGatewayOptions = {}): Promise<ConnectorHarness> {
  const gateway = await startLiveGateway(options);
  const line = await startTcpProxy([gateway.url]);
  const customers = new Map<string, LiveCustomer>();
  const customer = (conversationId: string): LiveCustomer => {
    const known = customers.get(conversationId);
    if (known === undefined) throw new Error(`Nobody is in conversation ${conversationId}.`);
    return known;
  };
  return {
    connector: gateway.connector('ana', line.url),
    agent: { id: 'ana', name: nameOf('ana'), role: 'agent' },
    rivalConnector: gateway.connector('ben'),
    rival: { id: 'ben', name: nameOf('ben'), role: 'agent' },
    supervisorConnector: gateway.connector('sam', undefined, 'supervisor'),
    async startConversation() {
      const opened = await gateway.customer();
      customers.set(opened.conversationId, opened);
      return opened.conversationId;
    },
    customerWrites: (conversationId, text) => customer(conversationId).say(text),
    customerAsksForAgent: (conversationId) => customer(conversationId).say('A human, please.'),
    customerAsksInVain: (conversationId, text) => customer(conversationId).say(text),
    customerTypes: (conversationId) => customer(conversationId).type(),
    async cut() {
      line.welcome('held');
      for (const connection of line.connections) connection.cut();
    },
    async restore() {
      line.welcome('joined');
    },
    async close() {
      await line.close();
      await gateway.stop();
    },
  };
}
