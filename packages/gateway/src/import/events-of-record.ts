import { createHash } from 'node:crypto';
import type { BotIdentity, ConversationEvent, ConversationId, NewEvent, Operator } from '@live-takeover/sdk/core';
import type { RecordedConversation, RecordedTurn } from './record.js';
import { seededRandom } from './seeded-random.js';
import { timeTurns } from './timing.js';
import type { TurnTimes } from './timing.js';

export interface RecordPlacement {
  readonly bot: BotIdentity;
  /** The instant of the import, epoch ms: what would come later has not happened yet. */
  readonly now: number;
  /** How far back last turns are put, at most. */
  readonly spreadMs: number;
  /** Decides where the record is put, and the times it lacks. */
  readonly seed: number;
  /** 0 at first; another one gives another reference, for when the first is taken. */
  readonly attempt: number;
}

/** A recorded conversation as the facts it would have left. */
export interface EventsOfRecord {
  readonly events: readonly ConversationEvent[];
  readonly timesAre: TurnTimes['origin'];
}

/** Begins the id of every imported event, and the name of every imported thread: nothing is owed there. */
const importMark = 'import';

/**
 * The facts of a recorded conversation. The same record always gets the same
 * ids and, with the same `attempt`, the same reference. Agents' turns are put
 * inside takeovers: begun before an agent's first word, passed on when another
 * agent speaks, ended when the bot speaks or the record ends.
 */
export function eventsOfRecord(record: RecordedConversation, placement: RecordPlacement): EventsOfRecord {
  const random = seededRandom(`${placement.seed} ${record.id}`);
  const { offsetsMs, origin } = timeTurns(record, random);
  const lastMs = offsetsMs.at(-1) ?? 0;
  const endMs = record.end === null ? lastMs : Math.max(lastMs, record.end.atMs ?? lastMs + unknownEndMs[record.end.why]);
  const startsAt = placement.now - (record.endsAgoMs === null ? lastMs + lastTurnAgoMs(endMs - lastMs, placement.spreadMs, random) : endMs + record.endsAgoMs);
  const writer = new RecordWriter(conversationIdOf(record.id), startsAt);
  writer.add(0, {
    type: 'conversation-started',
    bot: placement.bot,
    channel: record.channel,
    contact: { ...record.contact, verified: false },
    attributes: record.attributes,
    reference: referenceOf(record.id, placement.attempt),
    thread: `${importMark}:${conversationIdOf(record.id)}`,
  });
  for (const [index, turn] of record.turns.entries()) writer.turn(offsetsMs[index] ?? lastMs, turn);
  writer.speakerBecomes({ kind: 'bot' }, lastMs);
  if (record.end !== null && startsAt + endMs <= placement.now) writer.add(endMs, { type: 'customer-left', why: record.end.why });
  return { events: writer.events, timesAre: origin };
}

/** How long after the last turn the customer went, where it is not told; a lost connection is one only after a minute's grace. */
const unknownEndMs = { ended: 0, 'connection-lost': 60_000 } as const;

/** The share of the records whose customer goes in the end, and is imported as not gone yet. */
const stillThereShare = 1 / 3;

/**
 * How long ago the last turn shall have come: the nearer to now, the likelier.
 * Were it only that, hardly any customer who goes at the end would still be
 * there; so a share of them is put into the time between last turn and end.
 */
function lastTurnAgoMs(msUntilEnd: number, spreadMs: number, random: () => number): number {
  const isStillThere = msUntilEnd > 0 && random() < stillThereShare;
  return Math.floor((isStillThere ? Math.min(msUntilEnd, spreadMs) : spreadMs * random()) * random());
}

/** The id under which a record is imported, and so found again when it is imported twice. */
export function conversationIdOf(recordId: string): ConversationId {
  return `import-${digestOf(recordId).toString('base64url').slice(0, 22)}`;
}

/** Crockford's base32: no I, L, O or U. */
const referenceAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function referenceOf(recordId: string, attempt: number): string {
  const bytes = digestOf(`reference ${attempt} ${recordId}`);
  return Array.from({ length: 8 }, (_, index) => referenceAlphabet[(bytes[index] ?? 0) % 32]).join('');
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

type WithoutId<Event> = Event extends NewEvent ? Omit<Event, 'id' | 'causedBy'> : never;

/** Writes events one after another, and keeps the operator in step with who speaks. */
class RecordWriter {
  readonly events: ConversationEvent[] = [];
  readonly #conversationId: ConversationId;
  readonly #startsAt: number;
  #operator: Operator = { kind: 'bot' };
  #term = 0;

  constructor(conversationId: ConversationId, startsAt: number) {
    this.#conversationId = conversationId;
    this.#startsAt = startsAt;
  }

  add(offsetMs: number, event: WithoutId<NewEvent>): void {
    const seq = this.events.length + 1;
    this.events.push({
      ...event,
      id: `${importMark}:${seq}`,
      conversationId: this.#conversationId,
      seq,
      at: this.#startsAt + offsetMs,
    });
  }

  turn(offsetMs: number, turn: RecordedTurn): void {
    const { from, text, asksForAgent, isDefaultAnswer, agentNumber } = turn;
    if (from === 'user') {
      this.add(offsetMs, { type: 'message-sent', from: 'customer', text });
      if (asksForAgent && this.#operator.kind === 'bot') this.add(offsetMs, { type: 'agent-requested', target: 'agents' });
      return;
    }
    const agent = { id: `recorded-agent-${agentNumber}`, name: `Agent ${agentNumber}` };
    this.speakerBecomes(from === 'bot' ? { kind: 'bot' } : { kind: 'agent', ...agent }, offsetMs);
    if (from === 'agent') this.add(offsetMs, { type: 'message-sent', from, text, author: agent, term: this.#term });
    else this.add(offsetMs, { type: 'message-sent', from, text, term: this.#term, ...(isDefaultAnswer && { defaultAnswer: true }) });
  }

  speakerBecomes(next: Operator, offsetMs: number): void {
    const present = this.#operator;
    if (present.kind === next.kind && (present.kind === 'bot' || next.kind === 'bot' || present.id === next.id)) return;
    this.#operator = next;
    const endedTerm = this.#term;
    this.#term += 1;
    if (present.kind !== 'bot')
      this.add(offsetMs, { type: 'takeover-ended', term: endedTerm, endedInto: this.#term, why: next.kind === 'bot' ? 'handed-back' : 'transferred' });
    if (next.kind !== 'bot') this.add(offsetMs, { type: 'takeover-started', operator: next, term: this.#term });
  }
}
