import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConversationEvent } from '@live-takeover/sdk/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operationToken } from '../src/record/operation-token.js';
import type { CommandHarness } from './command-harness.js';
import { createCommandHarness, environment, kim, portOf, secret, strangersWords, telling } from './command-harness.js';
import type { GatewayProcess } from './live/gateway-process.js';
import { tokenOf } from './live/live-gateway.js';

let harness: CommandHarness;

beforeEach(async () => {
  harness = await createCommandHarness();
});

afterEach(() => harness.dispose());

/** Runs a command to its end, which must be a good one. */
async function done(...parameters: readonly string[]): Promise<readonly string[]> {
  const { code, printed, complained } = await harness.run(parameters);
  expect([code, complained]).toEqual([0, []]);
  return printed;
}

describe.each([
  ['while a gateway runs', true],
  ['while none runs', false],
])('%s', (_title, isRunning) => {
  let gateway: GatewayProcess | undefined;
  let port: readonly string[];

  beforeEach(async () => {
    await harness.fill();
    gateway = isRunning ? harness.start() : undefined;
    port = gateway === undefined ? [] : await portOf(gateway);
  });

  test('a contact is exported to a file of its owner alone, never over another', async () => {
    const file = join(harness.directory, 'kim.ndjson');
    expect(await done('export', file, '--contact', kim.id, ...port)).toEqual([`1 conversation with 4 events, and 1 line of the audit stream, are in ${file}.`]);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly line: string; readonly event?: ConversationEvent });
    expect(lines.map(({ line }) => line)).toEqual(['record', 'event', 'event', 'event', 'event', 'audit', 'end']);
    expect(lines[2]?.event).toMatchObject({ text: 'the kettle exploded', attachments: [{ name: `${kim.name}.txt`, url: expect.stringMatching(/^https:/) as string }] });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await harness.run(['export', file, '--contact', kim.id, ...port]);
    expect(again).toEqual({ code: 1, printed: [], complained: [`${file} cannot be made (EEXIST). Name a new file in a directory that can be written.`] });
  });

  test('a contact is erased: after compacting, no byte of store and files tells of them', async () => {
    expect(await harness.found(telling)).toEqual(telling);
    expect(await harness.found([kim.name], 'store.attachments')).toEqual([kim.name]);
    const erasing = harness.start('erase', '--contact', kim.id, '--compact', ...port);
    expect([await erasing.ended, erasing.complained]).toEqual([0, []]);
    expect(erasing.printed[0]).toMatch(/^Erased: 1 conversation, 1 file\. The audit stream knows it as \S+\.$/);
    expect(await harness.found([...telling, strangersWords])).toEqual([strangersWords]);
    gateway?.stop('SIGTERM');
    await gateway?.ended;
    expect(await harness.found(telling)).toEqual([]);
    const events = await harness.look(harness.database, (store) => store.read('default', 'kims', 0));
    expect(events.map(({ type }) => type)).toEqual([
      ...['conversation-started', 'message-sent', 'message-sent', 'agent-requested'],
      ...['agent-request-ended', 'conversation-closed', 'conversation-erased'],
    ]);
  });

  test('the audit stream is printed, as lines of JSON or for a spreadsheet', async () => {
    await done('erase', '--conversation', 'strangers', ...port);
    const lines = (await done('audit', ...port)).map((line) => JSON.parse(line) as { readonly actor: string; readonly action: string });
    expect(lines.map(({ actor, action }) => `${actor} ${action}`)).toEqual(['command-line erase', 'command-line erased', 'command-line export-audit']);
    expect(await done('audit', '--csv', '--since', '2100-01-01', ...port)).toEqual(['time,actor,action,subject,detail']);
  });
});

test('nobody without the secret is answered, nor a page, nor another operation than the token is for', async () => {
  await harness.fill();
  const gateway = harness.start();
  const url = await gateway.url;
  const compact = ['compact', ...(await portOf(gateway))];
  const withOther = await harness.run(compact, { LIVE_TAKEOVER_SIGNING_SECRET: `another ${secret}` });
  expect(withOther.complained).toEqual(['The token does not allow this operation. Give the command the same LIVE_TAKEOVER_SIGNING_SECRET as the gateway.']);
  expect((await harness.run(compact, {})).complained).toEqual([expect.stringContaining('Give this command the same LIVE_TAKEOVER_SIGNING_SECRET')]);
  expect((await harness.run(['compact'])).complained).toEqual([expect.stringContaining('Name it with --port.')]);
  expect((await harness.run(['compact', '--port', '9'])).complained).toEqual([expect.stringContaining('no gateway answers on 127.0.0.1:9')]);
  const call = (operation: string, token: string, more: Readonly<Record<string, string>> = {}): Promise<number> =>
    fetch(`${url}/v1/operations/${operation}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, ...more } }).then(({ status }) => status);
  const token = await operationToken('compact', { current: secret }, Date.now());
  expect(await call('compact', token)).toBe(200);
  expect(await call('compact', token, { origin: url })).toBe(403);
  expect(await call('backup', token)).toBe(401);
  expect(await call('compact', await operationToken('compact', { current: secret }, Date.now() - 120_000))).toBe(401);
  expect(await call('compact', (await tokenOf('ana', secret, { role: 'supervisor' })).token)).toBe(401);
});

test.each([
  [['erase'], 'Whose record? Give either --contact ID or --conversation ID.'],
  [['export', 'file', '--contact', 'a', '--conversation', 'b'], 'Whose record? Give either --contact ID or --conversation ID.'],
  [['audit', '--since', 'yesterday'], '--since takes an instant such as 2026-01-31T12:00Z, or epoch milliseconds, not "yesterday".'],
])('wrong use is said so: %j', async (parameters, complaint) => {
  expect(await harness.run(parameters)).toEqual({ code: 2, printed: [], complained: [complaint] });
});

test('nothing is erased where the files cannot be reached', async () => {
  await harness.fill();
  await harness.look(harness.database, (store) => store.putSetting('gateway', 'attachments-directory', 'of other nodes'));
  const { code, complained } = await harness.run(['erase', '--contact', kim.id]);
  expect([code, complained]).toEqual([1, [expect.stringContaining('keeps its files in another directory')]]);
  expect(await harness.found(telling)).toEqual(telling);
});

test('where there is no store, none is made', async () => {
  expect(await harness.run(['compact'])).toMatchObject({ code: 1, complained: [expect.stringContaining(`There is no store at ${harness.database}.`)] });
  expect(await readdir(harness.home)).toEqual([]);
});

test('of several tenants one is named', async () => {
  await harness.fill();
  const bot = { name: 'Bank', protocol: 'webhook', url: 'http://127.0.0.1:9/' };
  const bots = [{ ...bot, id: 'bank' }, { ...bot, id: 'other', tenant: 'acme' }];
  await writeFile(harness.config, JSON.stringify({ store: { sqlite: harness.database }, bots }));
  expect((await harness.run(['erase', '--contact', kim.id], environment)).complained).toEqual(['Of which tenant? Give --tenant with one of default, acme.']);
  const [said] = await done('erase', '--contact', kim.id, '--tenant', 'acme');
  expect(said).toMatch(/^Erased: 0 conversations, 0 files/);
});
