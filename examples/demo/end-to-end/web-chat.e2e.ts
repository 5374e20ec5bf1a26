import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage, problemsOf } from './browser.js';
import { AgentPage, CustomerChat, until } from './pages.js';
import type { Product } from './product.js';
import { freePort, startProduct, temporaryDirectory } from './product.js';
import type { TourBot } from './tour-bot.js';
import { startTourBot } from './tour-bot.js';

const directLineSecret = 'a-direct-line-secret-for-this-test-alone';

let bot: TourBot;
let browser: Browser;
let product: Product;
let data: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  [data, bot, browser] = await Promise.all([temporaryDirectory(), startTourBot(), launchBrowser()]);
  const settings = join(data.path, 'settings.json');
  // The shortest that may be configured: a token is seen to expire, and a window to be gone.
  await writeFile(settings, JSON.stringify({ directLine: { tokenLifetimeMs: 60_000, connectionLostAfterMs: 1_000 } }));
  product = await startProduct({
    data: data.path,
    port: await freePort(),
    arguments: ['--customers', '0', '--no-recorded', '--settings', settings],
    environment: { BOT_URL: bot.url, LIVE_TAKEOVER_DIRECT_LINE_SECRET: directLineSecret },
  });
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(async () => {
  await browser.close();
  await product.stop();
  await Promise.all([bot.close(), data.remove()]);
});

interface Token {
  readonly conversationId: string;
  readonly token: string;
  readonly expires_in: number;
}

