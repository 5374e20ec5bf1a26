/** What a browser does to a page and its socket: it loses the network, and keeps pages that were left. */
import type { Browser, Page, WebSocket } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { chromiumArguments, findChromium } from '../../../.ci/chromium.mjs';
import { AgentPage, CustomerChat, until } from './pages.js';
import { openPage } from './browser.js';
import type { Product } from './product.js';
import { freePort, startProduct, temporaryDirectory } from './product.js';

let browser: Browser;
let product: Product;
let data: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  data = await temporaryDirectory();
  product = await startProduct({ data: data.path, port: await freePort() });
  const executablePath = findChromium();
  browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    headless: true,
    args: [...chromiumArguments],
    // Pages that were left are kept, as in the browsers of people.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
});

afterAll(async () => {
  await browser.close();
  await product.stop();
  await data.remove();
});

interface Traffic {
  readonly sockets: readonly WebSocket[];
  /** Types of the frames that the page sent, on all of its sockets. */
  readonly sent: string[];
}

/** Follows the agents' sockets of a page that is about to be opened. */
function watch(page: Page): Traffic {
  const sockets: WebSocket[] = [];
  const sent: string[] = [];
  page.on('websocket', (socket) => {
    if (!socket.url().endsWith('/v1/agents')) return;
    sockets.push(socket);
    socket.on('framesent', ({ payload }) => void sent.push((JSON.parse(String(payload)) as { readonly type: string }).type));
  });
  return { sockets, sent };
}

async function openAgent(name: string): Promise<{ readonly ana: AgentPage; readonly page: Page; readonly traffic: Traffic }> {
  const page = await (await browser.newContext()).newPage();
  const traffic = watch(page);
  await page.goto(`${product.url}/crm/?agent=${name}`);
  const ana = new AgentPage(page);
  await ana.upToDate();
  return { ana, page, traffic };
}

const count = (traffic: Traffic, type: string): number => traffic.sent.filter((sent) => sent === type).length;

test('when the network comes back, the page proves its socket before it says that it is up to date', async () => {
  const { ana, page, traffic } = await openAgent('ana');
  const before = count(traffic, 'ping') + count(traffic, 'hello');
  await page.context().setOffline(true);
  await page.context().setOffline(false);
  await until(async () => count(traffic, 'ping') + count(traffic, 'hello') > before, true);
  await ana.upToDate();
  await page.context().close();
});

test('a page that comes back from the cache takes up where it was', async () => {
  const { ana, page } = await openAgent('ben');
  await page.evaluate(() => {
    window.addEventListener('pageshow', (event) => void (document.documentElement.dataset['restored'] = String(event.persisted)));
  });
  await page.goto('about:blank');
  await page.goBack({ waitUntil: 'commit' });
  await until(() => page.evaluate(() => document.documentElement.dataset['restored']), 'true');
  await ana.upToDate();
  const chat = new CustomerChat(await openPage(browser, `${product.url}/chat/`, { width: 500, height: 800 }));
  await chat.ready();
  await chat.say('how do I install an esim');
  await ana.row('how do I install an esim').waitFor();
  await Promise.all([page.context().close(), chat.page.context().close()]);
});
