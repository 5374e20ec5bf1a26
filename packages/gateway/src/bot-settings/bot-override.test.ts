import { expect, test } from 'vitest';
import type { BotConfig } from '../config/config.js';
import { gatewayConfigSchema } from '../config/schema.js';
import { basisOf, changedNames, overrideTo, overriddenBy, settingsOf } from './bot-override.js';
import { readStored, writeStored } from './stored-settings.js';

const [configured] = gatewayConfigSchema.parse({ bots: [{ id: 'bank', name: 'Bank', protocol: 'webhook', url: 'http://bank.test/' }] }).bots as readonly [BotConfig];
const greeting = { id: 'hi', title: 'Hi', text: 'Hello {customer}' };
const wanted: BotConfig = {
  ...configured,
  rules: { ...configured.rules, agentThreshold: 5 },
  messages: { ...configured.messages, start: 'Hi, I am {agent}.', exit: '' },
  preparedReplies: [greeting],
};

test('what was changed is laid over the rest, which stays what the configuration says', () => {
  const override = overrideTo(wanted, configured);
  expect(override).toEqual({ rules: wanted.rules, preparedReplies: [greeting], messages: { start: 'Hi, I am {agent}.', exit: '' } });
  expect(overriddenBy(override, configured)).toEqual(wanted);
  const reloaded = { ...configured, name: 'Savings', messages: { ...configured.messages, confirmation: 'Soon.' } };
  expect(overriddenBy(override, reloaded)).toMatchObject({ name: 'Savings', messages: { start: 'Hi, I am {agent}.', confirmation: 'Soon.' } });
});

test('what is set back to what the configuration says is no change any more, however its fields stand', () => {
  const rules = Object.fromEntries(Object.entries(configured.rules).reverse()) as unknown as BotConfig['rules'];
  expect(overrideTo({ ...configured, rules }, configured)).toEqual({});
  expect(overriddenBy(undefined, configured)).toBe(configured);
});

test('hours that the configuration has can be taken away', () => {
  const openingHours = { timeZone: 'UTC', week: [[], [], [], [], [], [], []], closedOn: [] };
  const override = overrideTo(configured, { ...configured, openingHours });
  expect(override).toEqual({ openingHours: null });
  expect(overriddenBy(override, { ...configured, openingHours }).openingHours).toBeNull();
});

test('what changed is named, never told', () => {
  expect(changedNames(configured, wanted)).toEqual(['rules.agentThreshold', 'messages.start', 'messages.exit', 'preparedReplies']);
  expect(changedNames(wanted, wanted)).toEqual([]);
});

test('a bot is read as what can be changed of it', () => {
  expect(settingsOf(wanted, configured, 3)).toEqual({
    version: 3,
    rules: wanted.rules,
    preparedReplies: [greeting],
    messages: wanted.messages,
    openingHours: null,
    basis: basisOf(configured),
  });
  expect(basisOf({ ...configured, rules: { ...configured.rules, agentThreshold: 4 } })).not.toBe(basisOf(configured));
});

test('what is stored is read back with nothing added, and rises by one each time', () => {
  const first = writeStored(undefined, { messages: { exit: '' } }, { id: 'k1', hash: 'h1' });
  expect(readStored(first)).toEqual({ version: 1, override: { messages: { exit: '' } }, changes: [{ id: 'k1', hash: 'h1' }] });
  let text = first;
  for (let change = 2; change <= 30; change += 1) text = writeStored(readStored(text), {}, { id: `k${change}`, hash: '' });
  const last = readStored(text);
  expect([last?.version, last?.changes.length, last?.changes.at(-1)?.id]).toEqual([30, 20, 'k30']);
});

test.each(['', '{', '7', '{"version":0,"override":{},"changes":[]}', '{"version":1,"override":{"rules":{}},"changes":[]}'])('%j in the store is nothing to lay over', (text) => {
  expect(readStored(text)).toBeUndefined();
});
