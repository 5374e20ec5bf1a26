import { expect, test } from 'vitest';
import { gatewayConfigSchema } from '../config/schema.js';
import { deskOf } from './desk-of.js';
import { makeScope } from './scope.js';

const bot = { protocol: 'webhook', url: 'http://bot.test/' };
const reply = { id: 'hi', title: 'Greeting', text: 'Hello {customer}' };
const config = gatewayConfigSchema.parse({
  agents: { reasons: [{ id: 'lunch', label: 'At lunch' }], capacity: 5 },
  bots: [
    { ...bot, id: 'bank', name: 'Bank', preparedReplies: [reply], wrapUp: { reasons: [{ id: 'done', label: 'Done' }] } },
    { ...bot, id: 'shop', name: 'Shop' },
    { ...bot, id: 'elsewhere', name: 'Elsewhere', tenant: 'other' },
  ],
});

test('a desk holds what its agent may choose from, and nothing of other bots', () => {
  expect(deskOf({ scope: makeScope('default', ['bank']) }, config)).toEqual({
    reasons: [{ id: 'lunch', label: 'At lunch', receivesRequests: false }],
    bots: { bank: { name: 'Bank', preparedReplies: [reply], wrapUp: { reasons: [{ id: 'done', label: 'Done' }], isRequired: false } } },
    capacity: 5,
  });
  expect(Object.keys(deskOf({ scope: makeScope('default', 'all') }, config).bots)).toEqual(['bank', 'shop']);
});

test('what the token says of the capacity goes before the configuration', () => {
  expect(deskOf({ scope: makeScope('default', 'all'), capacity: 2 }, config).capacity).toBe(2);
  expect(deskOf({ scope: makeScope('default', 'all') }, { ...config, agents: { ...config.agents, capacity: null } }).capacity).toBeNull();
});
