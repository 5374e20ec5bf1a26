import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage } from './browser.js';
import { AgentPage, CustomerChat } from './pages.js';
import { freePort, startProduct, temporaryDirectory } from './product.js';

let browser: Browser;
let data: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeAll(async () => {
  data = await temporaryDirectory();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await data.remove();
});

test('a gateway killed in mid-chat and started again on the same file has lost nothing, and the pages recover by themselves', async () => {
  const port = await freePort();
  const first = await startProduct({ data: data.path, port });
  const ana = new AgentPage(await openPage(browser, `${first.url}/crm/?agent=ana`));
  await ana.upToDate();
  const chat = new CustomerChat(await openPage(browser, `${first.url}/chat/`, { width: 500, height: 800 }));
  await chat.ready();
  await chat.say('how do I install an esim');
  await chat.hears('Install an eSIM in the app');
  await ana.open('how do I install an esim');
  await ana.button('Take over').click();
  await chat.hears('You are now talking to Ana.');
  await ana.write('Before the crash.');
  await chat.hears('Before the crash.');

  await first.kill();
  await ana.table.getByText(/Not updating since/).first().waitFor();

  const second = await startProduct({ data: data.path, port });
  await ana.upToDate();
  await ana.transcript('Before the crash.').waitFor();
  await ana.pane.getByText('You are talking to the customer').waitFor();
  await ana.write('After the crash.');
  await chat.hears('After the crash.');
  await ana.button('Hand back').click();
  await chat.hears('You are talking to Help desk again.');
  await chat.say('where is my order');
  await chat.hears('progress is in the app under Shop');
  expect(await chat.bubble('Before the crash.').count()).toBe(1);
  expect(await chat.bubble('how do I install an esim').count()).toBe(1);

  await Promise.all([ana.page.context().close(), chat.page.context().close()]);
  expect(await second.stop()).toBe(0);
});

test('a gateway killed between storing a message and calling the bot has the message answered after its restart', async () => {
  const port = await freePort();
  const folder = await temporaryDirectory();
  const trap = join(folder.path, 'trap.mjs');
  await writeFile(
    trap,
    `import { Socket } from 'node:net';
     const { write } = Socket.prototype;
     Socket.prototype.write = function (chunk, ...others) {
       const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
       this.isForBot ||= text.startsWith('POST /api/messages');
       if (this.isForBot && text.includes('what is my PUK')) process.kill(process.pid, 'SIGKILL');
       return write.call(this, chunk, ...others);
     };`,
  );
  const first = await startProduct({ data: folder.path, port, nodeArguments: ['--import', pathToFileURL(trap).href] });
  const killed = new Promise<string | null>((resolve) => first.process.once('exit', (_code, signal) => resolve(signal)));
  const chat = new CustomerChat(await openPage(browser, `${first.url}/chat/`, { width: 500, height: 800 }));
  await chat.ready();
  await chat.box.fill('what is my PUK');
  await chat.box.press('Enter');
  expect(await killed).toBe('SIGKILL');

  const second = await startProduct({ data: folder.path, port });
  await chat.hears('Your PUK is in the app under SIM');
  const ana = new AgentPage(await openPage(browser, `${second.url}/crm/?agent=ana`));
  await ana.row('what is my PUK').waitFor();
  expect(await chat.bubble('Your PUK is in the app under SIM').count()).toBe(1);
  await Promise.all([ana.page.context().close(), chat.page.context().close()]);
  expect(await second.stop()).toBe(0);
  await folder.remove();
});

test('Ctrl-C ends the demo cleanly with customers in mid-chat', async () => {
  const folder = await temporaryDirectory();
  const product = await startProduct({ data: folder.path, port: await freePort(), arguments: ['--customers', '2'] });
  const ana = new AgentPage(await openPage(browser, `${product.url}/crm/?agent=ana`));
  await ana.upToDate();
  await ana.row('Live').waitFor();
  expect(await product.stop()).toBe(0);
  await ana.page.context().close();
  await folder.remove();
});
