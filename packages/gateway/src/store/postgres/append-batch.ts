/**
 * What appends that waited together become: chains, one per conversation, each planned on top of the other and decided as
 * one by the database. Pure.
 */
import type { Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import type { PlannedAppend, StoredAppend } from '../append-rules.js';
import { StoreError } from '../event-store.js';
import type { Position, StoredEvent } from '../event-store.js';
import { partitionOf } from '../partition.js';

/** An append that waits for its turn. */
export interface WaitingAppend {
  readonly tenant: string;
  readonly conversationId: ConversationId;
  readonly eventIds: readonly string[];
  readonly commandHash: string | null;
  /** Whether it begins the conversation, which is then likely not to exist. */
  readonly isStart: boolean;
  /** On the monotonic clock of this process, ms. */
  readonly askedAt: number;
  /** @throws {StoreError} as the head has it */
  plan(head: Conversation | undefined, now: number): PlannedAppend;
  /** @throws {StoreError} `invalid`: an id was used for something else */
  repeated(storedWith: (eventId: string) => StoredAppend | undefined): StoredAppend | undefined;
  resolve(outcome: AppendOutcome): void;
  reject(error: StoreError): void;
}

export type AppendOutcome =
  | { readonly kind: 'written'; readonly planned: PlannedAppend; readonly position: Position }
  | { readonly kind: 'repeated'; readonly stored: StoredAppend };

/** An append of a chain: to be written, or refused if the chain's head is the true one. */
export type Member =
  | { readonly append: WaitingAppend; readonly planned: PlannedAppend; readonly refusal?: undefined }
  | { readonly append: WaitingAppend; readonly planned?: undefined; readonly refusal: StoreError };

/** Appends to one conversation, in order. Written whole or not at all. */
export interface Chain {
  readonly tenant: string;
  readonly conversationId: ConversationId;
  readonly partition: number;
  /** The head that the first was planned on; undefined if the conversation should not exist yet. */
  readonly base: Conversation | undefined;
  readonly members: readonly Member[];
  /** After the last that is to be written. */
  readonly head: Conversation | undefined;
}

export interface PlannedBatch {
  readonly chains: readonly Chain[];
  /** Those for which it is too early, or that would make the batch too large. */
  readonly later: readonly WaitingAppend[];
}

export interface BatchGround {
  headOf(tenant: string, conversationId: ConversationId): Conversation | undefined;
  readonly partitions: number;
  readonly now: number;
}

/** What the database says about a chain. */
export interface ChainVerdict {
  /** The version it found. */
  readonly version: number;
  /** Of the last event of the chain; undefined if it was not written. */
  readonly position: Position | undefined;
}

/** What the database says about a batch. */
export interface BatchVerdict {
  /** One per chain, in order. */
  readonly chains: readonly ChainVerdict[];
  /** The append that an event id was stored with, for ids that were stored before this batch. */
  known(chain: number, eventId: string): StoredAppend | undefined;
}

/** What a batch got for an answer. */
export interface BatchAnswer {
  readonly verdict: BatchVerdict;
  /** Whether anything was found that was stored before. */
  readonly hasKnown: boolean;
  /** Epoch ms of the database's clock. */
  readonly databaseNow: number;
}

/** What follows from a verdict. */
export interface SettledBatch {
  /** To be planned again, on the head as it is. */
  readonly again: readonly WaitingAppend[];
  /** Conversations whose head was another one. */
  readonly stale: readonly Chain[];
  /** Chains that were written, with what they wrote. */
  readonly written: readonly { readonly chain: Chain; readonly events: readonly StoredEvent[] }[];
  /** Tells those who wait. To be called when everything else is in its place. */
  answer(): void;
}

const membersLimit = 400;
const bodiesLimit = 1_000_000;

/** Plans what waits, oldest first, on the heads as they are known here. */
export function planBatch(waiting: readonly WaitingAppend[], ground: BatchGround): PlannedBatch {
  const chains = new Map<string, ChainInMaking>();
  const later: WaitingAppend[] = [];
  let size = 0;
  for (const [index, append] of waiting.entries()) {
    if (index - later.length >= membersLimit || size > bodiesLimit) {
      later.push(append);
      continue;
    }
    const key = `${append.tenant}\n${append.conversationId}`;
    let chain = chains.get(key);
    if (chain === undefined) chains.set(key, (chain = newChain(append, ground)));
    // The same append twice at once: the second is looked up when the first is stored.
    if (append.eventIds.some((id) => chain.plannedIds.has(id))) later.push(append);
    else size += extend(chain, append, ground.now);
  }
  return { chains: [...chains.values()], later };
}

interface ChainInMaking extends Chain {
  readonly members: Member[];
  readonly plannedIds: Set<string>;
  head: Conversation | undefined;
}

function newChain({ tenant, conversationId }: WaitingAppend, { headOf, partitions }: BatchGround): ChainInMaking {
  const base = headOf(tenant, conversationId);
  const partition = partitionOf(tenant, conversationId, partitions);
  return { tenant, conversationId, partition, base, members: [], plannedIds: new Set(), head: base };
}

/** @returns how much there is to be written for it */
function extend(chain: ChainInMaking, append: WaitingAppend, now: number): number {
  try {
    const planned = append.plan(chain.head, now);
    chain.members.push({ append, planned });
    chain.head = planned.head;
    for (const id of append.eventIds) chain.plannedIds.add(id);
    return planned.bodies.reduce((sum, body) => sum + body.length, 0);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    chain.members.push({ append, refusal: error });
    return 0;
  }
}

/** Draws the consequences of a verdict for everyone in the batch. */
export function settleBatch(chains: readonly Chain[], verdict: BatchVerdict): SettledBatch {
  const answers: (() => void)[] = [];
  const again: WaitingAppend[] = [];
  const stale: Chain[] = [];
  const written: { chain: Chain; events: readonly StoredEvent[] }[] = [];
  for (const [index, chain] of chains.entries()) {
    const { version, position } = verdict.chains[index] ?? { version: -1, position: undefined };
    const isStale = version !== (chain.base?.seq ?? 0);
    if (isStale) stale.push(chain);
    if (position !== undefined) written.push({ chain, events: storedEvents(chain, position) });
    const situation = situationOf(chain, isStale, position, (id) => verdict.known(index, id) !== undefined);
    let next = (position ?? 0) - countOf(chain) + 1;
    for (const member of chain.members) {
      next += member.planned?.events.length ?? 0;
      const answer = answerTo(member, situation, next - 1, (id) => verdict.known(index, id));
      if (answer === undefined) again.push(member.append);
      else answers.push(answer);
    }
  }
  return { again, stale, written, answer: () => answers.forEach((answer) => answer()) };
}

/** `undecided`: something in the chain was of yesterday; everyone else in it is planned anew. */
type Situation = 'written' | 'confirmed' | 'reference-taken' | 'undecided';

function situationOf(chain: Chain, isStale: boolean, position: Position | undefined, isKnown: (eventId: string) => boolean): Situation {
  if (position !== undefined) return 'written';
  if (isStale) return 'undecided';
  const planned = chain.members.filter((member) => member.planned !== undefined);
  if (planned.length === 0) return 'confirmed';
  return planned.some(({ append }) => append.eventIds.some(isKnown)) ? 'undecided' : 'reference-taken';
}

/** @returns undefined: to be planned again */
function answerTo(
  { append, planned, refusal }: Member,
  situation: Situation,
  position: Position,
  known: (eventId: string) => StoredAppend | undefined,
): (() => void) | undefined {
  if (planned !== undefined && situation === 'written') return () => append.resolve({ kind: 'written', planned, position });
  try {
    const stored = append.repeated(known);
    if (stored !== undefined) return () => append.resolve({ kind: 'repeated', stored });
  } catch (error) {
    return () => append.reject(error as StoreError);
  }
  if (planned === undefined) return situation === 'written' || situation === 'confirmed' ? () => append.reject(refusal) : undefined;
  if (situation !== 'reference-taken' || planned.events[0]?.seq !== 1) return undefined;
  const { reference } = planned.head;
  return () => append.reject(new StoreError('reference-taken', `Reference ${reference} belongs to another conversation. Draw another.`));
}

function storedEvents({ tenant, members }: Chain, lastPosition: Position): readonly StoredEvent[] {
  // As every other node reads them: what JSON leaves out is not there.
  const events = members.flatMap(({ planned }) => (planned?.bodies ?? []).map((body) => JSON.parse(body) as ConversationEvent));
  const first = lastPosition - events.length + 1;
  return events.map((event, index) => ({ tenant, position: first + index, event }));
}

function countOf({ members }: Chain): number {
  return members.reduce((sum, { planned }) => sum + (planned?.events.length ?? 0), 0);
}
