/** What axe says of the desk as an agent has it before them, in every state that it can be brought to, and in each look. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { violationsOf } from './axe.js';
import { launchBrowser, openPage, release } from './browser.js';
import { layoutFaults, spaceText } from './layout.js';
import { AgentPage, CustomerChat } from './pages.js';
import type { Product } from './product.js';
import { freePort, startProduct, temporaryDirectory } from './product.js';

interface Look {
  readonly name: string;
  readonly query: string;
  readonly width: number;
}

const looks: readonly Look[] = [
  { name: 'light', query: '', width: 1440 },
  { name: 'dark', query: '&theme=dark', width: 1440 },
  { name: '400 px wide', query: '', width: 400 },
  { name: 'right to left', query: '&dir=rtl', width: 1440 },
];

let browser: Browser;
let data: Awaited<ReturnType<typeof temporaryDirectory>>;
let product: Product;

beforeAll(async () => {
  data = await temporaryDirectory();
  [browser, product] = await Promise.all([
    launchBrowser(),
    // With what was recorded: there is a row for each status.
    startProduct({ data: data.path, port: await freePort(), arguments: ['--customers', '0'] }),
  ]);
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(async () => {
  await browser.close();
  await product.stop();
  await data.remove();
});

/** A page in one look, and what axe found in each of its states. */
class Inspection {
  readonly found: string[] = [];
  readonly #page: Page;
  readonly #look: string;

  constructor(page: Page, { name }: Look) {
    this.#page = page;
    this.#look = name;
  }

