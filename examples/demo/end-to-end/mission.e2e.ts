import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { hold, launchBrowser, openPage, problemsOf, release } from './browser.js';
import { AgentPage, CustomerChat } from './pages.js';
import type { Product } from './product.js';
import { freePort, startProduct, temporaryDirectory } from './product.js';

let browser: Browser;
let product: Product;
let data: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  data = await temporaryDirectory();
  [browser, product] = await Promise.all([launchBrowser(), startProduct({ data: data.path, port: await freePort() })]);
});
// A test that failed must not leave agents behind, available for the next.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(async () => {
  await browser.close();
  await product.stop();
  await data.remove();
});

const openAgent = async (name: string): Promise<AgentPage> => {
  const agent = new AgentPage(await openPage(browser, `${product.url}/crm/?agent=${name}`));
  await agent.upToDate();
  return agent;
};
const openChat = async (): Promise<CustomerChat> => {
  const chat = new CustomerChat(await openPage(browser, `${product.url}/chat/`, { width: 500, height: 800 }));
  await chat.ready();
  return chat;
};

test('the bot fails, both agents are called, one of them takes over, talks to the customer and hands back', async () => {
  const [ana, ben, chat] = await Promise.all([openAgent('ana'), openAgent('ben'), openChat()]);

  await chat.say('do you sell bitcoin');
  await chat.hears('I did not understand', 1);
  await chat.say('who won the football match');
  await chat.hears('I did not understand', 2);
  await chat.say('tell me a joke about cats');
  await chat.hears('I did not understand', 3);

  await Promise.all([ana, ben].map((agent) => agent.row('tell me a joke about cats').getByText('Action').waitFor()));
  await Promise.all([ana, ben].map((agent) => agent.row('tell me a joke about cats').getByText('default answer 3 of 3').waitFor()));
  await Promise.all([ana, ben].map((agent) => agent.alert('Bot needs help').waitFor()));

  await Promise.all([ana, ben].map((agent) => agent.open('tell me a joke about cats')));
  // Both press before either can have heard of the other.
  await Promise.all([ana, ben].map(({ page }) => hold(page)));
  await Promise.all([ana, ben].map((agent) => agent.button('Take over').click()));
  await Promise.all([ana, ben].map(({ page }) => release(page)));
  const holds = (agent: AgentPage): Promise<AgentPage> => agent.pane.getByText('You are talking to the customer').waitFor().then(() => agent);
  const winner = await Promise.any([holds(ana), holds(ben)]);
  const loser = winner === ana ? ben : ana;
  const name = winner === ana ? 'Ana' : 'Ben';
  await loser.pane.getByText(`${name} is talking to the customer`).waitFor();
  await loser.pane.getByText(`${name} took this conversation over.`).waitFor();
  expect(await loser.pane.getByRole('textbox', { name: 'Message to the customer' }).count()).toBe(0);
  await winner.transcript(`Taken over from here by ${name}`).waitFor();
  await chat.hears(`You are now talking to ${name}.`);

  await winner.write('Good morning, I am here to help.');
  await chat.hears('Good morning, I am here to help.');
  await winner.row('tell me a joke about cats').getByText('Waiting For Agent').waitFor();
  await loser.row('tell me a joke about cats').getByText(`with ${name}`).waitFor();

  const answersBefore = await chat.bubble('I did not understand').count();
  await chat.say('do you know the capital of France');
  await winner.transcript('do you know the capital of France').waitFor();
  await loser.row('do you know the capital of France').waitFor();
  await winner.write('Paris. Anything about your contract?');
  await chat.hears('Paris. Anything about your contract?');
  expect(await chat.bubble('I did not understand').count()).toBe(answersBefore);

  await winner.button('Hand back').click();
  await winner.transcript('Handed back to the bot').waitFor();
  await chat.hears('You are talking to Help desk again.');
  await chat.say('how much is my bill');
  await chat.hears('Your latest bill is in the app');
  await winner.row('how much is my bill').getByText('Live', { exact: true }).waitFor();

  for (const { page } of [ana, ben, chat]) {
    expect(problemsOf(page)).toEqual([]);
    await page.context().close();
  }
});

test('a customer who asks for a human is told when nobody is there; an agent who has only the presence switch is called, and a click opens the conversation', async () => {
  const chat = await openChat();
  await chat.say('I want to talk to a human');
  await chat.hears('Nobody is available right now');

  const cleo = new AgentPage(await openPage(browser, `${product.url}/crm/orders/?agent=cleo`));
  expect(await cleo.table.count()).toBe(0);
  const alert = cleo.alert('Customer asks for an agent');
  await alert.waitFor();

  await alert.getByRole('button', { name: 'Open' }).or(alert.getByRole('link', { name: 'Open' })).first().click();
  await cleo.page.waitForURL(/\/crm\/\?agent=cleo&conversation=/);
  await cleo.transcript('I want to talk to a human').waitFor();
  await cleo.button('Take over').click();
  await chat.hears('You are now talking to Cleo.');
  await cleo.write('Here I am.');
  await chat.hears('Here I am.');

  for (const { page } of [cleo, chat]) {
    expect(problemsOf(page)).toEqual([]);
    await page.context().close();
  }
});

test('with an agent available, asking for a human is confirmed instead, and the alert comes at once', async () => {
  const dora = new AgentPage(await openPage(browser, `${product.url}/crm/orders/?agent=dora`));
  await dora.presence.getByText('Agent Online').waitFor();
  const chat = await openChat();
  await chat.say('let me speak to a real person please');
  await dora.alert('Customer asks for an agent').waitFor();
  await chat.hears('We are finding someone to help you');
  expect(await chat.bubble('Nobody is available').count()).toBe(0);
  await dora.page.context().close();
  await chat.page.context().close();
});

test('an agent types, and the customer sees it; the customer types, and the agent sees it', async () => {
  const [ana, chat] = await Promise.all([openAgent('ana'), openChat()]);
  await chat.say('how do I install an esim please');
  await ana.open('how do I install an esim please');
  await ana.button('Take over').click();
  await chat.hears('You are now talking to Ana.');
  await ana.pane.getByRole('textbox', { name: 'Message to the customer' }).pressSequentially('Let me look', { delay: 20 });
  await chat.page.locator('.webchat__typingIndicator').or(chat.page.locator('[class*="typing" i] img, [class*="typing-indicator" i]')).first().waitFor();
  await chat.box.pressSequentially('thank you', { delay: 20 });
  await ana.pane.getByText('is typing').first().waitFor();
  await ana.page.context().close();
  await chat.page.context().close();
});