/** A token as an integrator's server gets it. */
async function generate(body: object): Promise<Token> {
  const response = await fetch(`${product.url}/v3/directline/tokens/generate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${directLineSecret}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Token;
}

/** The demo's chat page with a token that an integrator's server got for it. */
async function openChat(token: Token): Promise<CustomerChat> {
  const page = await openPage(browser, 'about:blank', { width: 500, height: 800 });
  await page.addInitScript(keepSockets);
  await page.route('**/demo/direct-line-token?*', (route) => route.fulfill({ json: token }));
  await page.goto(`${product.url}/chat/`);
  const chat = new CustomerChat(page);
  await chat.box.waitFor();
  return chat;
}

async function openAgent(agent: string): Promise<AgentPage> {
  const page = new AgentPage(await openPage(browser, `${product.url}/crm/?agent=${agent}`));
  await page.upToDate();
  return page;
}

interface SocketsWindow {
  sockets?: WebSocket[];
}

/** Runs in the page before its own scripts: sockets can be cut from outside. */
function keepSockets(): void {
  const sockets: WebSocket[] = [];
  (window as SocketsWindow).sockets = sockets;
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  };
}

/** Cuts the page's connection; the chat comes back by itself after 3 to 15 s. */
function cut(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const socket of (window as SocketsWindow).sockets?.splice(0) ?? []) socket.close();
  });
}

test('what a bot suggests is a button, and what it says is what the agent reads', async () => {
  const [agent, chat] = await Promise.all([openAgent('ana'), openChat(await generate({ user: { id: 'dl_maya', name: 'Maya' } }))]);
  await chat.hears('Welcome to the tour');
  await chat.say('menu');
  await chat.page.locator('button.webchat__suggested-action').filter({ hasText: 'Blue' }).click();
  await chat.hears('You said blue');
  expect(bot.heard.slice(-2)).toEqual(['menu', 'blue']);
  await agent.open('blue');
  await agent.transcript('You said blue').waitFor();
  for (const { page } of [agent, chat]) expect(problemsOf(page)).toEqual([]);
});

test('who types is seen on the other side, bot, customer and agent alike', async () => {
  const [agent, chat] = await Promise.all([openAgent('ben'), openChat(await generate({ user: { id: 'dl_noor', name: 'Noor' } }))]);
  await chat.hears('Welcome to the tour');
  await chat.say('think');
  const dots = chat.page.locator('.webchat__typing-indicator');
  await dots.waitFor();
  bot.decide();
  await chat.hears('You said think');
  await agent.open('think');
  await chat.box.pressSequentially('I am writing');
  await agent.pane.getByText('Noor is typing').waitFor();
  await agent.button('Take over').click();
  await chat.hears('You are now talking to Ben.');
  await agent.pane.getByRole('textbox', { name: 'Message to the customer' }).pressSequentially('So am I');
  await dots.waitFor();
});

test('a window whose connection was cut gets what it missed, once and in order, and so does a second window', async () => {
  const token = await generate({ user: { id: 'dl_omar', name: 'Omar' } });
  const [agent, chat] = await Promise.all([openAgent('ana'), openChat(token)]);
  await chat.hears('Welcome to the tour');
  const second = await openChat(token);
  await chat.say('Is anybody there?');
  await second.hears('You said Is anybody there?');
  await agent.open('Is anybody there?');
  await agent.button('Take over').click();
  await second.hears('You are now talking to Ana.');
  await cut(chat.page);
  await agent.write('First');
  await agent.write('Second');
  await second.hears('Second');
  await chat.hears('Second');
  for (const { page } of [chat, second]) {
    const said = await page.locator('.webchat__bubble').filter({ hasText: /^(First|Second)/ }).allInnerTexts();
    expect(said.map((text) => text.trim().split(/\s/)[0])).toEqual(['First', 'Second']);
  }
});

test('a customer who ends the chat, and one whose window is closed, are told apart; both come back by writing', async () => {
  const [gone, ending] = await Promise.all([generate({ user: { id: 'dl_pia', name: 'Pia' } }), generate({ user: { id: 'dl_quin', name: 'Quin' } })]);
  const [agent, window, chat] = await Promise.all([openAgent('ana'), openChat(gone), openChat(ending)]);
  await Promise.all([window.say('Pia is here'), chat.say('Quin is here')]);
  const url = `${product.url}/v3/directline/conversations/${ending.conversationId}/activities`;
  const headers = { authorization: `Bearer ${ending.token}`, 'content-type': 'application/json' };
  const ended = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ type: 'endOfConversation', from: { id: 'dl_quin' } }) });
  expect(ended.status).toBe(200);
  await window.page.close();
  await agent.row('Quin is here').getByText('customer left').waitFor();
  await agent.row('Pia is here').getByText('window closed').waitFor();
  await chat.say('Quin is back');
  const again = await openChat(gone);
  await again.say('Pia is back');
  await agent.row('Quin is back').getByText('Live').waitFor();
  await agent.row('Pia is back').getByText('Live').waitFor();
});

test('a token for another page opens no chat here', async () => {
  const chat = await openChat(await generate({ trustedOrigins: ['https://shop.example'] }));
  await chat.page.getByText(/Unable to connect|Taking longer than usual to connect/).first().waitFor();
});

test('a chat that stays open renews its token before it expires, and one whose token has expired says so', async () => {
  const token = await generate({ user: { id: 'dl_rosa', name: 'Rosa' } });
  const chat = await openChat(token);
  await chat.hears('Welcome to the tour');
  const renewed = await fetch(`${product.url}/v3/directline/tokens/refresh`, { method: 'POST', headers: { authorization: `Bearer ${token.token}` } });
  expect(renewed.status).toBe(200);
  const { token: newer } = (await renewed.json()) as Token;
  const read = (bearer: string): Promise<number> =>
    fetch(`${product.url}/v3/directline/conversations/${token.conversationId}/activities`, { headers: { authorization: `Bearer ${bearer}` } }).then(({ status }) => status);
  expect([newer === token.token, await read(newer)]).toEqual([false, 200]);
  // The window has one of its own, given out between these two.
  await expect.poll(() => read(newer), { timeout: 90_000, interval: 1_000 }).toBe(403);
  expect(await read(token.token)).toBe(403);
  await chat.box.fill('Am I still here?');
  await chat.box.press('Enter');
  await until(async () => (await chat.page.innerText('body')).includes('Unable to connect.'), true);
});