  /** Looks at a state once the locator says that it is there. */
  async see(state: string, sign: Locator): Promise<void> {
    await sign.waitFor();
    for (const violation of await violationsOf(this.#page)) this.found.push(`${this.#look}, ${state}: ${violation}`);
  }
}

async function openDesk(look: Look, agent: string, path = '/crm/'): Promise<{ readonly agent: AgentPage; readonly inspection: Inspection }> {
  const page = await openPage(browser, `${product.url}${path}?agent=${agent}${look.query}`, { width: look.width, height: 900 });
  // What moves has arrived where it belongs.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  return { agent: new AgentPage(page), inspection: new Inspection(page, look) };
}

async function openChat(address = ''): Promise<CustomerChat> {
  const chat = new CustomerChat(await openPage(browser, `${product.url}/chat/${address}`, { width: 500, height: 800 }));
  await chat.ready();
  return chat;
}

/** On a narrow page the open conversation covers the table. */
async function backToTable({ table }: AgentPage): Promise<void> {
  const back = table.getByRole('button', { name: 'Back to the table' });
  if (await back.isVisible()) await back.click();
}

test.each(looks)('the table has no violation, $name', async (look) => {
  const { agent, inspection } = await openDesk(look, 'sam&role=supervisor');
  const { page, table } = agent;
  const dialog = table.getByRole('dialog');
  const choose = async (entry: string): Promise<void> => {
    await table.getByRole('button', { name: 'More', exact: true }).first().click();
    await table.getByRole('menuitem', { name: entry }).click();
  };

  // What arrives is kept from the page: it is loading.
  await page.addInitScript(() => void Object.assign(window, { isHeld: true }));
  await page.reload();
  await inspection.see('loading', table.locator('[part~="skeleton"]'));
  await release(page);
  await agent.upToDate();
  await table.getByRole('button', { name: /^All/ }).first().click();
  await inspection.see('rows', agent.row(/./));

  await table.getByRole('button', { name: /^Filter/ }).click();
  await inspection.see('filter', table.getByText('Chatbot', { exact: true }).first());
  await page.keyboard.press('Escape');
  await table.getByRole('button', { name: 'Hold order' }).click();
  await inspection.see('held', table.locator('[part~="hold"][aria-pressed="true"]'));
  await table.getByRole('button', { name: 'Hold order' }).click();
  await table.getByRole('searchbox').fill('the');
  await inspection.see('searched', table.locator('mark').first());
  await table.getByRole('searchbox').fill('zebra crossing');
  await inspection.see('empty', table.getByText('Nothing matches'));
  await table.getByRole('searchbox').fill('');
  await table.getByRole('button', { name: 'More', exact: true }).first().click();
  await inspection.see('menu', table.getByRole('menu'));
  await page.keyboard.press('Escape');
  for (const entry of ['Columns …', 'Keyboard shortcuts', 'Save this view …', 'Transfer shown conversations …']) {
    await choose(entry);
    await inspection.see(entry, dialog);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }

  await choose('What the bot could not answer');
  await inspection.see('report', table.getByText('See what customers ask in vain'));
  await table.getByRole('button', { name: 'Make the report' }).click();
  await inspection.see('report, made', table.getByText(/Searched to the end/));
  await table.getByRole('button', { name: 'Back to the conversations' }).click();
  await table.getByRole('button', { name: 'History' }).click();
  await inspection.see('history', table.getByText('Search closed conversations'));
  await table.getByRole('button', { name: 'Search', exact: true }).click();
  await inspection.see('history, searched', table.getByText(/Searched to the end/));
  await table.getByRole('button', { name: 'Back to the conversations' }).click();
  await choose('Settings of the chatbots');
  for (const tab of await table.getByRole('tab').filter({ visible: true }).all()) {
    await tab.click();
    await inspection.see(`settings, ${(await tab.textContent())?.trim() ?? ''}`, table.getByRole('tabpanel').first());
  }

  await agent.presence.getByRole('button', { name: 'Availability, alerts and colleagues' }).click();
  await inspection.see('panel', agent.presence.getByText('Do not disturb').first());
  await agent.presence.getByRole('button', { name: 'How this desk works' }).click();
  await inspection.see('first run', agent.presence.getByRole('button', { name: 'Got it' }));

  await page.route('**/demo/agent-token*', (route) => route.fulfill({ status: 401 }));
  await page.reload();
  await page.evaluate(() => (window as { release?: () => void }).release?.());
  await inspection.see('refused', table.getByText('Connection refused'));
  expect(inspection.found).toEqual([]);
});

test.each(looks)('the conversation has no violation, whoever holds it, $name', async (look) => {
  const chat = await openChat('?customer=maya&bot=orders');
  const text = `my package has not arrived, ${look.name}`;
  await chat.say(text);
  const { agent, inspection } = await openDesk(look, 'ana');
  const { agent: ben, inspection: bens } = await openDesk(look, 'ben');
  const { page, pane } = agent;
  const dialog = pane.getByRole('dialog');
  for (const each of [agent, ben]) {
    await each.upToDate();
    await each.table.getByRole('searchbox').fill(text);
    await each.open(text);
  }
  await inspection.see('held by the bot', pane.getByText('Orders is answering'));
  await chat.say('I want to talk to a human');
  await inspection.see('asked', pane.getByText('The customer is waiting for an agent'));
  await bens.see('alert', ben.alert('Customer asks for an agent'));
  await agent.button('Take over').click();
  await inspection.see('held by me', pane.getByText('You are talking to the customer'));
  await bens.see('held by a colleague', ben.pane.getByText('Ana is talking to the customer'));
  await pane.getByRole('textbox', { name: 'Message to the customer' }).press('/');
  await inspection.see('prepared replies', pane.getByRole('listbox'));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await chat.hears('Hello Maya');
  await agent.button('Internal note').click();
  await inspection.see('note', pane.getByRole('textbox', { name: /Internal note/ }));
  await page.keyboard.type('Asks about a parcel');
  await page.keyboard.press('Enter');
  await inspection.see('note, written', agent.transcript('Asks about a parcel'));
  await agent.button('Transfer').click();
  await inspection.see('transfer', dialog);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await agent.button('Hand back').click();
  await inspection.see('wrap-up', dialog);
  await dialog.getByText('Solved').click();
  await dialog.getByRole('button', { name: 'Hand back' }).click();
  await inspection.see('handed back', pane.getByText('Handed back to Orders'));
  await backToTable(agent);
  expect([...inspection.found, ...bens.found]).toEqual([]);
});

test.each(looks)('other pages that hold an element have no violation, $name', async (look) => {
  const { agent: record, inspection } = await openDesk(look, 'ana&customer=maya', '/crm/customer/');
  await inspection.see('a customer’s record', record.pane.getByRole('log'));
  const { agent: orders, inspection: seen } = await openDesk(look, 'ana', '/crm/orders/');
  await seen.see('presence alone', orders.presence.getByText('Agent Online'));
  expect([...inspection.found, ...seen.found]).toEqual([]);
});

test.each(looks)('text that a reader spaces stays in its place, $name', async (look) => {
  const { agent } = await openDesk(look, 'ana');
  await agent.upToDate();
  await agent.table.getByRole('button', { name: /^All/ }).first().click();
  await agent.table.getByRole('gridcell').first().waitFor();
  await agent.page.evaluate(spaceText);
  expect(await agent.table.evaluate(layoutFaults)).toEqual([]);
  await agent.open('Help desk');
  await agent.page.evaluate(spaceText);
  await agent.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect([...(await agent.table.evaluate(layoutFaults)), ...(await agent.pane.evaluate(layoutFaults))]).toEqual([]);
});

test('without a gateway nothing has a violation either', async () => {
  const desks = await Promise.all(looks.map((look) => openDesk(look, 'ana')));
  await Promise.all(desks.map(({ agent }) => agent.upToDate()));
  await product.kill();
  for (const { agent, inspection } of desks) {
    await inspection.see('not updating', agent.table.getByText(/Not updating since/).first());
    expect(inspection.found).toEqual([]);
  }
});
