import { test } from 'vitest';
import { createMemoryStore } from './memory-store.js';
import { storeConformance } from './store-conformance/conformance.js';

storeConformance(
  {
    open: async ({ now }) => {
      const store = createMemoryStore({ now });
      return { store, dispose: () => store.close() };
    },
  },
  { test: (title, run) => void test(title, run) },
);
