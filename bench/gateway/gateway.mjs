/** The gateway under measurement, in a process of its own: as shipped, with a way in for who loads and weighs it. */
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createNodeRuntime, loadConfig, openStore, startServer } from '@live-takeover/gateway';
import { botId, tenant, texts } from './conversations.mjs';
import { secrets } from './sign-in.mjs';
import { answerCalls, givenParameters } from './processes.mjs';

const [place, botUrl = 'http://127.0.0.1:9/webhook'] = givenParameters();
const perSecond = 1_000_000;
const loaded = loadConfig(
  JSON.stringify({
    listen: { port: 0 },
    drainMs: 0,
    store: { sqlite: place.path ?? 'unused.sqlite' },
    bots: [{ id: botId, name: 'Bank Bot', protocol: 'webhook', url: botUrl }],
    limits: { framesPerSecond: perSecond, commandsPerSecond: perSecond, customerCallsPerSecond: perSecond, tokensPerSecond: perSecond },
  }),
  { environment: {}, readFile: () => '', isDemo: true },
);
if (!loaded.ok) throw new Error(loaded.mistakes.join('\n'));
const faults = new Map();
const runtime = createNodeRuntime((level, event, fields = {}) => {
  if (level !== 'info') faults.set(`${event} ${fields.code ?? fields.reason ?? fields.name ?? ''}`, (faults.get(event) ?? 0) + 1);
});

let server;
let written = 0;

/** Appends a message of the bot's, as fast as the store takes it. `text` is what it says. */
async function append(conversationId, text) {
  written += 1;
  const id = `load-${process.pid}-${written}`;
  await server.gateway.projection.append(tenant, conversationId, [{ id, type: 'message-sent', from: 'bot', term: 0, text }]);
}

answerCalls(
  {
    /** @returns how long it took until it listened, and when the heads were there, ms */
    async start() {
      const startedAt = performance.now();
      const store = await openStore(place);
      const openMs = performance.now() - startedAt;
      server = await startServer({ config: loaded.config, secrets, store, runtime });
      return { url: server.url, openMs, ms: performance.now() - startedAt };
    },
    /**
     * Appends so many events a second, evenly spread, each beginning with the instant (ns, the machine's monotonic clock)
     * at which it was asked for.
     *
     * @returns processor seconds of this process meanwhile
     */
    async load({ conversationIds, eventsPerSecond, seconds }) {
      const before = process.cpuUsage();
      const startedAt = performance.now();
      const pending = new Set();
      const count = Math.round(eventsPerSecond * seconds);
      for (let index = 0; index < count; index += 1) {
        const waitMs = startedAt + (1_000 * index) / eventsPerSecond - performance.now();
        if (waitMs > 0) await pause(waitMs);
        const appended = append(conversationIds[index % conversationIds.length], `${process.hrtime.bigint()} ${texts[index % texts.length]}`);
        pending.add(appended);
        void appended.then(() => pending.delete(appended));
      }
      await Promise.all(pending);
      const { user, system } = process.cpuUsage(before);
      return { cpuSeconds: (user + system) / 1e6, seconds: (performance.now() - startedAt) / 1_000, events: count };
    },
    /** Appends so many events, some at a time. */
    async burst({ conversationIds, events, writers }) {
      let next = 0;
      const write = async () => {
        while (next < events) {
          const index = next;
          next += 1;
          await append(conversationIds[index % conversationIds.length], texts[index % texts.length]);
        }
      };
      await Promise.all(Array.from({ length: writers }, write));
    },
    /** What is in use once everything that can be let go is let go. */
    async weigh() {
      for (let round = 0; round < 3; round += 1) {
        gc();
        await pause(50);
      }
      const { rss, heapUsed, external } = process.memoryUsage();
      return { rss, heapUsed, external, descriptors: readdirSync('/proc/self/fd').length };
    },
    cpuSeconds() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    /** Warnings and errors of its log, counted. */
    faults: () => [...faults].map(([name, count]) => `${name.trim()} × ${count}`),
  },
  () => server?.stop(),
);
