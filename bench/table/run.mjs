/**
 * Measures the table in Chromium beside an empty page of the same run: mount,
 * one burst of 160 events, a stream of 10,000 events per second.
 *
 *   npm run bench:table -- [--rows 10000]
 */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumArguments, ensureChromium } from '../../.ci/chromium.mjs';

const flag = process.argv.indexOf('--rows');
const rows = flag === -1 ? 10_000 : Number(process.argv[flag + 1]);
if (!Number.isInteger(rows) || rows < 1) throw new RangeError('--rows takes a whole number from 1.');
const streamMs = 5_000;
const eventsPerSecond = 10_000;
const burstSize = 160;
const bursts = 20;

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['production', 'browser'],
  write: false,
});
const html = '<!doctype html><title>bench</title><style>html,body{height:100%;margin:0}live-takeover-table{display:block;height:100%}</style><script type="module" src="/page.js"></script>';
const server = createServer((request, response) => {
  const isScript = request.url === '/page.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  response.end(isScript ? outputFiles[0].text : html);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });

async function openPage() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForSelector('html[data-ready]');
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  /** Main-thread seconds so far. */
  const busySeconds = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value;
  const measure = async (action, argument) => {
    const before = await busySeconds();
    const result = await page.evaluate(action, argument);
    return { result, cpuMs: 1000 * ((await busySeconds()) - before) };
  };
  return { page, measure };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const percentile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const row = (name, ...cells) => console.log(name.padEnd(50) + cells.map((cell) => String(cell).padStart(12)).join(''));

console.log(`Table of ${rows.toLocaleString('en')} rows, sorted by status, in Chromium ${browser.version()}`);
row('', 'empty page', 'table', 'ratio');

const empty = await openPage();
const emptyIdle = await empty.measure((ms) => window.bench.idle(ms), streamMs);
await empty.page.close();

const table = await openPage();
const mount = await table.measure((count) => window.bench.mount(count), rows);
row('mount, snapshot in hand: wall ms', '', mount.result.toFixed(0), '');
const burstCosts = [];
for (let index = 0; index < bursts; index += 1) burstCosts.push((await table.measure((size) => window.bench.burst(size), burstSize)).cpuMs);
row(`burst of ${burstSize} events: CPU ms, median`, '', median(burstCosts).toFixed(1), '');
const sorts = [];
for (let index = 0; index < 4; index += 1) sorts.push((await table.measure(() => window.bench.sort(), undefined)).cpuMs);
row('sort by another column, CPU ms: first / second', '', `${sorts[0].toFixed(0)} / ${sorts[1].toFixed(0)}`, '');
await table.page.close();

const streaming = await openPage();
await streaming.measure((count) => window.bench.mount(count), rows);
const stream = await streaming.measure(([rate, ms]) => window.bench.stream(rate, ms), [eventsPerSecond, streamMs]);
const framesPerSecond = (lengths) => (1000 * lengths.length) / lengths.reduce((sum, length) => sum + length, 0);
row(
  `${eventsPerSecond.toLocaleString('en')} events/s: frames per second`,
  framesPerSecond(emptyIdle.result).toFixed(1),
  framesPerSecond(stream.result).toFixed(1),
  (framesPerSecond(stream.result) / framesPerSecond(emptyIdle.result)).toFixed(2),
);
row('  longest frame of 99 %: ms', percentile(emptyIdle.result, 0.99).toFixed(1), percentile(stream.result, 0.99).toFixed(1), '');
row('  main-thread CPU: s per s', (emptyIdle.cpuMs / streamMs).toFixed(3), (stream.cpuMs / streamMs).toFixed(3), '');

await browser.close();
server.close();
