import { readFile } from 'node:fs/promises';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage, problemsOf } from './browser.js';
import { AgentPage, CustomerChat, until } from './pages.js';
import type { Product } from './product.js';
import { freePort, startProduct, temporaryDirectory } from './product.js';

let browser: Browser;
let product: Product;
let data: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  data = await temporaryDirectory();
  [browser, product] = await Promise.all([launchBrowser(), startProduct({ data: data.path, port: await freePort() })]);
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(async () => {
  await browser.close();
  await product.stop();
  await data.remove();
});

/** One red pixel. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==', 'base64');
const photo = { name: 'my bill.png', mimeType: 'image/png', buffer: png };
const plan = { name: 'plan «1».pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nthe plan') };

/** Chooses a file in Web Chat and sends it once Web Chat has it. */
async function sendFile(chat: CustomerChat, file: typeof photo, text = ''): Promise<void> {
  await chat.page.locator('input[type=file]').first().setInputFiles(file);
  await chat.page.locator('.webchat__attachment-icon--checked').waitFor();
  if (text !== '') await chat.box.fill(text);
  await chat.box.press('Enter');
}

async function downloaded(agent: AgentPage, link: Locator): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([agent.page.context().pages()[0]?.waitForEvent('download'), link.click({ modifiers: ['Alt'] })]);
  if (download === undefined) throw new Error('There is no page to download from.');
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test('outside a takeover a file is refused in words; during one it reaches the agent, and the agent’s reaches the customer', async () => {
  const [agent, chat] = await Promise.all([
    openPage(browser, `${product.url}/crm/?agent=ana`).then((page) => new AgentPage(page)),
    openPage(browser, `${product.url}/chat/`, { width: 500, height: 800 }).then((page) => new CustomerChat(page)),
  ]);
  await agent.upToDate();
  await chat.ready();

  await sendFile(chat, photo, 'here is my bill');
  await chat.hears('Files can be sent only while you are talking to a person.');
  await chat.hears('here is my bill');

  await agent.open('here is my bill');
  await agent.button('Take over').click();
  await chat.hears('You are now talking to Ana.');

  await sendFile(chat, photo, 'now once more');
  const link = agent.pane.getByRole('log').getByRole('link', { name: 'my bill.png' });
  await link.waitFor();
  await agent.transcript('now once more').waitFor();
  expect(await downloaded(agent, link)).toEqual({ name: 'my bill.png', bytes: png });
  const shown = chat.page.locator('.webchat__bubble img[src*="/v1/attachments/"]');
  await shown.waitFor();
  expect(await shown.evaluate((image) => (image as unknown as { readonly naturalWidth: number }).naturalWidth)).toBe(1);

  await agent.pane.locator('input[type=file]').setInputFiles([plan, photo]);
  await agent.pane.getByRole('button', { name: 'Remove plan «1».pdf' }).waitFor();
  await until(() => agent.pane.getByRole('progressbar').count(), 0);
  await agent.write('Your plan, and a picture');
  await chat.hears('Your plan, and a picture');
  await agent.pane.getByRole('log').getByRole('link', { name: 'plan «1».pdf' }).waitFor();
  const offered = chat.page.locator('a[href*="/v1/attachments/"]').filter({ hasText: 'plan «1».pdf' });
  await offered.waitFor();
  await shown.nth(1).waitFor();
  const answer = await fetch((await offered.getAttribute('href')) ?? '');
  expect([answer.status, await answer.text()]).toEqual([200, '%PDF-1.7\nthe plan']);

  for (const page of [agent.page, chat.page]) expect(problemsOf(page)).toEqual([]);

  // Refused as a whole, which Web Chat reports as an error of the page.
  await sendFile(chat, { name: 'tool.png', mimeType: 'image/png', buffer: Buffer.from('MZ\0\0') });
  await chat.hears('files of this kind are not accepted here');
});
