import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage, problemsOf } from './browser.js';
import { Keyboard } from './keyboard.js';
import { AgentPage, CustomerChat } from './pages.js';
import type { Product } from './product.js';
import { freePort, startProduct, temporaryDirectory } from './product.js';

/** An agent's page whose mouse lies in the drawer. */
class KeyboardAgent extends AgentPage {
  readonly keys = new Keyboard(this.page);

  /** From wherever the focus is into the rows. */
  async goToRows(): Promise<void> {
    await this.keys.pressUntil('Tab', 'the rows', ({ tag, around }) => tag === 'div' && around !== '');
  }

  /** Nothing was pressed by a pointer, and nothing went wrong. */
  async check(): Promise<void> {
    expect(await this.keys.pointerPresses()).toBe(0);
    expect(problemsOf(this.page)).toEqual([]);
  }
}

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

const openAgent = async (address: string): Promise<KeyboardAgent> => {
  const agent = new KeyboardAgent(await openPage(browser, `${product.url}/crm/?agent=${address}`));
  await agent.upToDate();
  await agent.keys.watchPointer();
  return agent;
};
const openChat = async (address = ''): Promise<CustomerChat> => {
  const chat = new CustomerChat(await openPage(browser, `${product.url}/chat/${address}`, { width: 500, height: 800 }));
  await chat.ready();
  return chat;
};
const composer = /^textarea "Message to the customer" is shown$/;
const plan = { name: 'your plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nthe plan') };

