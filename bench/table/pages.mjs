/** Chromium with one peer per page, and the processor time of a page's main thread. */
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumArguments, ensureChromium } from '../../.ci/chromium.mjs';
import { roster } from './peers/roster.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * @param {{ isSource: boolean }} options isSource: our element from its sources instead of what was built
 */
export async function openBrowser({ isSource }) {
  const scripts = new Map();
  const style = readFileSync(`${here}page/page.css`, 'utf8');
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://bench');
    if (pathname === '/style.css') return response.setHeader('content-type', 'text/css').end(style);
    if (pathname === '/peer.css') return response.setHeader('content-type', 'text/css').end(readFileSync(`${here}node_modules/${roster[searchParams.get('peer')].styles}`));
    const script = scripts.get(pathname.slice(1).replace(/\.js$/, ''));
    if (pathname.endsWith('.js')) return response.setHeader('content-type', 'text/javascript').end(script ?? '');
    const peer = pathname.slice(1);
    const styles = roster[peer]?.styles === undefined ? '' : `<link rel="stylesheet" href="/peer.css?peer=${peer}">`;
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><meta charset="utf-8"><title>bench</title>${styles}<link rel="stylesheet" href="/style.css"><main></main><script type="module" src="/${peer}.js"></script>`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });
  return {
    version: browser.version(),
    async open(peer, configuration) {
      if (!scripts.has(peer)) scripts.set(peer, await bundle(peer, isSource));
      return openPage(browser, `http://127.0.0.1:${server.address().port}/${peer}#${configuration}`);
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function bundle(peer, isSource) {
  const { module, className } = roster[peer];
  const contents = `import { ${className} } from './peers/${module.slice(2)}';
    import { Bench } from './page/bench.js';
    window.bench = new Bench(new ${className}(location.hash.slice(1)));
    document.documentElement.dataset.ready = 'true';`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    conditions: [...(isSource ? ['live-takeover-source'] : []), 'production', 'browser'],
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/** Counts what timers and frames run, for the measure of a page that should be at rest. */
function countTimers() {
  window.timersRun = 0;
  for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback']) {
    const original = window[name];
    window[name] = (callback, ...rest) =>
      original((...given) => {
        window.timersRun += 1;
        callback(...given);
      }, ...rest);
  }
}

async function openPage(browser, address) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('pageerror', (error) => console.error(`  ${address}: ${error.message}`));
  await page.addInitScript(countTimers);
  await page.goto(address);
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await session.send('HeapProfiler.enable');
  const metrics = async () => Object.fromEntries((await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
  const threadMs = async () => 1000 * (await metrics()).ThreadTime;
  return {
    page,
    metrics,
    threadMs,
    /** Calls a method of `window.bench`. */
    call: (method, ...given) => page.evaluate(([name, values]) => window.bench[name](...values), [method, given]),
    /** The same, and what of the main thread's processor time it took. */
    async measure(method, ...given) {
      const before = await threadMs();
      const result = await this.call(method, ...given);
      return { result, cpuMs: (await threadMs()) - before };
    },
    async heapBytes() {
      for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    },
    close: () => page.close(),
  };
}
