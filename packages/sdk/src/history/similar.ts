import { groupAround } from './stars.js';
import type { Vector } from './text-vectors.js';
import { centreOf, keyOf, nearness, vectorsOf } from './text-vectors.js';

/** Messages that say about the same. */
export interface SimilarGroup<Message> {
  /** The newest of those whose words are nearest to what all of them have in common. */
  readonly representative: Message;
  /** The newest first. */
  readonly messages: readonly Message[];
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** A message as far as it is compared. */
export interface ComparableMessage {
  readonly text: string;
  readonly at: number;
}

/** A text, as it is compared, and who wrote it. */
interface Item<Message> {
  readonly key: string;
  readonly messages: readonly Message[];
}

/** How near texts are to the one around which they are gathered, and then groups to the one around which those are. */
const thresholds = [0.5, 0.38, 0.38];

/**
 * Groups messages by what they share of rare words and parts of words, in any
 * language and without knowing one. Case, accents and punctuation make no
 * difference, nor does the order in which the messages come. It compares words,
 * not meanings: what is said in other words is another group.
 *
 * Work grows with the square of the number of different texts; 10,000 take a
 * second or two.
 *
 * @returns the largest group first
 */
export function groupSimilar<Message extends ComparableMessage>(messages: readonly Message[]): readonly SimilarGroup<Message>[] {
  const items = itemsOf(messages);
  const vectors = vectorsOf(items.map(({ key }) => key));
  const weights = items.map((item) => item.messages.length);
  let groups: readonly number[] = items.map((_item, index) => index);
  let centres = vectors;
  for (const threshold of thresholds) {
    const weightsOfGroups = sumBy(groups, weights);
    const around = groupAround(centres, weightsOfGroups, threshold);
    groups = groups.map((group) => around[group] as number);
    const members = membersOf(groups);
    const isSettled = members.length === centres.length;
    centres = members.map((indexes) => centreOf(indexes.map((index) => vectors[index] as Vector), indexes.map((index) => weights[index] as number)));
    if (isSettled) break;
  }
  const made = membersOf(groups).map((indexes, group) => groupOf(indexes.map((index) => ({ item: items[index] as Item<Message>, vector: vectors[index] as Vector })), centres[group] as Vector));
  return made.sort((one, other) => other.count - one.count || other.lastAt - one.lastAt || compareTexts(one.representative.text, other.representative.text));
}

/** The messages of each text, in the order of the texts. */
function itemsOf<Message extends ComparableMessage>(messages: readonly Message[]): readonly Item<Message>[] {
  const byKey = new Map<string, Message[]>();
  for (const message of messages) {
    const key = keyOf(message.text);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [message]);
    else same.push(message);
  }
  return [...byKey].map(([key, same]) => ({ key, messages: same })).sort((one, other) => compareTexts(one.key, other.key));
}

function groupOf<Message extends ComparableMessage>(
  members: readonly { readonly item: Item<Message>; readonly vector: Vector }[],
  centre: Vector,
): SimilarGroup<Message> {
  let [nearest] = members;
  let most = -1;
  for (const member of members) {
    const near = nearness(member.vector, centre);
    if (near <= most) continue;
    nearest = member;
    most = near;
  }
  const messages = newestFirst(members.flatMap(({ item }) => item.messages));
  const [representative] = newestFirst(nearest?.item.messages ?? []);
  const [newest, oldest] = [messages[0], messages.at(-1)];
  if (representative === undefined || newest === undefined || oldest === undefined) throw new TypeError('A group has at least one message.');
  return { representative, messages, count: messages.length, firstAt: oldest.at, lastAt: newest.at };
}

function newestFirst<Message extends ComparableMessage>(messages: readonly Message[]): readonly Message[] {
  return [...messages].sort((one, other) => other.at - one.at || compareTexts(one.text, other.text));
}

/** By the number of a group, the indexes of its members. */
function membersOf(groups: readonly number[]): readonly (readonly number[])[] {
  const members: number[][] = [];
  for (const [index, group] of groups.entries()) (members[group] ??= []).push(index);
  return members;
}

function sumBy(groups: readonly number[], weights: readonly number[]): readonly number[] {
  return membersOf(groups).map((indexes) => indexes.reduce((sum, index) => sum + (weights[index] ?? 0), 0));
}

/** By code unit: the same on every machine. */
function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
