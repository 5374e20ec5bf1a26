import assert from 'node:assert/strict';
import { refusal } from './append-group.js';
import { customerSays, handsBack, says, started, takesOver, tenant } from './events.js';
import type { ConformanceGroup } from './subject.js';
import { withStore } from './subject.js';

/** An append that comes again: its answer was lost, or two senders have it. */
export const repeatGroup: ConformanceGroup = (subject, { test }) => {
  test('an append that comes again gets the first answer, whatever has happened since', () =>
    withStore(subject, async ({ store }) => {
      const events = [takesOver('t:0', 'ana', 1), says('t:1', 'agent', 1)];
      await store.append(tenant, 'c1', [started('c1')]);
      const first = await store.append(tenant, 'c1', events, { expectedVersion: 1, expectedTerm: 0, commandHash: 'x' });
      await store.append(tenant, 'c1', [handsBack('h:0', 1)], { expectedTerm: 1 });
      const again = await store.append(tenant, 'c1', events, { expectedVersion: 1, expectedTerm: 0, commandHash: 'x' });
      assert.deepEqual([again.version, again.position, again.duplicate, again.events], [first.version, first.position, true, first.events]);
      assert.equal(again.head.term, 2);
      assert.equal((await store.read(tenant, 'c1', 0)).length, 4);
    }));

  test('the first event decides whether an append comes again: its consequences may differ by now', () =>
    withStore(subject, async ({ store }) => {
      await store.append(tenant, 'c1', [started('c1')]);
      const first = await store.append(tenant, 'c1', [customerSays('m'), says('m:reply', 'bot', 0)]);
      for (const events of [[customerSays('m')], [customerSays('m'), says('m:other', 'bot', 0)]]) {
        const again = await store.append(tenant, 'c1', events);
        assert.deepEqual([again.duplicate, again.version, again.events], [true, 3, first.events]);
      }
      assert.equal((await refusal(store.append(tenant, 'c1', [customerSays('new'), customerSays('m')]))).code, 'invalid');
      assert.equal((await store.head(tenant, 'c1'))?.seq, 3);
    }));

  test('an id that another command used is refused, even under a stale expectation', () =>
    withStore(subject, async ({ store }) => {
      await store.append(tenant, 'c1', [started('c1')]);
      await store.append(tenant, 'c1', [takesOver('t:0', 'ana', 1)], { expectedTerm: 0, commandHash: 'x' });
      for (const commandHash of ['y', undefined])
        assert.equal(
          (await refusal(store.append(tenant, 'c1', [takesOver('t:0', 'ben', 1)], { expectedTerm: 0, ...(commandHash && { commandHash }) }))).code,
          'invalid',
        );
    }));

  test('one append sent by many at once is stored once, and all get the same answer', () =>
    withStore(subject, async ({ store }) => {
      await store.append(tenant, 'c1', [started('c1')]);
      const answers = await Promise.all(Array.from({ length: 20 }, () => store.append(tenant, 'c1', [customerSays('m')])));
      assert.equal(answers.filter(({ duplicate }) => !duplicate).length, 1);
      assert.deepEqual(new Set(answers.map(({ version, position }) => `${version}/${position}`)), new Set(['2/2']));
    }));

  test('an append that comes again after a restart is known', () =>
    withStore(subject, async ({ store, reopen }) => {
      if (reopen === undefined) return;
      await store.append(tenant, 'c1', [started('c1'), customerSays('m')], { commandHash: 'x' });
      const reopened = await reopen();
      const again = await reopened.append(tenant, 'c1', [started('c1'), customerSays('m')], { commandHash: 'x', expectedVersion: 0 });
      assert.deepEqual([again.duplicate, again.version, again.position], [true, 2, 2]);
      assert.deepEqual(again.events, await reopened.read(tenant, 'c1', 0));
    }));
};
