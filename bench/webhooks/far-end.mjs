/** The bot and Twilio's API in one process of their own. The bot answers with a text, or has nothing to say. */
import { createServer } from 'node:http';
import { shipped } from '../gateway/shipped.mjs';
import { answerCalls, givenParameters } from '../gateway/processes.mjs';
import { account } from './provider.mjs';

const { createTwilioSimulator } = await shipped('./twilio/twilio-simulator');
const [{ answer }] = givenParameters();
let asked = 0;
let twilio;

const server = createServer(async (incoming, outgoing) => {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  if (incoming.url === '/bot') {
    asked += 1;
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer === undefined ? [] : [{ text: answer }]));
    return;
  }
  const { method, headers } = incoming;
  const request = new globalThis.Request(`${twilio.url}${incoming.url}`, { method, headers, ...(method === 'POST' ? { body: Buffer.concat(chunks) } : {}) });
  const response = await twilio.simulator.fetch(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(Buffer.from(await response.arrayBuffer()));
});

answerCalls(
  {
    /** @returns where both are */
    async start() {
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${server.address().port}`;
      const unused = () => Promise.reject(new Error('Nothing is posted from here.'));
      twilio = { url, simulator: createTwilioSimulator({ ...account, messageUrl: url, apiUrl: `${url}/twilio`, now: Date.now, deliver: unused }) };
      return url;
    },
    /** @returns how often the bot was asked, and how many texts Twilio took */
    counts: () => ({ asked, taken: twilio.simulator.texts.length }),
  },
  () => server.close(),
);
