/**
 * Measures our table beside others in Chromium: the same seeded events, what is on
 * screen found by asking what a click would hit, processor time of the main thread.
 *
 *   npm run bench:table -- [--quick] [--only ours,hand,…] [--rows 1000,10000] [--million] [--source]
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
if (!existsSync(`${here}node_modules`)) {
  console.log('Installing the peers, here only.');
  execFileSync('npm', ['ci'], { cwd: here, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
}
const { openBrowser } = await import('./pages.mjs');
const { roster } = await import('./peers/roster.mjs');
const { bursts, manyRows, mounted, orders, rest, scroll, sort, stream } = await import('./measures.mjs');
const { table } = await import('./report.mjs');

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, rows: { type: 'string' }, million: { type: 'boolean' }, source: { type: 'boolean' } },
});
const isQuick = flags.quick === true;
const sizes = flags.rows?.split(',').map(Number) ?? (isQuick ? [10_000] : [1_000, 10_000, 100_000]);
const chosen = flags.only?.split(',') ?? Object.keys(roster);
for (const key of chosen) if (roster[key] === undefined) throw new RangeError(`--only ${key}: there is ${Object.keys(roster).join(', ')}.`);
// Ours comes first, for the others are multiples of it.
const peers = ['ours', ...chosen.filter((key) => key !== 'ours' && key !== 'nothing')];
const measuredOrders = isQuick ? orders.slice(0, 2) : orders;
const rounds = isQuick ? 5 : 10;
const streamMs = isQuick ? 3_000 : 6_000;
const largest = Math.max(...sizes);
const names = peers.map((key) => roster[key].name);

const browser = await openBrowser({ isSource: flags.source === true });
console.log(`Chromium ${browser.version}; load of the machine before: ${loadavg()[0].toFixed(1)}; CPU is the main thread's, in ms; × is a multiple of ours.`);
for (const rows of sizes) await measureSize(rows);
if (flags.million === true || (!isQuick && flags.rows === undefined)) await measureMillion();
await browser.close();

async function measureSize(rows) {
  const empty = rows === largest ? await emptyPage(rows) : undefined;
  const results = [];
  for (const peer of peers) results.push(await measurePeer(peer, await bestConfiguration(peer, rows), rows));
  print(rows, results, empty);
}

/** What the harness costs by itself. */
async function emptyPage(rows) {
  const { page } = await mounted(browser, 'nothing', '', 1_000);
  const streamed = await stream(page, streamMs);
  await page.close();
  return { ...streamed, ...(await rest(browser, 'nothing', '', rows, isQuick ? 3_000 : 10_000)) };
}

/** Of a peer's two configurations the one whose bursts cost less. */
async function bestConfiguration(peer, rows) {
  const { configurations } = roster[peer];
  if (configurations.length < 2) return configurations[0];
  const costs = [];
  for (const configuration of configurations) {
    const { page, mountMs } = await mounted(browser, peer, configuration, rows);
    costs.push(Number.isNaN(mountMs) ? Infinity : await bursts(page, 4));
    await page.close();
  }
  const [first, second] = costs.map((cost) => (Number.isNaN(cost) ? Infinity : cost));
  return configurations[second < first ? 1 : 0];
}

async function measurePeer(peer, configuration, rows) {
  process.stderr.write(`${rows.toLocaleString('en')} rows: ${roster[peer].name}${configuration === '' ? '' : ` (${configuration})`}\n`);
  const { page, mountMs } = await mounted(browser, peer, configuration, rows);
  const result = { configuration, mountMs, burstMs: {}, sortMs: {} };
  for (const order of measuredOrders) {
    // Sorted by status already: once away and back makes that a sort, too.
    if (order.column === 'status') await sort(page, { column: 'bot', isDescending: false });
    result.sortMs[order.column] = await sort(page, order);
    result.burstMs[order.column] = await bursts(page, rounds);
  }
  if (rows === largest) {
    await sort(page, orders[0]);
    result.stream = await stream(page, streamMs);
    result.scroll = await scroll(page);
  }
  await page.close();
  if (rows === largest) result.rest = await rest(browser, peer, configuration, rows, isQuick ? 3_000 : 10_000);
  return result;
}

