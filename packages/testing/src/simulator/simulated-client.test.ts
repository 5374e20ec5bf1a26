import { createSimulatedClient, fakeClock } from '@live-takeover/testing';
import { expect, test } from 'vitest';

test('a simulated client shows the simulated rows and takes one over', async () => {
  const clock = fakeClock();
  const { client, simulator, close } = createSimulatedClient({ clock, conversations: 40 });
  const rows = client.rows();
  await clock.pass(0);
  expect(client.freshness.value).toEqual({ state: 'up-to-date' });
  expect(rows.total).toBe(40);
  const waiting = rows.rows(0, 40).find((row) => row.status === 'waiting-for-agent' && row.operator.kind === 'bot');
  const handle = client.takeOver(waiting?.id ?? '');
  await handle.settled;
  await clock.pass(100);
  expect(simulator.conversation(waiting?.id ?? '')?.operator).toMatchObject({ id: 'ana' });
  expect(rows.row(waiting?.id ?? '')?.isMine).toBe(true);
  rows.close();
  close();
});

test('the example of the README holds', async () => {
  const clock = fakeClock();
  const { client, simulator, close } = createSimulatedClient({ clock, conversations: 40, seed: 7 });
  const rows = client.rows();
  await clock.pass(0);
  simulator.customer('c1').askForAgent('my card is lost');
  simulator.colleague('ben').takeOver('c1');
  await clock.pass(5 * 60_000);
  expect(rows.row('c1')).toMatchObject({ status: 'waiting-for-agent', operator: { id: 'ben' } });
  close();
});
