import assert from 'node:assert/strict';
import { customerSays, tenant } from './events.js';
import { followAll } from './follow.js';
import type { Acknowledgement, ConformanceGroup, RunningLoad } from './subject.js';

const kills = 3;

/** SIGKILL under load. It does not test the disk (the page cache survives); that takes faults of the sync. */
export const crashGroup: ConformanceGroup = ({ startLoad }, { test }) => {
  if (startLoad === undefined) return;
  for (let kill = 1; kill <= kills; kill += 1)
    test(`a process killed in mid-load has lost nothing it acknowledged, and left nothing half written (kill ${kill})`, async () => {
      const load = await startLoad();
      await load.untilAcknowledged(500 * kill);
      await load.kill();
      await checkSurvivors(load);
    });
};

async function checkSurvivors(load: RunningLoad): Promise<void> {
  const { store, dispose } = await load.reopen();
  try {
    const partitions = await followAll(store);
    for (const log of partitions) assert.deepEqual(log.map(({ position }) => position), log.map((_, index) => index + 1));
    const stored = partitions.flat();
    const places = new Map(stored.map(({ position, event }) => [`${event.conversationId} ${event.id}`, { position, seq: event.seq }]));
    assert.equal(places.size, stored.length);
    for (const acknowledgement of load.acknowledged) {
      const { conversationId, ids, version, position } = acknowledgement;
      assert.deepEqual(places.get(`${conversationId} ${ids.at(-1)}`), { position, seq: version }, `${ids.join()} was acknowledged.`);
    }
    for (const { head } of (await store.heads({ activeSince: 0 })).heads) {
      // After the start, appends of three: a rest would be a part of one.
      assert.equal((head.seq - 1) % 3, 0);
      assert.equal((await store.read(tenant, head.id, 0)).length, head.seq);
    }
    for (const newest of newestOf(load.acknowledged)) {
      // What the dead process had under way: there already or not, sending it again settles it.
      const id = newest.ids[0]?.replace(/^(w\d+n)(\d+):0$/, (_, writer: string, count: string) => `${writer}${Number(count) + 1}`) ?? '';
      if (!id.startsWith('w')) continue;
      const again = await store.append(tenant, newest.conversationId, [0, 1, 2].map((part) => customerSays(`${id}:${part}`)));
      assert.equal(again.version, newest.version + 3);
    }
  } finally {
    await dispose();
  }
}

function newestOf(acknowledged: readonly Acknowledgement[]): Iterable<Acknowledgement> {
  return new Map(acknowledged.map((acknowledgement) => [acknowledgement.conversationId, acknowledgement])).values();
}
