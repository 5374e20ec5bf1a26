import { TakeoverError, type ConversationId, type Row, type TakeoverClient } from '@live-takeover/sdk';

/** Conversations transferred at a time, at most. */
export const bulkLimit = 500;
const concurrency = 6;

/** One conversation of a bulk transfer. */
export type BulkItem = Pick<Row, 'id' | 'label' | 'isMine'>;

/** Where they go: an agent, or null for the queue. */
export interface BulkTarget {
  readonly to: string | null;
  readonly note: string;
}

/** One that could not be transferred, and why. */
export interface BulkFailure {
  readonly item: BulkItem;
  readonly error: TakeoverError;
}

/** How far a bulk transfer came. */
export interface BulkProgress {
  readonly total: number;
  readonly doneIds: readonly ConversationId[];
  readonly failures: readonly BulkFailure[];
  /** Those whose turn never came. */
  readonly left: readonly BulkItem[];
  readonly isRunning: boolean;
}

/** Which rows this agent may transfer there: their own; a supervisor may assign everybody's to an agent. */
export function transferable(rows: readonly Row[], to: string | null, isSupervisor: boolean): readonly BulkItem[] {
  return rows.filter(({ isMine, hasLeft, operator }) => {
    if (hasLeft === true || (operator.kind === 'agent' && operator.id === to)) return false;
    return isMine || (isSupervisor && to !== null && operator.kind !== 'desk');
  });
}

/**
 * Transfers a few at a time, each under a command of its own: what one of them
 * comes to does not touch the others.
 *
 * @param signal - lets those under way end and begins no more
 * @param onProgress - told after each
 */
export async function runBulkTransfer(
  client: Pick<TakeoverClient, 'transfer' | 'assign'>,
  items: readonly BulkItem[],
  target: BulkTarget,
  signal: AbortSignal,
  onProgress: (progress: BulkProgress) => void,
): Promise<BulkProgress> {
  const waiting = [...items];
  const doneIds: ConversationId[] = [];
  const failures: BulkFailure[] = [];
  const progress = (isRunning: boolean): BulkProgress => ({
    total: items.length,
    doneIds: [...doneIds],
    failures: [...failures],
    left: [...waiting],
    isRunning,
  });
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = signal.aborted ? undefined : waiting.shift()) {
      try {
        await transferOne(client, item, target);
        doneIds.push(item.id);
      } catch (error) {
        failures.push({ item, error: error instanceof TakeoverError ? error : new TakeoverError('outcome-unknown', 'The transfer was not answered.', { cause: error }) });
      }
      onProgress(progress(true));
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, work));
  return progress(false);
}

function transferOne(client: Pick<TakeoverClient, 'transfer' | 'assign'>, { id, isMine }: BulkItem, { to, note }: BulkTarget): Promise<void> {
  const options = note.trim() === '' ? {} : { note: note.trim() };
  const { settled } = isMine || to === null ? client.transfer(id, to, options) : client.assign(id, to, options);
  return settled;
}
