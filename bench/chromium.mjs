/** Pages of bench programs in Chromium: bundled, served on loopback, measured by the processor time of their main thread. */
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumArguments, ensureChromium } from '../.ci/chromium.mjs';

/**
 * @param {(url: URL) => Promise<{ type: string, body: string | Buffer } | undefined>} answer what is at an address
 */
export async function openChromium(answer) {
  const server = createServer(async (request, response) => {
    const found = await answer(new URL(request.url, 'http://bench'));
    response.statusCode = found === undefined ? 404 : 200;
    response.setHeader('content-type', found?.type ?? 'text/plain');
    response.end(found?.body ?? '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });
  return {
    version: browser.version(),
    /** @param {(() => void)=} prelude runs in the page before anything else */
    open: (path, prelude) => openPage(browser, `http://127.0.0.1:${server.address().port}${path}`, prelude),
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/**
 * One module and all it imports, as a page loads it.
 *
 * @param {import('esbuild').BuildOptions} input `entryPoints` or `stdin`
 * @param {boolean} isSource our packages from their sources instead of what was built
 */
export async function bundled(input, isSource) {
  const { outputFiles } = await build({
    ...input,
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

async function openPage(browser, address, prelude) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('pageerror', (error) => console.error(`  ${address}: ${error.message}`));
  if (prelude !== undefined) await page.addInitScript(prelude);
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
    /** What is in use once everything that can go is gone. */
    async heapBytes() {
      for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    },
    /** How many objects there are that inherit from what `expression` gives. */
    async instances(expression) {
      const { result } = await session.send('Runtime.evaluate', { expression });
      const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId });
      const { result: count } = await session.send('Runtime.callFunctionOn', { objectId: objects.objectId, functionDeclaration: 'function () { return this.length; }', returnByValue: true });
      await session.send('Runtime.releaseObject', { objectId: objects.objectId });
      await session.send('Runtime.releaseObject', { objectId: result.objectId });
      return count.value;
    },
    close: () => page.close(),
  };
}
