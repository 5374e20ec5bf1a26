import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage, problemsOf } from './browser.js';
import { AgentPage, until } from './pages.js';
import type { Product } from './product.js';
import { freePort, startProduct, temporaryDirectory } from './product.js';

let browser: Browser;
let product: Product;
let data: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  data = await temporaryDirectory();
  [browser, product] = await Promise.all([
    launchBrowser(),
    startProduct({ data: data.path, port: await freePort(), arguments: ['--customers', '0', '--no-recorded', '--all-channels'] }),
  ]);
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(async () => {
  await browser.close();
  await product.stop();
  await data.remove();
});

/** The other end of a channel. */
class OtherEnd {
  constructor(readonly page: Page) {}

  async say(text: string): Promise<void> {
    const box = this.page.locator('input[name=text]');
    await box.fill(text);
    await box.press('Enter');
    await this.line(text).waitFor();
  }

  line(text: string): ReturnType<Page['locator']> {
    return this.page.locator('#lines li').filter({ hasText: text }).last();
  }
}

async function openEnd(path: string, size = { width: 500, height: 800 }): Promise<OtherEnd> {
  const page = await openPage(browser, `${product.url}${path}`, size);
  await page.locator('html[data-ready=true]').waitFor();
  return new OtherEnd(page);
}

async function openAgent(agent: string): Promise<AgentPage> {
  const page = new AgentPage(await openPage(browser, `${product.url}/crm/?agent=${agent}`));
  await page.upToDate();
  return page;
}

test('a text is a row under its number, and goes from the bot to an agent and back, until the customer says STOP', async () => {
  const [agent, phone] = await Promise.all([openAgent('ana'), openEnd('/phone/?who=%2B14155550123')]);
  await phone.say('How do I pay my bill?');
  await phone.line('You can pay by card').waitFor();
  await agent.row('+14155550123').waitFor();
  await agent.open('+14155550123');
  await agent.button('Take over').click();
  await phone.line('You are now talking to Ana.').waitFor();
  await agent.write('Ana here, may I help?');
  await phone.line('Ana here, may I help?').waitFor();
  await phone.page.getByRole('button', { name: 'Say: delivered' }).click();
  await agent.transcript('Delivered').waitFor();
  await phone.page.getByRole('button', { name: 'STOP' }).click();
  await agent.transcript('STOP').waitFor();
  await agent.write('One more thing');
  await agent.transcript('Not delivered: the customer wants no messages').waitFor();
  expect(await phone.line('One more thing').count()).toBe(0);
  await phone.page.getByRole('button', { name: 'START' }).click();
  await agent.transcript('START').waitFor();
  await agent.button('Hand back').click();
  await phone.say('How do I pay my bill again?');
  await until(() => phone.page.locator('#lines li').filter({ hasText: 'You can pay by card' }).count(), 2);
  for (const { page } of [agent, phone]) expect(problemsOf(page)).toEqual([]);
});

test('a customer of the page is a row under their name; who answers from its inbox holds the conversation', async () => {
  const [agent, thread] = await Promise.all([openAgent('ben'), openEnd('/messenger/?who=1423587017700111')]);
  await thread.say('Where is my order?');
  await thread.line('Your order').waitFor();
  await agent.row('Ann Example').waitFor();
  await thread.page.locator('input[name=text]').fill('This is Bo from the office');
  await thread.page.getByRole('button', { name: 'Answer from the page’s inbox' }).click();
  await agent.open('Ann Example');
  await agent.pane.getByText('Page inbox is talking to the customer').waitFor();
  await agent.transcript('This is Bo from the office').waitFor();
  await thread.say('Hello Bo');
  await thread.page.getByRole('button', { name: 'The inbox gives the thread back' }).click();
  await agent.pane.getByText('Help desk is answering').waitFor();
  for (const { page } of [agent, thread]) expect(problemsOf(page)).toEqual([]);
});

test('a conversation that is handed to Salesforce is waited for, answered there, and comes back', async () => {
  const [agent, thread, console_] = await Promise.all([openAgent('cleo'), openEnd('/messenger/?who=1423587017700222'), openEnd('/salesforce/', { width: 1000, height: 700 })]);
  await thread.page.locator('input[name=first]').fill('Otis');
  await thread.say('I want to cancel my contract');
  await agent.row('Otis Example').waitFor();
  await agent.open('Otis Example');
  await agent.pane.locator('[aria-haspopup=menu]').click();
  await agent.pane.locator('[data-action=request-desk]').click();
  await agent.pane.getByText('Waiting for a Salesforce agent to accept').waitFor();
  await console_.line('I want to cancel my contract').waitFor();
  await console_.page.getByRole('button', { name: 'Accept as Dora' }).click();
  await agent.pane.getByText('A SalesForce agent is now handling this chat.').waitFor();
  expect(await agent.pane.getByRole('textbox', { name: 'Message to the customer' }).count()).toBe(0);
  await console_.say('Dora from Salesforce here');
  await thread.line('Dora from Salesforce here').waitFor();
  await thread.say('Thank you, Dora');
  await console_.line('Thank you, Dora').waitFor();
  await console_.page.getByRole('button', { name: 'End', exact: true }).click();
  await agent.pane.getByText('Help desk is answering').waitFor();
  await thread.line('You are talking to Help desk again.').waitFor();
  for (const { page } of [agent, thread, console_]) expect(problemsOf(page)).toEqual([]);
});
