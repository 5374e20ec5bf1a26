/** A gateway with a number at Twilio, in a process of its own and as shipped. */
import { createNodeRuntime, loadConfig, openStore, startServer } from '@live-takeover/gateway';
import { answerCalls, givenParameters } from '../gateway/processes.mjs';
import { botId } from '../gateway/conversations.mjs';
import { secrets } from '../gateway/sign-in.mjs';
import { account, publicUrl } from './provider.mjs';

const [place, farEndUrl] = givenParameters();
const { accountSid, authToken, number } = account;
const loaded = loadConfig(
  JSON.stringify({
    listen: { port: 0 },
    publicUrl,
    drainMs: 0,
    store: { sqlite: place.path ?? 'unused.sqlite' },
    bots: [{ id: botId, name: 'Bank Bot', protocol: 'webhook', url: `${farEndUrl}/bot` }],
    channels: { sms: { numbers: [{ provider: 'twilio', number, botId, accountSid, authToken: 'TWILIO', apiUrl: `${farEndUrl}/twilio` }] } },
  }),
  { environment: { LIVE_TAKEOVER_SECRET_TWILIO: authToken }, readFile: () => '', isDemo: true },
);
if (!loaded.ok) throw new Error(loaded.mistakes.join('\n'));
const faults = new Map();
const runtime = createNodeRuntime((level, event) => {
  if (level !== 'info') faults.set(event, (faults.get(event) ?? 0) + 1);
});
let server;

answerCalls(
  {
    /** @returns where it listens */
    async start() {
      server = await startServer({ config: loaded.config, secrets: { ...secrets, named: new Map([['TWILIO', { current: authToken }]]) }, store: await openStore(place), runtime });
      return server.url;
    },
    /** Warnings and errors of its log, counted. */
    faults: () => [...faults].map(([name, count]) => `${name} × ${count}`),
  },
  () => server?.stop(),
);