test('an agent finds the longest waiting, reads, takes over, answers with a prepared reply and a file, notes and transfers; the colleague hands back with a reason', async () => {
  const [ana, ben] = await Promise.all([openAgent('ana'), openAgent('ben')]);
  const maya = await openChat('?customer=maya&bot=orders');
  await maya.say('I want to talk to a human');
  await ana.row('I want to talk to a human').waitFor();
  const later = await openChat();
  await later.say('let me speak to a real person please');
  await ana.row('let me speak to a real person please').waitFor();

  await ana.goToRows();
  await ana.keys.press('n');
  await ana.keys.lands(/"Transcript" is shown$/);
  await ana.transcript('I want to talk to a human').waitFor();
  expect(await ana.transcript('let me speak to a real person please').count()).toBe(0);
  await ana.keys.press('Home', 'End', 't');
  await maya.hears('You are now talking to Ana.');
  await ana.keys.lands(composer);

  await ana.keys.press('/');
  await ana.keys.lands(/^input "Search prepared replies" is shown$/);
  await ana.keys.type('greet');
  await ana.keys.press('Enter');
  await ana.keys.lands(composer);
  await ana.keys.tabTo('Attach file', 'Shift+Tab');
  await (await ana.keys.pressForFiles('Enter')).setFiles(plan);
  await ana.pane.getByRole('button', { name: 'Remove your plan.pdf' }).waitFor();
  await ana.keys.tabTo('Message to the customer');
  await expect.poll(() => ana.pane.getByRole('progressbar').count()).toBe(0);
  await ana.keys.press('Enter');
  await maya.hears('Hello Maya Lindqvist, this is Ana.');
  await maya.hears('your plan.pdf');

  await ana.keys.tabTo('Internal note', 'Shift+Tab');
  await ana.keys.press('Enter');
  await ana.keys.lands(/^textarea "Internal note\. The customer does not see it\." is shown$/);
  await ana.keys.type('Asks about her parcel');
  await ana.keys.press('Enter');
  await ana.transcript('Asks about her parcel').waitFor();

  await ana.keys.tabTo('Transfer', 'Shift+Tab');
  await ana.keys.press('Enter');
  await ana.keys.lands(/^input "Back to the queue/);
  await ana.keys.pressUntil('ArrowDown', 'Ben', ({ name }) => name.startsWith('Ben'));
  await ana.keys.tabTo(/^Note/);
  await ana.keys.type('Please look where it is');
  await ana.keys.tabTo('Transfer to Ben');
  await ana.keys.press('Enter');
  await ana.pane.getByText('Ben is talking to the customer').waitFor();
  await ana.row('I want to talk to a human').getByText('with Ben').waitFor();

  await ben.alert('Given to you by Ana').waitFor();
  await ben.keys.pressUntil('Tab', 'what Ana gave', ({ name, around }) => name.startsWith('Open the conversation') && around.includes('Given to you by Ana'));
  await ben.keys.press('Enter');
  await ben.transcript('Please look where it is').waitFor();
  await ben.transcript('Asks about her parcel').waitFor();
  await ben.keys.pressUntil('Tab', 'the composer', ({ name }) => name === 'Message to the customer');
  await ben.keys.type('It comes tomorrow.');
  await ben.keys.press('Enter');
  await maya.hears('It comes tomorrow.');
  await ben.keys.tabTo('Hand back', 'Shift+Tab');
  await ben.keys.press('Enter');
  await ben.keys.lands(/^input "Solved" is shown$/);
  await ben.keys.press('Space', 'Enter');
  await ana.transcript('Handed back to the bot by Ben · Solved').waitFor();
  await maya.hears('You are talking to Orders again.');
  await Promise.all([ana.check(), ben.check()]);
});

test('a supervisor assigns to a colleague, takes over from one, takes a hand-back back, closes, and finds it again in History', async () => {
  const [sam, ana, ben] = await Promise.all([openAgent('sam&role=supervisor'), openAgent('ana'), openAgent('ben')]);
  const chat = await openChat();
  await chat.say('how do I install an esim please');
  const row = 'how do I install an esim please';
  for (const agent of [ana, sam]) {
    await agent.row(row).waitFor();
    await agent.goToRows();
    await agent.keys.press('/');
    await agent.keys.type('esim please');
    await agent.goToRows();
    await agent.keys.press('Enter');
    await agent.keys.lands(/"Transcript" is shown$/);
  }
  await ana.keys.press('t');
  await ana.keys.lands(composer);

  await sam.pane.getByText('Ana is talking to the customer').waitFor();
  await sam.keys.tabTo('More');
  await sam.keys.press('Enter');
  await sam.keys.pressUntil('ArrowDown', 'the entry', ({ name }) => name === 'Assign to a colleague …');
  await sam.keys.press('Enter');
  await sam.keys.lands(/^input /);
  await sam.keys.pressUntil('ArrowDown', 'Ben', ({ name }) => name.startsWith('Ben'));
  await sam.keys.press('Space');
  await sam.keys.tabTo('Assign to Ben');
  await sam.keys.press('Enter');
  await ana.pane.getByText('Sam gave this conversation to Ben.').waitFor();
  await ben.alert('Given to you by Sam').waitFor();

  await ben.keys.pressUntil('Tab', 'what Sam gave', ({ name, around }) => name.startsWith('Open the conversation') && around.includes('Given to you by Sam'));
  await ben.keys.press('Enter');
  await ben.pane.getByText('You are talking to the customer').waitFor();
  await sam.pane.getByText('Ben is talking to the customer').waitFor();
  await sam.keys.tabTo('Take over from Ben', 'Shift+Tab');
  await sam.keys.press('Enter');
  await sam.keys.tabTo('Take over');
  await sam.keys.press('Enter');
  await sam.pane.getByText('You are talking to the customer').waitFor();
  await ben.pane.getByText('Sam took this conversation over.').waitFor();
  await chat.hears('You are now talking to Sam.');

  await sam.keys.lands(composer);
  await sam.keys.tabTo('Hand back', 'Shift+Tab');
  await sam.keys.press('Enter');
  await sam.keys.lands(/"Undo" is shown$/);
  await sam.keys.press('Enter');
  await sam.keys.lands(composer);
  await sam.keys.type('One more thing: it takes five minutes.');
  await sam.keys.press('Enter');
  await chat.hears('One more thing: it takes five minutes.');

  await sam.keys.tabTo('More', 'Shift+Tab');
  await sam.keys.press('Enter');
  await sam.keys.pressUntil('ArrowDown', 'the entry', ({ name }) => name === 'Close conversation');
  await sam.keys.press('Enter');
  await sam.keys.tabTo('Close conversation');
  await sam.keys.press('Enter');
  await sam.pane.getByText('This conversation is closed').waitFor();

  await sam.keys.tabTo('History', 'Shift+Tab');
  await sam.keys.press('Enter');
  await sam.keys.tabTo('Words in the conversation');
  await sam.keys.type('five minutes');
  await sam.keys.press('Enter');
  await sam.table.getByText('1 conversation found.').waitFor();
  await sam.keys.tabTo(/how do I install an esim please/);
  await sam.keys.press('Enter');
  await sam.transcript('One more thing: it takes five minutes.').waitFor();
  await Promise.all([sam.check(), ana.check(), ben.check()]);
});

test('a prepared reply that a supervisor adds is there for the agent who types “/”', async () => {
  const [sam, ana] = await Promise.all([openAgent('sam&role=supervisor'), openAgent('ana')]);
  const chat = await openChat();
  await chat.say('can I use my phone in Iceland please');
  await ana.row('can I use my phone in Iceland please').waitFor();

  await sam.keys.tabTo('More');
  await sam.keys.press('Enter');
  await sam.keys.pressUntil('ArrowDown', 'the entry', ({ name }) => name === 'Settings of the chatbots');
  await sam.keys.press('Enter');
  await sam.keys.tabTo('Add a reply');
  await sam.keys.press('Enter');
  await sam.keys.lands(/^input "Title" is shown$/);
  await sam.keys.type('Roaming');
  await sam.keys.tabTo('Text');
  await sam.keys.type('Roaming is included, dear {customer}.');
  await sam.keys.tabTo('Save');
  await sam.keys.press('Enter');
  await sam.table.getByText('Saved.').waitFor();

  await ana.goToRows();
  await ana.keys.press('/');
  await ana.keys.type('in Iceland');
  await ana.goToRows();
  await ana.keys.press('t');
  await chat.hears('You are now talking to Ana.');
  await ana.keys.press('r');
  await ana.keys.lands(composer);
  await ana.keys.press('/');
  await ana.keys.type('roam');
  await ana.keys.press('Enter', 'Enter');
  await chat.hears('Roaming is included');
  await Promise.all([sam.check(), ana.check()]);
});
