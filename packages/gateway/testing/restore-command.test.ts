import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandHarness } from './command-harness.js';
import { createCommandHarness, environment, kim, portOf, secret, strangersWords } from './command-harness.js';
import type { GatewayProcess } from './live/gateway-process.js';
import { openLiveAgent } from './live/live-agent.js';
import { connectorTo, tokenOf } from './live/live-gateway.js';
import { openRawSocket } from './live/raw-socket.js';

let harness: CommandHarness;
let copy: string;

beforeEach(async () => {
  harness = await createCommandHarness();
  copy = join(harness.directory, 'copy.sqlite');
});

afterEach(() => harness.dispose());

/** Runs a command to its end, which must be a good one. */
async function done(...parameters: readonly string[]): Promise<readonly string[]> {
  const { code, printed, complained } = await harness.run(parameters);
  expect([code, complained]).toEqual([0, []]);
  return printed;
}

async function stop(gateway: GatewayProcess | undefined): Promise<void> {
  gateway?.stop('SIGTERM');
  expect(await gateway?.ended).toBe(gateway === undefined ? undefined : 0);
}

function lastOfKims(path: string): Promise<string | undefined> {
  return harness.look(path, async (store) => (await store.read('default', 'kims', 0)).at(-1)?.type);
}

function keptIn(printed: readonly string[]): string {
  return / kept as (.+)\. Remove/.exec(printed[1] ?? '')?.[1] ?? '';
}

describe.each([
  ['while a gateway runs', true],
  ['while none runs', false],
])('%s', (_title, isRunning) => {
  test('the store is backed up; once it is let go, the copy takes the place of what came later', async () => {
    await harness.fill();
    const gateway = isRunning ? harness.start() : undefined;
    const port = gateway === undefined ? [] : await portOf(gateway);
    await done('backup', copy, ...port);
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    await done('erase', '--contact', kim.id, ...port);
    const refused = await harness.run(['backup', copy, ...port]);
    expect([refused.code, refused.complained]).toEqual([1, [expect.stringContaining(copy)]]);
    if (gateway !== undefined)
      expect(await harness.run(['restore', copy])).toEqual({ code: 1, printed: [], complained: [`A process has ${harness.database}. Stop the gateway, then restore.`] });
    await stop(gateway);
    const printed = await done('restore', copy);
    expect(printed[0]).toContain(`${copy} is in place as ${harness.database}.`);
    expect(await lastOfKims(harness.database)).toBe('agent-requested');
    expect(await lastOfKims(keptIn(printed))).toBe('conversation-erased');
    expect((await stat(harness.database)).mode & 0o777).toBe(0o600);
  });
});

test('a restored store resets every cursor: an agent is told so, and then shown what was restored', async () => {
  await harness.fill();
  let gateway = harness.start();
  const hello = { type: 'hello', token: (await tokenOf('ana', secret)).token, topics: { alerts: true, conversations: 'all' }, clientId: 'tab' };
  await done('backup', copy, ...(await portOf(gateway)));
  await done('erase', '--contact', kim.id, ...(await portOf(gateway)));
  const before = await openRawSocket(await gateway.url);
  before.say(JSON.stringify(hello));
  const snapshot = await before.frame((frame) => frame.type === 'snapshot');
  if (snapshot.type !== 'snapshot') throw new Error('This is no snapshot.');
  expect(snapshot.heads.map(({ id }) => id)).toEqual(['strangers']);
  before.close();
  await stop(gateway);

  await done('restore', copy);
  gateway = harness.start();
  const after = await openRawSocket(await gateway.url);
  after.say(JSON.stringify({ ...hello, cursor: snapshot.cursor }));
  expect(await after.frame((frame) => frame.type === 'reset')).toEqual({ type: 'reset', why: 'The store was restored or replaced.' });
  expect(await after.frame((frame) => frame.type === 'welcome')).toMatchObject({ resumed: false });
  after.close();
  const agent = await openLiveAgent(connectorTo(await gateway.url, () => tokenOf('ana', secret)));
  expect(agent.heads.map(({ id, lastCustomerText }) => [id, lastCustomerText]).sort()).toEqual([
    ['kims', 'the kettle exploded'],
    ['strangers', strangersWords],
  ]);
  agent.close();
});

test.each([
  ['is no database', async () => writeFile(copy, 'Dear backup, '.repeat(1_000))],
  ['is empty', async () => writeFile(copy, '')],
  ['is cut short', async () => writeFile(copy, (await readFile(harness.database)).subarray(0, 20_000))],
  ['has a page of something else in it', async () => writeFile(copy, (await readFile(harness.database)).fill('x', 4096 * 3, 4096 * 4))],
  ['has a log beside it, and so is in use', async () => {
    await writeFile(copy, await readFile(harness.database));
    await writeFile(`${copy}-wal`, 'more');
  }],
  ['is not there', async () => {}],
])('a copy that %s is refused, and the store stays as it was', async (_title, make) => {
  await harness.fill();
  await make();
  const [before, names] = [await readFile(harness.database), await readdir(harness.home)];
  const refused = await harness.run(['restore', copy]);
  expect(refused).toEqual({ code: 1, printed: [], complained: [expect.stringMatching(/copy\.sqlite.*\. [A-Z][^.]+\.$/)] });
  expect((await readFile(harness.database)).equals(before)).toBe(true);
  const left = await readdir(harness.home);
  expect(left.filter((name) => !/-(wal|shm)$/.test(name))).toEqual(names.filter((name) => !/-(wal|shm)$/.test(name)));
});

test('a damaged store is replaced by a sound copy, and kept', async () => {
  await harness.fill();
  await done('backup', copy);
  await writeFile(harness.database, 'scrambled '.repeat(2_000));
  const printed = await done('restore', copy);
  expect(await readFile(keptIn(printed), 'utf8')).toMatch(/^scrambled/);
  expect(await lastOfKims(harness.database)).toBe('agent-requested');
});

test('a copy is put where there was no store', async () => {
  await harness.fill();
  await done('backup', copy);
  const other = join(harness.home, 'other.sqlite');
  const config = JSON.parse(await readFile(harness.config, 'utf8')) as object;
  await writeFile(harness.config, JSON.stringify({ ...config, store: { sqlite: other } }));
  expect(await done('restore', copy)).toHaveLength(1);
  expect(await lastOfKims(other)).toBe('agent-requested');
});

test('the store itself is no copy of it', async () => {
  await harness.fill();
  expect((await harness.run(['restore', harness.database])).complained).toEqual([`${harness.database} is the store itself. Name the copy that shall take its place.`]);
});

test.each([
  [['restore'], 'restore takes one file, the copy. See --help.'],
  [['restore', '--database'], '--database is for PostgreSQL, and DATABASE_URL names none. Restore a copy with restore FILE.'],
])('wrong use is said so: %j', async (parameters, complaint) => {
  expect(await harness.run(parameters)).toEqual({ code: 2, printed: [], complained: [complaint] });
});

test('with PostgreSQL, its own tools are named', async () => {
  const secrets = { ...environment, DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none' };
  expect(await harness.run(['backup', 'copy'], secrets)).toMatchObject({ code: 2, complained: [expect.stringContaining('pg_dump')] });
  expect(await harness.run(['restore', 'copy'], secrets)).toMatchObject({ code: 2, complained: [expect.stringContaining('restore --database')] });
  expect(await harness.run(['restore', 'copy', '--database'], secrets)).toMatchObject({ code: 2, complained: [expect.stringContaining('takes no file')] });
});