async function measureMillion() {
  const { mountMs, blankShare, cpuMsPerFrame, nodes } = await manyRows(browser, 'ours', '', 1_000_000);
  console.log(`\n**1,000,000 rows, ours**: mount ${mountMs.toFixed(0)} ms, scroll through all ${cpuMsPerFrame.toFixed(1)} ms a frame, blank ${(100 * blankShare).toFixed(0)} %, ${nodes} nodes`);
}

function print(rows, results, empty) {
  const line = (name, valueOf, options = {}) => ({ name, values: results.map(valueOf), ...options });
  const lines = [line('mount, heads in hand', ({ mountMs }) => mountMs, { target: '≤ fastest peer' })];
  for (const { column, isDescending } of measuredOrders)
    lines.push(line(`burst of 160, by ${column}${isDescending ? ', descending' : ''}`, ({ burstMs }) => burstMs[column], { target: burstTarget(rows) }));
  for (const { column, isDescending } of measuredOrders)
    lines.push(line(`sort by ${column}${isDescending ? ', descending' : ''}, painted`, ({ sortMs }) => sortMs[column], { target: '≤ half of fastest peer' }));
  console.log(table(`${rows.toLocaleString('en')} rows`, names, lines));
  if (empty !== undefined) console.log(table(`${rows.toLocaleString('en')} rows, 10,000 events/s; then scroll; then rest`, [...names, 'empty page'], atLength([...results, { stream: empty, rest: empty }])));
  const configurations = results.flatMap(({ configuration }, index) => (configuration === '' ? [] : [`${names[index]}: ${configuration}`]));
  if (configurations.length > 0) console.log(`\nConfigurations: ${configurations.join(', ')}`);
}

function burstTarget(rows) {
  if (rows >= 100_000) return '≤ 0.08 × AG Grid, ≤ 0.4 × Lit virtualizer';
  return rows >= 10_000 ? '≤ 0.4 × AG Grid, ≤ 0.9 × Lit virtualizer' : '≤ 0.6 × AG Grid, ≤ 1.0 × Lit virtualizer';
}

function atLength(results) {
  const line = (name, valueOf, options = {}) => ({ name, values: results.map(valueOf), ...options });
  return [
    line('frames per second', ({ stream }) => stream?.framesPerSecond, { isShare: true, target: '≥ 0.97 × empty page' }),
    line('longest frame of 99 %, ms', ({ stream }) => stream?.frame99Ms, { isShare: true, target: '≤ 17 above empty page' }),
    line('CPU, s per s', ({ stream }) => stream?.cpuPerSecond, { digits: 3, target: '≤ 1.3 × hand-made, below every peer' }),
    line('event to painted, 95 %, frames', ({ stream }) => stream?.delay95Frames, { digits: 0, isShare: true, target: '≤ 3' }),
    line('scroll through all: blank frames, %', ({ scroll }) => (scroll === undefined ? undefined : 100 * scroll.blankShare), { digits: 0, isShare: true, target: '0' }),
    line('scroll: CPU a frame', ({ scroll }) => scroll?.cpuMsPerFrame),
    line('bytes per row: data', ({ rest }) => rest?.dataBytesPerRow, { digits: 0, isShare: true }),
    line('bytes per row: table', ({ rest }) => rest?.tableBytesPerRow, { digits: 0, isShare: true, target: '≤ 150' }),
    line('nodes in the document', ({ rest }) => rest?.nodes, { digits: 0, isShare: true }),
    line('at rest: CPU, ms per s', ({ rest }) => (rest === undefined ? undefined : 1000 * rest.idleCpuPerSecond), { digits: 2, isShare: true, target: '≈ empty page' }),
    line('at rest: timers and frames run', ({ rest }) => rest?.timers, { digits: 0, isShare: true }),
  ];
}
