import { expect } from '@open-wc/testing';
import { websocketConnector } from '@live-takeover/sdk/websocket';
import { allCapabilities } from '@live-takeover/sdk';
import type { Connector } from '@live-takeover/sdk';
import type { Token } from '@live-takeover/sdk/websocket';
import { createSimulator } from '@live-takeover/testing';
import { connectorConformance, record } from '@live-takeover/testing/conformance';
import type { ConnectorHarness } from '@live-takeover/testing/conformance';
import { createMswGateway } from '@live-takeover/testing/msw';
import { setupWorker } from 'msw/browser';

const endpoint = 'wss://gateway.example/v1/agents';
const worker = setupWorker();

before(() => worker.start({ quiet: true, onUnhandledRequest: 'bypass' }));
afterEach(() => worker.resetHandlers());
after(() => worker.stop());

async function makeHarness(): Promise<ConnectorHarness> {
  const simulator = createSimulator({ conversations: 3 });
  const gateway = createMswGateway({ simulator, endpoint });
  worker.use(...gateway.handlers);
  const rival = simulator.colleague('ben').agent;
  const connectorOf = (agentId: string): Connector =>
    websocketConnector({
      url: endpoint,
      getToken: async () => ({ token: gateway.tokenOf(agentId), expiresAt: Date.now() + 900_000 }),
      random: () => 0,
    });
  return {
    connector: connectorOf(simulator.agent.id),
    agent: simulator.agent,
    rivalConnector: connectorOf(rival.id),
    rival,
    supervisorConnector: connectorOf('chiara'),
    startConversation: async () => simulator.startConversation({ contact: { id: 'customer-7', verified: true } }),
    async customerWrites(id, text) {
      // In the millisecond of a takeover nobody could tell which came first.
      for (const before = Date.now(); Date.now() === before; );
      simulator.customer(id).write(text);
    },
    customerAsksForAgent: async (id) => simulator.customer(id).askForAgent(),
    customerAsksInVain: async (id, text) => void simulator.customer(id).write(text, 'default-answer'),
    customerTypes: async (id) => simulator.customer(id).type(),
    cut: async () => gateway.cut(),
    restore: async () => gateway.restore(),
    async close() {
      gateway.close();
      simulator.close();
    },
  };
}

connectorConformance({ describe, test: (title, body) => void it(title, body) }, { capabilities: allCapabilities, makeHarness });

describe('the simulated gateway over its socket', () => {
  it('refuses a stranger for good', async () => {
    const simulator = createSimulator({ conversations: 1 });
    const gateway = createMswGateway({ simulator, endpoint });
    worker.use(...gateway.handlers);
    const getToken = async (): Promise<Token> => ({ token: gateway.tokenOf('mallory'), expiresAt: Date.now() + 900_000 });
    const seen = record(websocketConnector({ url: endpoint, getToken }), 10_000);
    await seen.until('it is refused', () => seen.states.at(-1) === 'refused');
    expect(seen.heads.size).to.equal(0);
    seen.close();
    gateway.close();
    simulator.close();
  });

  it('starts over with a reset when it does not know the cursor', async () => {
    const simulator = createSimulator({ conversations: 1 });
    const [first, second] = [createMswGateway({ simulator, endpoint }), createMswGateway({ simulator, endpoint })];
    worker.use(...first.handlers);
    const getToken = async (): Promise<Token> => ({ token: first.tokenOf('ana'), expiresAt: Date.now() + 900_000 });
    const seen = record(websocketConnector({ url: endpoint, getToken, random: () => 0 }), 10_000);
    await seen.until('it is up to date', () => seen.states.at(-1) === 'up-to-date');
    worker.resetHandlers(...second.handlers);
    simulator.customer('c1').write('between two gateways', 'silence');
    first.cut();
    await seen.until('the snapshot of the other one is there', () => seen.snapshots.length === 2);
    expect(seen.resets).to.have.length(1);
    expect(seen.heads.get('c1')?.lastCustomerText).to.equal('between two gateways');
    seen.close();
    first.close();
    second.close();
    simulator.close();
  });
});

describe('the simulated gateway over HTTP', () => {
  const command = { id: 'k1', name: 'take-over', conversationId: 'c1', seenTerm: 0 };
  const post = (token: string, body: unknown): Promise<Response> =>
    fetch('https://gateway.example/v1/commands', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  beforeEach(() => {
    const simulator = createSimulator({ conversations: 3 });
    worker.use(...createMswGateway({ simulator, endpoint, tokenUrl: '/token' }).handlers);
  });

  it('gives out tokens that its commands take', async () => {
    const { token, expiresAt } = (await (await fetch('/token?agent=ben')).json()) as { token: string; expiresAt: number };
    expect(expiresAt).to.be.greaterThan(Date.now());
    expect(await (await post(token, command)).json()).to.include({ ok: true });
  });

  it('gives the signed-in agent a token unless asked for another, and strangers none', async () => {
    expect(await (await fetch('/token')).json()).to.include({ token: 'simulated.ana' });
    expect((await fetch('/token?agent=mallory')).status).to.equal(401);
  });

  it('answers a refused command with its error', async () => {
    await post('simulated.ben', command);
    const response = await post('simulated.chiara', { ...command, id: 'k2' });
    expect(response.status).to.equal(409);
    expect(((await response.json()) as { error: object }).error).to.include({ code: 'already-taken', holder: 'Ben Okafor' });
  });

  it('refuses a stranger and what is no command', async () => {
    expect((await post('stolen', command)).status).to.equal(401);
    expect((await post('simulated.ben', { name: 'take-over' })).status).to.equal(400);
  });
});
