import type { BotRules, Conversation, Cursor } from '@live-takeover/sdk/core';
import { defaultBotRules, encodeFrame, rankOf, snapshotPartSize, statusOf } from '@live-takeover/sdk/core';

/** Heads as frames, encoded part by part and once for everyone who joins about now. */
export interface Snapshot {
  readonly cursor: Cursor;
  readonly takenAt: number;
  readonly partCount: number;
  /** @param index - 0 for the first part */
  part(index: number): string;
}

/**
 * A snapshot of heads, most urgent first. Heads are immutable, so it stays what
 * it is while it is being sent.
 */
export function takeSnapshot(heads: readonly Conversation[], cursor: Cursor, takenAt: number): Snapshot {
  const partCount = Math.max(1, Math.ceil(heads.length / snapshotPartSize));
  const encoded: (string | undefined)[] = [];
  return {
    cursor,
    takenAt,
    partCount,
    part(index) {
      const first = index * snapshotPartSize;
      return (encoded[index] ??= encodeFrame({
        type: 'snapshot',
        cursor,
        part: index + 1,
        parts: partCount,
        heads: heads.slice(first, first + snapshotPartSize),
      }));
    },
  };
}

/** Heads on the page in the order in which the table opens: by rank, then by how long they have been there. */
export function mostUrgentFirst(
  heads: Iterable<Conversation>,
  rulesOf: (botId: string) => BotRules | undefined,
  now: number,
): readonly Conversation[] {
  const ranked: { readonly head: Conversation; readonly rank: number; readonly since: number }[] = [];
  for (const head of heads) {
    const { status, since, reason } = statusOf(head, rulesOf(head.bot.id) ?? defaultBotRules, now);
    if (status !== 'off-page') ranked.push({ head, rank: rankOf(reason.code), since });
  }
  ranked.sort((left, right) => left.rank - right.rank || left.since - right.since || (left.head.id < right.head.id ? -1 : 1));
  return ranked.map(({ head }) => head);
}
