import assert from 'node:assert/strict';
import type { EventStore } from '../../src/store/event-store.js';
import { announcementLimit } from '../../src/store/event-store.js';
import { refusal } from './append-group.js';
import { closes, customerSays, handsBack, started, takesOver, tenant } from './events.js';
import { followAll } from './follow.js';
import { judgeHistory, recordHistory } from './history.js';
import { runOperators } from './operators.js';
import type { ConformanceGroup, StoreSubject } from './subject.js';
import { withStore } from './subject.js';

/** Several nodes on one store. */
export const sharedGroup: ConformanceGroup = (subject, { test }) => {
  test('nodes agree on what they share', () =>
    withNodes(subject, async (one, other) => {
      assert.deepEqual([one.isShared, other.isShared], [true, true]);
      assert.equal(other.partitions, one.partitions);
      assert.equal(await other.incarnation(), await one.incarnation());
    }));

  test('what one node acknowledged, any other reads at once, and builds upon', () =>
    withNodes(subject, async (...nodes) => {
      await nodes[0].append(tenant, 'c1', [started('c1', 'shared')]);
      for (let round = 1; round <= 50; round += 1) {
        const [writer, reader] = round % 2 === 0 ? nodes : [nodes[1], nodes[0]];
        const { head } = await writer.append(tenant, 'c1', [customerSays(`m${round}`)], { expectedVersion: round });
        assert.deepEqual(await reader.head(tenant, 'c1'), head);
        assert.equal((await reader.read(tenant, 'c1', round))[0]?.id, `m${round}`);
        assert.equal((await reader.readBackwards(tenant, 'c1', null, 1))[0]?.id, `m${round}`);
        await writer.putSetting(tenant, 'availability/ana', `${round}`);
        assert.equal(await reader.setting(tenant, 'availability/ana'), `${round}`);
      }
      assert.deepEqual(await nodes[1].threadConversations(tenant, 'shared'), ['c1']);
      assert.deepEqual((await nodes[1].heads({ activeSince: 0 })).heads, (await nodes[0].heads({ activeSince: 0 })).heads);
    }));

  test('an append that comes again through another node gets the first answer', () =>
    withNodes(subject, async (one, other) => {
      await one.append(tenant, 'c1', [started('c1')]);
      const first = await one.append(tenant, 'c1', [takesOver('t:0', 'ana', 1)], { expectedTerm: 0, commandHash: 'x' });
      await other.append(tenant, 'c1', [handsBack('h:0', 1)], { expectedTerm: 1 });
      const again = await other.append(tenant, 'c1', [takesOver('t:0', 'ana', 1)], { expectedTerm: 0, commandHash: 'x' });
      assert.deepEqual([again.version, again.position, again.duplicate, again.events], [first.version, first.position, true, first.events]);
      assert.equal((await refusal(other.append(tenant, 'c1', [takesOver('t:0', 'ben', 1)], { commandHash: 'y' }))).code, 'invalid');
    }));

  test('of takeovers that race through two nodes exactly one wins', () =>
    withNodes(subject, async (one, other) => {
      await one.append(tenant, 'c1', [started('c1')]);
      for (let round = 0; round < 50; round += 1) {
        const term = 2 * round;
        const attempts = await Promise.allSettled(
          [one, other].flatMap((node, side) =>
            [0, 1, 2, 3].map((count) =>
              node.append(tenant, 'c1', [takesOver(`r${round}s${side}n${count}:0`, `agent-${side}-${count}`, term + 1)], { expectedTerm: term }),
            ),
          ),
        );
        assert.equal(attempts.filter(({ status }) => status === 'fulfilled').length, 1);
        await other.append(tenant, 'c1', [handsBack(`h${round}:0`, term + 1)], { expectedTerm: term + 1 });
      }
      assert.equal((await one.head(tenant, 'c1'))?.seq, 101);
    }));

  test('operators on two nodes never hold one term twice, and the tails of both nodes give one and the same history', () =>
    withNodes(subject, async (one, other) => {
      const history = recordHistory(inTurns(one, other));
      await runOperators(one, history, { operators: 20, conversations: 6, actions: 30, seed: 7 });
      const partitions = await followAll(one);
      assert.deepEqual(judgeHistory(history.operations, partitions), []);
      assert.deepEqual(await followAll(other), partitions);
    }));

  test('a node follows what another commits, while it is committed', () =>
    withNodes(subject, async (one, other) => {
      await one.append(tenant, 'c1', [started('c1')]);
      const { atPositions } = await other.heads({ activeSince: 0 });
      const partition = atPositions.findIndex((position) => position === 1);
      const abort = new AbortController();
      let seen = 0;
      const tail = other.tail(partition, 1, abort.signal);
      await one.append(tenant, 'c1', [customerSays('m0')]);
      // Each message is appended only when the one before has been followed.
      for await (const batch of tail)
        for (const { event } of batch) {
          assert.equal(event.id, `m${seen}`);
          seen += 1;
          if (seen === 20) abort.abort();
          else await one.append(tenant, 'c1', [customerSays(`m${seen}`)]);
        }
      assert.equal(seen, 20);
    }));

  test('leases and claims of one node hold on all', () =>
    withNodes(subject, async (one, other, clock) => {
      assert.equal(await one.lease(tenant, 'share', '0', 'node-1', 1_000), true);
      assert.equal(await other.lease(tenant, 'share', '0', 'node-2', 1_000), false);
      await other.release(tenant, 'share', '0', 'node-2');
      assert.deepEqual((await other.leases(tenant, 'share')).map(({ holder }) => holder), ['node-1']);
      clock.now += 1_000;
      assert.equal(await other.lease(tenant, 'share', '0', 'node-2', 1_000), true);
      assert.equal(await one.lease(tenant, 'share', '0', 'node-1', 1_000), false);
      const claims = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : other).claim(tenant, 'webhook', 'mid.1')));
      assert.equal(claims.filter(Boolean).length, 1);
    }));

  test('one of many nodes that want a free lease gets it', () =>
    withNodes(subject, async (one, other) => {
      for (let round = 0; round < 20; round += 1) {
        const taken = await Promise.all([0, 1, 2, 3].map((count) => (count % 2 === 0 ? one : other).lease(tenant, 'share', `${round}`, `node-${count}`, 1_000)));
        assert.equal(taken.filter(Boolean).length, 1);
      }
    }));

  test('an announcement reaches the other nodes, in order and unharmed, and not oneself', () =>
    withNodes(subject, async (one, other) => {
      const texts = ['typing', `"quoted" \\ '\n€ 😀`, 'ä'.repeat(announcementLimit), ''];
      const own: string[] = [];
      one.onAnnouncement((text) => own.push(text));
      const heard = new Promise<readonly string[]>((resolve) => {
        const list: string[] = [];
        other.onAnnouncement((text) => void (list.push(text) === texts.length + 1 && resolve(list)));
      });
      for (const text of texts) one.announce(text);
      other.announce('from the other');
      one.announce('end');
      assert.deepEqual(await heard, [...texts, 'end']);
      assert.deepEqual(own.filter((text) => text !== 'from the other'), []);
    }));

  test('who stopped listening hears nothing more', () =>
    withNodes(subject, async (one, other) => {
      const early: string[] = [];
      const stop = other.onAnnouncement((text) => early.push(text));
      stop();
      const heard = new Promise((resolve) => other.onAnnouncement(resolve));
      one.announce('hello');
      assert.equal(await heard, 'hello');
      assert.deepEqual(early, []);
    }));

  test('what one node erased no other still shows, from the disk or from memory', () =>
    withNodes(subject, async (one, other) => {
      const secret = 'Rumpelstilzchen';
      await one.append(tenant, 'c1', [started('c1', secret), customerSays('m', secret), closes('x')]);
      for (const node of [one, other]) assert.equal((await node.read(tenant, 'c1', 0)).length, 3);
      await followAll(other);
      await one.erase(tenant, ['c1']);
      const shown = [await other.read(tenant, 'c1', 0), await other.head(tenant, 'c1'), await other.heads({ activeSince: 0 })];
      assert.ok(!JSON.stringify(shown).includes(secret));
      assert.deepEqual(await other.threadConversations(tenant, secret), []);
      assert.ok(!JSON.stringify(await followAll(other)).includes(secret));
    }));

  test('a node that closes takes nobody with it', () =>
    withNodes(subject, async (one, other) => {
      await one.append(tenant, 'c1', [started('c1')]);
      await one.close();
      assert.equal((await refusal(one.append(tenant, 'c1', [customerSays('m')]))).code, 'unavailable');
      assert.equal((await other.append(tenant, 'c1', [customerSays('m')])).version, 2);
    }));
};

/** Runs `check` with two nodes on one fresh store; not at all if a store cannot be shared. */
async function withNodes(
  subject: StoreSubject,
  check: (one: EventStore, other: EventStore, clock: { now: number }) => Promise<void>,
): Promise<void> {
  await withStore(subject, async ({ store, openAnother }, clock) => {
    if (openAnother !== undefined) await check(store, await openAnother(), clock);
  });
}

/** Appends through one node and the other in turns; all else as `one`. */
function inTurns(one: EventStore, other: EventStore): EventStore {
  let appends = 0;
  return {
    append: (...parameters: Parameters<EventStore['append']>) => ((appends += 1) % 2 === 0 ? one : other).append(...parameters),
  } satisfies Pick<EventStore, 'append'> as EventStore;
}
