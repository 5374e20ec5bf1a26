import { describe, expect, test } from 'vitest';
import type { EventStore } from '../src/store/event-store.js';
import { createMemoryStore } from './memory-store.js';
import { storeConformance } from './store-conformance/conformance.js';
import type { OpenedStore } from './store-conformance/subject.js';
import { createUnsteadyStore } from './store-conformance/unsteady-store.js';

async function openedWith(partitions: number, now: () => number): Promise<OpenedStore> {
  const first = createMemoryStore({ now, partitions, isShared: true });
  const nodes = [first];
  const openAnother = async (): Promise<EventStore> => {
    const node = first.node();
    nodes.push(node);
    return node;
  };
  const closeAll = async (): Promise<void> => void (await Promise.all(nodes.map((node) => node.close())));
  return {
    ...createUnsteadyStore(first),
    openAnother,
    async reopen() {
      await closeAll();
      return openAnother();
    },
    dispose: closeAll,
  };
}

describe.each([1, 3])('the store in memory, of %i partitions,', (partitions) => {
  storeConformance({ open: ({ now }) => openedWith(partitions, now) }, { test: (title, run) => void test(title, run) });
});

test('a store that nobody shares says so, and hears nothing', async () => {
  const store = createMemoryStore();
  const heard: string[] = [];
  store.onAnnouncement((text) => heard.push(text));
  store.announce('to myself');
  await Promise.resolve();
  expect([store.isShared, store.partitions, heard]).toEqual([false, 1, []]);
});
