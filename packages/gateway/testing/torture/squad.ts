import type { Row } from '@live-takeover/sdk';
import type { Outcome } from './history.js';
import type { TortureAgent } from './torture-agent.js';

/** What a squad works with. */
export interface SquadOptions {
  /** The first may take conversations from colleagues. */
  readonly members: readonly TortureAgent[];
  readonly conversationIds: readonly string[];
  readonly random: () => number;
  /** Part of the plan: how long the squad rests between two rounds, at most. */
  readonly restMs: number;
  readonly rest: (durationMs: number) => Promise<void>;
}

/** How long a round waits for those whose answers do not come; they are left out until they do. */
const patienceMs = 1_500;

/**
 * Agents who agree on a conversation and press *Take over* in the same instant,
 * for the same term. Who wins serves the customer, while the others try what is
 * no longer theirs to do.
 */
export class Squad {
  readonly #options: SquadOptions;

  constructor(options: SquadOptions) {
    this.#options = options;
  }

  /** Plays rounds until told to stop; the last one is played to its end. */
  async play(signal: AbortSignal): Promise<void> {
    const { random, rest, restMs } = this.#options;
    while (!signal.aborted) {
      await this.#round();
      await rest(random() * restMs);
    }
  }

  async #round(): Promise<void> {
    const free = this.#options.members.filter((member) => member.isFree);
    const conversationId = this.#pick(this.#options.conversationIds);
    const row = freshest(free, conversationId);
    if (row === undefined || conversationId === undefined) return;
    if (row.operator.kind !== 'bot') return this.#relieve(conversationId, row, free);
    const { term: seenTerm } = row;
    const outcomes = await this.#inTime(free.map((member) => member.give(conversationId, { name: 'take-over', seenTerm })));
    const winner = free.find((_, index) => hasWon(outcomes[index]));
    if (winner === undefined) return;
    const others = free.filter((member) => member !== winner && member.isFree);
    await this.#serve(conversationId, winner, others, seenTerm + 1);
  }

  /** The winner writes; the others try the same, under the term of before or the winner's. */
  async #serve(conversationId: string, winner: TortureAgent, others: readonly TortureAgent[], term: number): Promise<void> {
    const text = (agent: TortureAgent): string => `${agent.actor.id} writes ${this.#options.random().toString(36).slice(2)}`;
    const [late, jealous] = others;
    await this.#inTime([
      winner.give(conversationId, { name: 'send', term, text: text(winner) }),
      late?.give(conversationId, { name: 'send', term: term - 1, text: text(late) }),
      jealous?.give(conversationId, { name: 'hand-back', term }),
    ]);
    if (winner.isFree) await this.#leave(conversationId, winner, others.filter((member) => member.isFree), term);
  }

  /** One of the ways in which a takeover ends, some of them against each other. */
  async #leave(conversationId: string, winner: TortureAgent, others: readonly TortureAgent[], term: number): Promise<void> {
    const [boss] = this.#options.members;
    const [other] = others;
    const dice = this.#options.random();
    const back = (agent: TortureAgent, from: number): Promise<Outcome | undefined> => agent.give(conversationId, { name: 'hand-back', term: from });
    if (dice < 0.5 || other === undefined) await this.#inTime([back(winner, term)]);
    else if (dice < 0.65) {
      const [given] = await this.#inTime([winner.give(conversationId, { name: 'transfer', term, to: other.actor })]);
      await this.#inTime([hasWon(given) ? back(other, term + 1) : back(winner, term)]);
    } else if (dice < 0.75) await this.#inTime([winner.give(conversationId, { name: 'transfer', term, to: null })]);
    else if (dice < 0.9 && boss !== undefined && others.includes(boss)) {
      const [taken] = await this.#inTime([boss.give(conversationId, { name: 'take-over', seenTerm: term, force: true }), back(winner, term)]);
      if (hasWon(taken)) await this.#inTime([back(boss, term + 1)]);
    }
    // Pressed for the term to come, in the instant in which it comes.
    else await this.#inTime([back(winner, term), ...others.map((agent) => agent.give(conversationId, { name: 'take-over', seenTerm: term + 1 }))]);
  }

  /** Frees a conversation that was left behind by an answer that never came. */
  async #relieve(conversationId: string, row: Row, free: readonly TortureAgent[]): Promise<void> {
    const { operator, term } = row;
    const holder = free.find(({ actor }) => operator.kind === 'agent' && actor.id === operator.id);
    const [boss] = this.#options.members;
    if (holder !== undefined) await this.#inTime([holder.give(conversationId, { name: 'hand-back', term })]);
    else if (boss?.isFree === true && this.#options.random() < 0.2) {
      const [taken] = await this.#inTime([boss.give(conversationId, { name: 'take-over', seenTerm: term, force: true })]);
      if (hasWon(taken)) await this.#inTime([boss.give(conversationId, { name: 'hand-back', term: term + 1 })]);
    }
  }

  #pick<Value>(values: readonly Value[]): Value | undefined {
    return values[Math.floor(this.#options.random() * values.length)];
  }

  /** Outcomes of those that came in time; the others go on by themselves. */
  async #inTime(given: readonly (Promise<Outcome | undefined> | undefined)[]): Promise<readonly (Outcome | undefined)[]> {
    const outcomes: (Outcome | undefined)[] = given.map(() => undefined);
    const all = Promise.all(given.map(async (outcome, index) => (outcomes[index] = await outcome)));
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([all, new Promise((resolve) => (timer = setTimeout(resolve, patienceMs)))]);
    clearTimeout(timer);
    return [...outcomes];
  }
}

function hasWon(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'ok' && outcome.seq > 0;
}

/** A conversation as the one sees it who knows most. */
function freshest(agents: readonly TortureAgent[], conversationId: string | undefined): Row | undefined {
  if (conversationId === undefined) return undefined;
  const rows = agents.flatMap((agent) => agent.see(conversationId) ?? []);
  return rows.reduce<Row | undefined>((best, row) => (best === undefined || row.term > best.term ? row : best), undefined);
}
