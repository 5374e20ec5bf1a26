/**
 * A conversation of 50,000 messages in the pane: opening it at its end, reading it
 * back to its beginning page by page, and one more message at the end.
 *
 *   npm run bench:transcript -- [--messages 50000] [--source]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundled, openChromium } from '../chromium.mjs';

const { values: flags } = parseArgs({ options: { messages: { type: 'string' }, source: { type: 'boolean' } } });
const counts = flags.messages === undefined ? [500, 50_000] : flags.messages.split(',').map(Number);
const script = await bundled({ entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))] }, flags.source === true);
const html = '<!doctype html><meta charset="utf-8"><title>transcript</title><style>html,body,main{height:100%;margin:0}live-takeover-conversation{height:100%}</style><main></main><script type="module" src="/page.js"></script>';
const chromium = await openChromium(async ({ pathname }) => (pathname === '/page.js' ? { type: 'text/javascript', body: script } : { type: 'text/html', body: html }));

console.log(`Chromium ${chromium.version}; CPU of the main thread, ms`);
for (const count of counts) {
  const page = await chromium.open('/');
  await page.call('start', count);
  const opened = await page.measure('open');
  const read = await page.measure('toStart');
  const back = await page.measure('toEnd');
  const received = await page.measure('receive');
  const { nodes, frames, blank, pages } = read.result;
  console.log(`\n${count.toLocaleString('en')} messages`);
  console.log(`  open at the end: ${opened.cpuMs.toFixed(0)} (${opened.result} frames)`);
  console.log(`  read back to the first: ${(read.cpuMs / pages).toFixed(1)} a page of ${pages}, ${frames} frames, ${blank} without a message, ${nodes} elements at most`);
  console.log(`  scroll to the end again: ${(back.cpuMs / back.result.frames).toFixed(1)} a frame, ${back.result.frames} frames, ${back.result.blank} without a message, ${back.result.nodes} elements at most`);
  console.log(`  one more message: ${received.cpuMs.toFixed(1)} (${received.result} frames)`);
  await page.close();
}
await chromium.close();
