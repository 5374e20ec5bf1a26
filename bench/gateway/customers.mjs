/** Customers who write over Direct Line, and the bot behind the gateway that answers each message at once. */
import { Agent, createServer, request } from 'node:http';
import { texts } from './conversations.mjs';
import { answerCalls } from './processes.mjs';
import { secrets } from './sign-in.mjs';

/** Then the customer leaves, and another one comes. */
const messagesPerConversation = 100;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
let isOver = false;
let answered = 0;
let posted = 0;
let failures = 0;
let latencies = [];

const bot = createServer((incoming, response) => {
  incoming.resume();
  incoming.on('end', () => {
    answered += 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify([{ text: texts[answered % texts.length] }]));
  });
});

answerCalls({
  startBot: () => new Promise((resolve) => bot.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${bot.address().port}/webhook`))),
  /** So many customers, each of whom writes once a second until it is over. */
  begin(url, customers) {
    for (let index = 0; index < customers; index += 1) setTimeout(() => void stay(url, index), (1_000 * index) / customers);
  },
  /** Since it was last asked. */
  noted() {
    const noted = { answered, posted, failures, latencies };
    [answered, posted, failures, latencies] = [0, 0, 0, []];
    return noted;
  },
  finish: () => void (isOver = true),
});

async function stay(url, index) {
  while (!isOver)
    try {
      await converse(url, index);
    } catch {
      failures += 1;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
}

async function converse(url, index) {
  const { token } = await call(url, '/tokens/generate', secrets.directLine.current, {});
  const { conversationId } = await call(url, '/conversations', token, {});
  const post = (activity) => call(url, `/conversations/${conversationId}/activities`, token, { from: { id: `customer-${index}` }, ...activity });
  // Not all begin, and so end, at the same time.
  const first = posted === 0 ? 0 : index % messagesPerConversation;
  let nextAt = performance.now();
  for (let count = first; count < messagesPerConversation && !isOver; count += 1) {
    const askedAt = performance.now();
    await post({ type: 'message', text: texts[(index + count) % texts.length] });
    posted += 1;
    latencies.push(performance.now() - askedAt);
    nextAt += 1_000;
    const waitMs = nextAt - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  await post({ type: 'endOfConversation' });
}

function call(url, path, bearer, body) {
  const { hostname, port } = new URL(url);
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const outgoing = request({ agent, hostname, port, method: 'POST', path: `/v3/directline${path}`, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => (text += piece));
      response.on('end', () => (response.statusCode < 300 ? resolve(JSON.parse(text || '{}')) : reject(new Error(`${response.statusCode}: ${text}`))));
    });
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(body));
  });
}
