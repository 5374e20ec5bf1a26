/**
 * A shift of eight hours in Chromium, with time that is made to pass: 1.4 million
 * events, 500 conversations opened, served and left. What is held once all garbage
 * is collected is looked at each hour. Then table and presence are put on the page
 * and taken off a thousand times. Ends with an error if anything is left behind.
 *
 *   npm run bench:memory -- [--quick] [--source]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundled, openChromium } from '../chromium.mjs';

const { values: flags } = parseArgs({ options: { quick: { type: 'boolean' }, source: { type: 'boolean' } } });
const isSource = flags.source === true;
const hours = 8;
/** A quick hour is shorter, and as full. */
const hourSeconds = flags.quick === true ? 600 : 3_600;
const openConversations = 1_000;
const eventsPerSecond = 49;
const conversationsPerShift = flags.quick === true ? 80 : 500;
const secondsPerConversation = Math.floor((hours * hourSeconds) / conversationsPerShift);
const remounts = flags.quick === true ? 100 : 1_000;
const slopeLimit = 0.01;

const here = fileURLToPath(new URL('.', import.meta.url));
const script = await bundled({ stdin: { contents: pageSource(), resolveDir: here, loader: 'ts' } }, isSource);
const html = '<!doctype html><meta charset="utf-8"><title>shift</title><style>html,body,main{height:100%;margin:0}live-takeover-table{height:90%}</style><main></main><script type="module" src="/page.js"></script>';
const chromium = await openChromium(async ({ pathname }) => (pathname === '/page.js' ? { type: 'text/javascript', body: script } : { type: 'text/html', body: html }));
const page = await chromium.open('/');
const problems = [];

await page.call('start', openConversations);
console.log(`hour${'heap, kB'.padStart(12)}${'nodes'.padStart(8)}${'listeners'.padStart(11)}${'conversations'.padStart(15)}${'open'.padStart(6)}`);
const samples = [];
for (let hour = 1; hour <= hours; hour += 1) {
  await page.call('pass', hourSeconds, eventsPerSecond, secondsPerConversation);
  samples.push(await sample(hour));
}
judgeShift(samples);

// As often before: code that runs for the first time is compiled, and kept.
await page.call('remount', remounts);
const before = await sample('before');
await page.call('remount', remounts);
const after = await sample('after');
judgeRemount(before, after);
await chromium.close();
for (const problem of problems) console.error(`✗ ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** The page, and the classes whose instances are counted, from the same files. */
function pageSource() {
  const place = isSource ? 'src' : 'dist';
  const sdk = `../../packages/sdk/${place}`;
  const extension = isSource ? 'ts' : 'js';
  return `import './page.js';
    import { LoggedConversation } from '${sdk}/conversation/logged-conversation.${extension}';
    import { OpenConversation } from '${sdk}/client/open-conversation.${extension}';
    Object.assign(window, { counted: { LoggedConversation, OpenConversation } });`;
}

async function sample(name) {
  const heapBytes = await page.heapBytes();
  const { Nodes: nodes, JSEventListeners: listeners } = await page.metrics();
  const conversations = await page.instances('counted.LoggedConversation.prototype');
  const open = await page.instances('counted.OpenConversation.prototype');
  console.log(String(name).padEnd(6) + (heapBytes / 1000).toFixed(0).padStart(10) + String(nodes).padStart(8) + String(listeners).padStart(11) + String(conversations).padStart(15) + String(open).padStart(6));
  return { heapBytes, nodes, listeners, conversations, open };
}

function judgeShift(all) {
  const last = all.slice(-6);
  const mean = last.reduce((total, { heapBytes }) => total + heapBytes, 0) / last.length;
  const middle = (last.length - 1) / 2;
  const products = last.map(({ heapBytes }, hour) => (hour - middle) * heapBytes);
  const squares = last.map((_, hour) => (hour - middle) ** 2);
  const slope = sum(products) / sum(squares) / mean;
  console.log(`slope of the last six: ${(100 * slope).toFixed(2)} % per hour (target ≤ ${100 * slopeLimit})`);
  if (slope > slopeLimit) problems.push(`The heap grows by ${(100 * slope).toFixed(2)} % per hour.`);
  for (const key of ['conversations', 'open']) {
    const values = new Set(last.map((one) => one[key]));
    if (values.size > 1) problems.push(`Of ${key} there are not as many each hour: ${[...values].join(', ')}.`);
  }
  // A row has a node more or less by what it shows; more of them from hour to hour is another thing.
  for (const key of ['nodes', 'listeners']) {
    const [early, late] = [last.slice(0, 3), last.slice(3)].map((part) => Math.max(...part.map((one) => one[key])));
    if (late > early * 1.02 + 1) problems.push(`There are more ${key} from hour to hour: ${last.map((one) => one[key]).join(', ')}.`);
  }
}

function judgeRemount(one, other) {
  const grown = (other.heapBytes - one.heapBytes) / remounts;
  console.log(`put on the page and taken off ${remounts} times: ${grown.toFixed(0)} bytes each are left`);
  for (const key of ['conversations', 'open']) if (other[key] !== one[key]) problems.push(`After taking all off again there are ${other[key]} ${key}, and were ${one[key]}.`);
  for (const key of ['nodes', 'listeners']) if (other[key] > one[key] * 1.02 + 10) problems.push(`After taking all off again there are ${other[key]} ${key}, and were ${one[key]}.`);
  if (grown > 500) problems.push(`${grown.toFixed(0)} bytes are left of each table that was taken off.`);
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
