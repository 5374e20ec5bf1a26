import type { Conversation } from '../conversation/conversation.js';
import type { Operator } from '../conversation/event.js';
import { change } from './changes.js';
import type { SearchWords } from './predicate.js';
import type { ColumnKey } from './query.js';
import { isNamed, labelOf } from './row.js';
import { offPageRank, rankAt } from './standings.js';
import { codeUnitOrder, collatorOrder } from './text-order.js';
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
  /** {@link ColumnOrder.keyOf} for many, texts of which may be new; none has a rank before {@link ColumnOrder.rankNew}. */
  newKeyOf(conversation: Conversation, since: number): number;
  rankNew(): void;
}

/** The order of a column; texts as `collator` has them, references and phone numbers by code unit. */
export function columnOrder(column: ColumnKey, words: SearchWords, collator: Intl.Collator): ColumnOrder {
  const order = collatorOrder(collator);
  switch (column) {
    case 'status':
      return statusOrder;
    case 'chat-length':
      return numberOrder(change.message, chatLengthOf);
    case 'last-message':
      return lastMessageOrder;
    case 'bot':
      return textOrder(change.none, (conversation) => conversation.bot.name, new TextRanks(order));
    case 'operator':
      return operatorOrder(words, new TextRanks(order));
    case 'id':
      return labelOrder(new TextRanks(codeUnitOrder), new TextRanks(order));
    default:
      return attributeOrder(column.slice('attribute:'.length), new TextRanks(order));
  }
}

/** From the first to the last message of customer, bot, agent or desk, in milliseconds; 0 with fewer than two. */
export function chatLengthOf(conversation: Conversation): number {
  return conversation.lastMessageAt - conversation.firstMessageAt;
}

/** Most urgent rank first, inside a rank the oldest. */
const statusOrder: ColumnOrder = {
  ...numberOrder(change.standing, (_conversation, since) => since),
  buckets: Array.from({ length: offPageRank }, () => undefined),
  bucketOf: (_conversation, place) => rankAt(place),
};

/** The time of the customer's last message. */
const lastMessageOrder: ColumnOrder = {
  ...numberOrder(change.customer, (conversation) => (conversation.lastCustomerText === null ? 0 : conversation.idleSince)),
  buckets: [undefined, undefined],
  missing: 1,
  bucketOf: (conversation) => (conversation.lastCustomerText === null ? 1 : 0),
};

function numberOrder(reads: number, keyOf: (conversation: Conversation, since: number) => number): ColumnOrder {
  return { buckets: [undefined], missing: -1, reads, bucketOf: () => 0, keyOf, newKeyOf: keyOf, rankNew: () => undefined };
}

function textOrder(reads: number, textOf: (conversation: Conversation) => string, texts: TextRanks): ColumnOrder {
  return {
    ...{ buckets: [texts], missing: -1, reads, bucketOf: () => 0 },
    keyOf: (conversation) => texts.numberOf(textOf(conversation)),
    newKeyOf: (conversation) => texts.numberNew(textOf(conversation)),
    rankNew: () => texts.rankNew(),
  };
}

/** By what the interface calls who answers. */
function operatorOrder(words: SearchWords, texts: TextRanks): ColumnOrder {
  // Of many that are read together most are the bot's, and the interface may look for its language whenever it is asked for a word.
  const known = new Map<Operator, number>();
  const textOf = ({ operator }: Conversation): string => words.operator(operator, false);
  return {
    ...textOrder(change.standing, textOf, texts),
    newKeyOf(conversation) {
      const { operator } = conversation;
      const number = known.get(operator) ?? texts.numberNew(textOf(conversation));
      known.set(operator, number);
      return number;
    },
    rankNew() {
      known.clear();
      texts.rankNew();
    },
  };
}

/** References and phone numbers first, then names. */
function labelOrder(codes: TextRanks, names: TextRanks): ColumnOrder {
  const textsOf = (conversation: Conversation): TextRanks => (isNamed(conversation) ? names : codes);
  return {
    ...{ buckets: [codes, names], missing: -1, reads: change.details },
    bucketOf: (conversation) => (isNamed(conversation) ? 1 : 0),
    keyOf: (conversation) => textsOf(conversation).numberOf(labelOf(conversation)),
    newKeyOf: (conversation) => textsOf(conversation).numberNew(labelOf(conversation)),
    rankNew() {
      codes.rankNew();
      names.rankNew();
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
  const keyBy = (numberOf: (text: string) => number) => (conversation: Conversation) => {
    const bucket = bucketOf(conversation);
    if (bucket === missingBucket) return 0;
    return bucket === textBucket ? numberOf(conversation.attributes[name] as string) : Number(conversation.attributes[name]);
  };
  return {
    ...{ buckets: [undefined, undefined, texts, undefined], missing: missingBucket, reads: change.details, bucketOf },
    keyOf: keyBy((text) => texts.numberOf(text)),
    newKeyOf: keyBy((text) => texts.numberNew(text)),
    rankNew: () => texts.rankNew(),
  };
}
