import type { Position, StoredEvent } from './event-store.js';
import { StoreError } from './event-store.js';

/** What {@link tailOf} follows: one partition's committed events. */
export interface TailSource {
  /** Of the newest committed event; 0 when there is none. */
  readonly lastPosition: Position;
  /** Nothing at or below this is kept any more. */
  readonly floor: Position;
  readonly isClosed: boolean;
  /** At most `limit` events after `position`, oldest first; at least one, if `position` < `lastPosition`. */
  readAfter(position: Position, limit: number): Promise<readonly StoredEvent[]>;
  /**
   * Calls back after each commit, and at closing.
   *
   * @returns ends it
   */
  onChange(listener: () => void): () => void;
}

const batchLimit = 500;

/**
 * Every event after a position, in order and none twice: what is stored first,
 * then what gets committed, until `signal` aborts or the source closes. A wake-up
 * says only *that* something came; what came is read by position, so a missed or
 * repeated wake-up does no harm.
 *
 * @throws {StoreError} `position-expired`: below the floor, or never reached by this store
 */
export async function* tailOf(
  source: TailSource,
  afterPosition: Position,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredEvent[], void, undefined> {
  let position = afterPosition;
  if (position > source.lastPosition) throw expired(source, position);
  while (!signal.aborted && !source.isClosed) {
    if (position < source.floor) throw expired(source, position);
    if (position >= source.lastPosition) {
      await nextChange(source, signal);
      continue;
    }
    const batch = await source.readAfter(position, batchLimit);
    if (signal.aborted) return;
    // Something was pruned between the look at the floor and the reading: a gap must never pass for the whole.
    if (batch.length === 0 || batch.at(-1)?.position !== position + batch.length) throw expired(source, position);
    position += batch.length;
    yield batch;
  }
}

function expired({ floor, lastPosition }: TailSource, position: Position): StoreError {
  return new StoreError(
    'position-expired',
    `Events can be followed from positions ${floor} to ${lastPosition}, not from ${position}. Start from the heads.`,
  );
}

function nextChange(source: TailSource, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      stopListening();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const stopListening = source.onChange(finish);
    signal.addEventListener('abort', finish);
  });
}
