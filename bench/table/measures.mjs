/** What is measured of one peer: each function opens a page, or is given one, and returns numbers. Times are the main thread's processor time. */

const burstSize = 160;
const eventsPerSecond = 10_000;
const scrollFrames = 150;

/** The orders in which bursts are measured: by status and by the others, the newest and the longest first. */
export const orders = [
  { column: 'status', isDescending: false },
  { column: 'last-message', isDescending: true },
  { column: 'chat-length', isDescending: true },
  { column: 'operator', isDescending: false },
  { column: 'bot', isDescending: false },
  { column: 'id', isDescending: false },
];

/**
 * A page whose table shows conversations.
 *
 * @returns {Promise<{ page: object, mountMs: number }>} mountMs: from the heads in hand to the right rows on screen
 */
export async function mounted(browser, peer, configuration, conversations) {
  const page = await browser.open(peer, configuration);
  await page.call('prepare', { conversations, seed: conversations, isFresh: false });
  const { result, cpuMs } = await page.measure('mount');
  return { page, mountMs: peer === 'nothing' || result > 0 ? cpuMs : NaN };
}

/** One burst after another under the present order: the median cost, NaN if one was never seen. */
export async function bursts(page, count) {
  const costs = [];
  for (let round = 0; round < count; round += 1) {
    await page.call('prepareBurst', burstSize);
    const { result, cpuMs } = await page.measure('burst');
    if (result < 0) return NaN;
    costs.push(cpuMs);
  }
  return median(costs);
}

/** From the press to the right rows on screen. */
export async function sort(page, { column, isDescending }) {
  await page.call('prepareSort', column, isDescending);
  const { result, cpuMs } = await page.measure('sort');
  return result < 0 ? NaN : cpuMs;
}

/** A steady stream of events under the present order. */
export async function stream(page, durationMs) {
  await page.call('prepareStream', eventsPerSecond, durationMs);
  const { result, cpuMs } = await page.measure('stream', eventsPerSecond, durationMs);
  const { lengths, delays } = result;
  return {
    framesPerSecond: (1000 * lengths.length) / sum(lengths),
    frame99Ms: percentile(lengths, 0.99),
    cpuPerSecond: cpuMs / sum(lengths),
    delay95Frames: delays.length === 0 ? NaN : percentile(delays, 0.95),
  };
}

/** From the first row to the last. */
export async function scroll(page) {
  const { result, cpuMs } = await page.measure('scroll', scrollFrames);
  return { cpuMsPerFrame: cpuMs / scrollFrames, blankShare: result.blank / scrollFrames, frame99Ms: percentile(result.lengths, 0.99) };
}

/** What a table holds in memory, and what it does when nothing happens. */
export async function rest(browser, peer, configuration, conversations, durationMs) {
  const page = await browser.open(peer, configuration);
  await page.call('prepare', { conversations, seed: conversations, isFresh: true });
  const before = await page.heapBytes();
  await page.call('hold');
  const held = await page.heapBytes();
  await page.call('show');
  const shown = await page.heapBytes();
  await page.page.waitForTimeout(2_000);
  const [cpuBefore, timersBefore] = [await page.threadMs(), await page.page.evaluate(() => window.timersRun)];
  await page.page.waitForTimeout(durationMs);
  const [cpuAfter, timersAfter] = [await page.threadMs(), await page.page.evaluate(() => window.timersRun)];
  const { Nodes: nodes } = await page.metrics();
  await page.close();
  return {
    dataBytesPerRow: (held - before) / conversations,
    tableBytesPerRow: (shown - held) / conversations,
    nodes,
    idleCpuPerSecond: (cpuAfter - cpuBefore) / durationMs,
    timers: timersAfter - timersBefore,
  };
}

/** A table of so many rows that browsers cannot make an element as tall: mount and scroll. */
export async function manyRows(browser, peer, configuration, conversations) {
  const page = await browser.open(peer, configuration);
  await page.call('prepare', { conversations, seed: conversations, isFresh: true });
  const { cpuMs: mountMs } = await page.measure('mountUnseen');
  const scrolled = await scroll(page);
  const { Nodes: nodes } = await page.metrics();
  await page.close();
  return { mountMs, ...scrolled, nodes };
}

export function median(values) {
  return values.toSorted((first, second) => first - second)[Math.floor(values.length / 2)];
}

function percentile(values, share) {
  return values.toSorted((first, second) => first - second)[Math.min(values.length - 1, Math.floor(values.length * share))];
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
