import type { Conversation } from '../conversation/conversation.js';
import { change } from './changes.js';
import type { SearchWords } from './predicate.js';
import type { ColumnKey } from './query.js';
import { isNamed, labelOf } from './row.js';
import { offPageRank, rankAt } from './standings.js';
import { TextRanks } from './text-ranks.js';

/**
 * How a column orders conversations, ascending: by bucket, inside a bucket by
 * key. Descending is the reverse, but for what has nothing to be ordered by: that stands last in either direction.
 */
export interface ColumnOrder {
  /** For each bucket, what ranks its keys if they are numbers of texts; undefined if they are their own rank. */
  readonly buckets: readonly (TextRanks | undefined)[];
  /** The bucket, the last one, of those that have nothing in this column; −1 if there are none. */
  readonly missing: number;
  /** The {@link change}s after which bucket or key may be another. */
  readonly reads: number;
  /** @param place - of the rule that decides, in `statusRules` */
  bucketOf(conversation: Conversation, place: number): number;
  keyOf(conversation: Conversation, since: number): number;
  /** Makes the texts of many conversations known at once, before their keys are asked for. */
  prepare(conversations: readonly Conversation[]): void;
}

/** The order of a column; texts as `collator` has them, references and phone numbers by code unit. */
export function columnOrder(column: ColumnKey, words: SearchWords, collator: Intl.Collator): ColumnOrder {
  const compareTexts = (first: string, second: string): number =>
    collator.compare(first, second) || compareCodeUnits(first, second);
  switch (column) {
    case 'status':
      return statusOrder;
    case 'chat-length':
      return numberOrder(chatLengthOf);
    case 'last-message':
      return lastMessageOrder;
    case 'bot':
      return textOrder(change.none, (conversation) => conversation.bot.name, new TextRanks(compareTexts));
    case 'operator':
      return textOrder(change.standing, (conversation) => words.operator(conversation.operator, false), new TextRanks(compareTexts));
    case 'id':
      return labelOrder(new TextRanks(compareCodeUnits), new TextRanks(compareTexts));
    default:
      return attributeOrder(column.slice('attribute:'.length), new TextRanks(compareTexts));
  }
}

/** From the first to the last message of customer, bot, agent or desk, in milliseconds; 0 with fewer than two. */
export function chatLengthOf(conversation: Conversation): number {
  return conversation.lastMessageAt - conversation.firstMessageAt;
}

/** The order of UTF-16 code units: fast, and the same everywhere. */
export function compareCodeUnits(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Most urgent rank first, inside a rank the oldest. */
const statusOrder: ColumnOrder = {
  buckets: Array.from({ length: offPageRank }, () => undefined),
  missing: -1,
  reads: change.standing,
  bucketOf: (_conversation, place) => rankAt(place),
  keyOf: (_conversation, since) => since,
  prepare: () => undefined,
};

/** The time of the customer's last message. */
const lastMessageOrder: ColumnOrder = {
  buckets: [undefined, undefined],
  missing: 1,
  reads: change.customer,
  bucketOf: (conversation) => (conversation.lastCustomerText === null ? 1 : 0),
  keyOf: (conversation) => (conversation.lastCustomerText === null ? 0 : conversation.idleSince),
  prepare: () => undefined,
};

function numberOrder(keyOf: (conversation: Conversation) => number): ColumnOrder {
  return { buckets: [undefined], missing: -1, reads: change.message, bucketOf: () => 0, keyOf, prepare: () => undefined };
}

function textOrder(reads: number, textOf: (conversation: Conversation) => string, texts: TextRanks): ColumnOrder {
  return {
    buckets: [texts],
    missing: -1,
    reads,
    bucketOf: () => 0,
    keyOf: (conversation) => texts.numberOf(textOf(conversation)),
    prepare: (conversations) => texts.add(conversations.map(textOf)),
  };
}

/** References and phone numbers first, then names. */
function labelOrder(codes: TextRanks, names: TextRanks): ColumnOrder {
  return {
    buckets: [codes, names],
    missing: -1,
    reads: change.details,
    bucketOf: (conversation) => (isNamed(conversation) ? 1 : 0),
    keyOf: (conversation) => (isNamed(conversation) ? names : codes).numberOf(labelOf(conversation)),
    prepare(conversations) {
      names.add(conversations.filter(isNamed).map(labelOf));
      codes.add(conversations.filter((conversation) => !isNamed(conversation)).map(labelOf));
    },
  };
}

const [numberBucket, booleanBucket, textBucket, missingBucket] = [0, 1, 2, 3];

/** Numbers first, then false and true, then texts. */
function attributeOrder(name: string, texts: TextRanks): ColumnOrder {
  const bucketOf = ({ attributes }: Conversation): number => {
    const value: unknown = attributes[name];
    if (typeof value === 'number' && Number.isFinite(value)) return numberBucket;
    if (typeof value === 'boolean') return booleanBucket;
    return typeof value === 'string' && value !== '' ? textBucket : missingBucket;
  };
  return {
    buckets: [undefined, undefined, texts, undefined],
    missing: missingBucket,
    reads: change.details,
    bucketOf,
    keyOf(conversation) {
      const bucket = bucketOf(conversation);
      if (bucket === missingBucket) return 0;
      return bucket === textBucket ? texts.numberOf(conversation.attributes[name] as string) : Number(conversation.attributes[name]);
    },
    prepare(conversations) {
      texts.add(conversations.filter((conversation) => bucketOf(conversation) === textBucket).map(({ attributes }) => attributes[name] as string));
    },
  };
}
