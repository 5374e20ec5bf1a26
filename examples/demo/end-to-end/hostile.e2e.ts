import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage, problemsOf } from './browser.js';
import { startEchoBot } from './echo-bot.js';
import { hostileStrings, ownHostileStrings } from './hostile-strings.js';
import { columnStarts, layoutFaults } from './layout.js';
import { AgentPage, CustomerChat } from './pages.js';
import type { Product } from './product.js';
import { freePort, startProduct, temporaryDirectory } from './product.js';
import type { ScriptedBot } from './scripted-bot.js';

const strings = hostileStrings();

let bot: ScriptedBot;
let browser: Browser;
let product: Product;
let data: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  [data, bot, browser] = await Promise.all([temporaryDirectory(), startEchoBot(), launchBrowser()]);
  product = await startProduct({ data: data.path, port: await freePort(), environment: { BOT_URL: bot.url } });
});
afterAll(async () => {
  await browser.close();
  await product.stop();
  await Promise.all([bot.close(), data.remove()]);
});

interface Thread {
  readonly conversationId: string;
  readonly token: string;
}

/** Posts it, as slowly as the gateway asks. */
async function call(path: string, token: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) };
  const post = (): Promise<Response> => fetch(`${product.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  let response = await post();
  while (response.status === 429) {
    await delay(1_000 * Number(response.headers.get('retry-after')));
    response = await post();
  }
  expect(response.ok, `${path} with ${JSON.stringify(body).slice(0, 80)} was answered ${String(response.status)}`).toBe(true);
  return response.json();
}

const say = ({ conversationId, token }: Thread, text: string, name: string): Promise<unknown> =>
  call(`/v3/directline/conversations/${conversationId}/activities`, token, { type: 'message', from: { id: 'customer', name }, text });

/** Opens a conversation of a customer of that name. */
async function openThread(name: string): Promise<Thread> {
  const thread = (await call(`/demo/direct-line-token?${new URLSearchParams({ name: name.slice(0, 200) }).toString()}`, '', {})) as Thread;
  await call('/v3/directline/conversations', thread.token, {});
  return thread;
}

/** Notes everything by which a page would show that a string did something. */
function watch(page: Page): { readonly happened: string[]; check(): Promise<void> } {
  const happened: string[] = [];
  const title = page.title();
  const address = page.url();
  page.on('dialog', (dialog) => {
    happened.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', () => happened.push('popup'));
  page.on('request', (request) => {
    // Web Chat's own worker comes from a blob.
    if (!request.url().startsWith(product.url) && !request.url().startsWith(`blob:${product.url}`)) happened.push(`request: ${request.url()}`);
  });
  return {
    happened,
    async check() {
      expect(happened).toEqual([]);
      expect(problemsOf(page)).toEqual([]);
      expect(await page.title()).toBe(await title);
      expect(page.url()).toBe(address);
    },
  };
}

test('in the table, whatever customers write does nothing, stays in its cell and leaves the columns where they are', async () => {
  const ana = new AgentPage(await openPage(browser, `${product.url}/crm/?agent=ana`));
  const { check } = watch(ana.page);
  for (const text of strings) await say(await openThread(text), text, text);
  await ana.upToDate();
  const grid = ana.table.getByRole('grid');
  await expect.poll(() => grid.getAttribute('aria-rowcount'), { timeout: 30_000 }).toBe(String(strings.length + 1));

  const starts = new Set<string>();
  await ana.table.getByRole('row').nth(1).hover();
  for (let screen = 0; screen < Math.ceil(strings.length / 10); screen += 1) {
    expect(await ana.table.evaluate(layoutFaults)).toEqual([]);
    for (const start of await ana.table.evaluate(columnStarts)) starts.add(start);
    await ana.page.mouse.wheel(0, 440);
    await ana.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
  expect([...starts]).toHaveLength(1);
  await check();
  await ana.page.context().close();
});

test('in the pane, what customers and bots write is shown as they wrote it, inside its bubble', async () => {
  const thread = await openThread('\u202e<b>Customer</b>');
  for (const text of strings) await say(thread, text, 'Customer');
  await say(thread, 'the end of it all', 'Customer');
  const ana = new AgentPage(await openPage(browser, `${product.url}/crm/?agent=ana`));
  const { check } = watch(ana.page);
  await ana.upToDate();
  await ana.table.getByRole('searchbox').fill('the end of it all');
  await ana.open('the end of it all');
  await ana.transcript('the end of it all').waitFor();

  const seen = new Set<string>();
  await ana.pane.getByRole('log').hover();
  const oldest = ownHostileStrings[0] ?? '';
  for (let screen = 0; screen < 400 && !seen.has(oldest); screen += 1) {
    expect(await ana.pane.evaluate(layoutFaults)).toEqual([]);
    for (const text of await ana.pane.locator('[part~="message-text"]').allTextContents()) seen.add(withoutHalves(text));
    await ana.page.mouse.wheel(0, -1_500);
    await ana.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
  expect(ownHostileStrings.map(withoutHalves).filter((text) => !seen.has(text))).toEqual([]);
  await check();
  await ana.page.context().close();
});

test("in the customer's chat, what customers, bots and agents write does nothing", async () => {
  const page = await openPage(browser, `${product.url}/chat/`, { width: 500, height: 800 });
  const chat = new CustomerChat(page);
  const { check } = watch(page);
  await chat.box.waitFor();
  await chat.say('I come with strange words');
  const ana = new AgentPage(await openPage(browser, `${product.url}/crm/?agent=ana`));
  await ana.table.getByRole('searchbox').fill('I come with strange words');
  await ana.open('I come with strange words');
  const typed = ownHostileStrings.filter((text) => text.length < 200 && text.trim() === text && !/[\r\n\u2028\u2029\u0085\p{Cc}\p{Cs}]/u.test(text));
  for (const text of typed) {
    await chat.box.fill(text);
    await chat.box.press('Enter');
  }
  await ana.button('Take over').click();
  await chat.hears('You are now talking to Ana.');
  const composer = ana.pane.getByRole('textbox', { name: 'Message to the customer' });
  for (const text of typed) {
    await composer.fill(text);
    await composer.press('Enter');
  }
  await ana.write('that was all');
  await chat.hears('that was all');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
  await check();
  expect(problemsOf(ana.page)).toEqual([]);
  await Promise.all([page.context().close(), ana.page.context().close()]);
});

/** Half a surrogate pair has no UTF-8, so on its way out of the browser it may become the replacement character. */
function withoutHalves(text: string): string {
  return text.replaceAll(/\p{Cs}/gu, '\ufffd');
}
