/** A client of ours that comes back after it missed much, beside one that comes for the first time. */
import { createTakeoverClient } from '@live-takeover/sdk';
import { websocketConnector } from '@live-takeover/sdk/websocket';
import { openStore } from '@live-takeover/gateway';
import { conversationIdOf, fill } from './conversations.mjs';
import { figure, heading, line, median } from './figures.mjs';
import { nameOf } from './places.mjs';
import { startProcess } from './processes.mjs';
import { WebSocket } from './shipped.mjs';
import { tokenOf } from './sign-in.mjs';

const missedEvents = 5_000;

export async function measureReconnect({ places, isQuick }) {
  const conversationCount = isQuick ? 2_000 : 10_000;
  heading('From hello sent to up to date, ms', 'snapshot');
  for (const kind of ['sqlite', 'postgres']) {
    const place = await places.create(kind);
    const store = await openStore(place);
    await fill(store, conversationCount);
    await store.close();
    const { resumed, fresh } = await compare(place, conversationCount, isQuick ? 2 : 7);
    const what = `${nameOf[kind]}, ${missedEvents.toLocaleString('en')} events missed, ${conversationCount.toLocaleString('en')} open`;
    line(what, figure(median(fresh)), figure(median(resumed)), median(resumed.map((ms, round) => ms / fresh[round])).toFixed(2));
  }
}

async function compare(place, conversationCount, rounds) {
  const gateway = startProcess('gateway.mjs', place);
  const { url } = await gateway.call('start');
  const conversationIds = Array.from({ length: conversationCount }, (_, index) => conversationIdOf(index));
  const times = { resumed: [], fresh: [] };
  for (let round = -1; round < rounds; round += 1) {
    const client = startClient(url);
    const first = await client.upToDate();
    client.cutOff();
    await gateway.call('burst', { conversationIds, events: missedEvents, writers: 50 });
    client.letBack();
    const again = await client.upToDate();
    client.close();
    if (round < 0) continue;
    times.fresh.push(first);
    times.resumed.push(again);
  }
  await gateway.stop();
  return times;
}

/** The SDK as a page uses it, over a line that can be cut. */
function startClient(url) {
  let helloAt = 0;
  let letBack = () => {};
  let mayConnect = Promise.resolve();
  const sockets = new Set();
  class Line extends WebSocket {
    constructor(...parameters) {
      super(...parameters);
      sockets.add(this);
    }
    send(data, ...parameters) {
      if (data.startsWith('{"type":"hello"')) helloAt = performance.now();
      super.send(data, ...parameters);
    }
  }
  const getToken = async () => {
    await mayConnect;
    return tokenOf('agent-1');
  };
  const client = createTakeoverClient({ connector: websocketConnector({ url: `${url}/v1/agents`, getToken, WebSocket: Line, random: () => 0 }) });
  const rows = client.rows();
  return {
    /** @returns ms from hello to there */
    upToDate: () =>
      new Promise((resolve) => {
        const look = () => {
          if (client.freshness.value.state !== 'up-to-date') return;
          unsubscribe();
          resolve(performance.now() - helloAt);
        };
        const unsubscribe = client.freshness.subscribe(look);
        look();
      }),
    cutOff() {
      mayConnect = new Promise((resolve) => (letBack = resolve));
      for (const socket of sockets) socket.terminate();
    },
    letBack: () => letBack(),
    close() {
      rows.close();
      client.close();
    },
  };
}
