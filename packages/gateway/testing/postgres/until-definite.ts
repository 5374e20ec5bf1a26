import { StoreError } from '../../src/store/event-store.js';

/** Asks again, as anybody must whose answer is in doubt, until the answer is another. */
export async function untilDefinite<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
    }
  }
}
