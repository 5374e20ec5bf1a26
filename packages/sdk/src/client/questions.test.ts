import { fakeClock } from '@live-takeover/testing';
import { expect, test } from 'vitest';
import type { TakeoverError } from '../base/errors.js';
import { createTakeoverClient } from '../client.js';
import type { Connector } from '../connector/connector.js';
import { fakeConnector } from './fake-connector.test-support.js';
import { lingerMs } from './interest.js';

const range = { from: 0, to: 1, after: null, limit: 10 };

test('a question alone is reason enough to connect, until it is answered', async () => {
  let answer = (): void => {};
  const history: Connector['history'] = () => new Promise((resolve) => (answer = () => resolve({ conversations: [], next: null, searchedTo: 0 })));
  const connector = Object.assign(fakeConnector(), { history });
  const clock = fakeClock();
  const client = createTakeoverClient({ connector, clock });
  const page = client.history(range);
  expect(connector.scope.value.alerts).toBe(true);
  answer();
  expect(await page).toEqual({ conversations: [], next: null, searchedTo: 0 });
  await clock.pass(lingerMs);
  expect(connector.scope.value.alerts).toBe(false);
  client.close();
});

test('a backend that cannot be asked is said to be so', async () => {
  const client = createTakeoverClient({ connector: fakeConnector() });
  for (const asked of [client.history(range), client.unanswered(range), client.contactConversations('maya'), client.settings()])
    await expect(asked).rejects.toEqual(expect.objectContaining({ code: 'not-supported' } satisfies Partial<TakeoverError>));
  client.close();
});
