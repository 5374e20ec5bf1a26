import type { ConversationId } from '@live-takeover/sdk';
import { colleagueOf, customerOf, phrasesOf, startConversation } from './actors.js';
import { colleagues } from './cast.js';
import { conversationIdOf } from './history.js';
import { between, pick } from './random.js';
import type { World } from './world.js';

/** How lively the simulation is by itself. */
export interface TrafficOptions {
  /** What customers and colleagues do, on the average; the bot's answers come on top. */
  readonly actionsPerMinute: number;
  /** Whether colleagues take waiting conversations and hand them back. Default true. */
  readonly withColleagues?: boolean;
}

/** So close in time that they are delivered together. */
const tickMs = 16;
/** Of a hundred actions, how many fall on the busiest tenth of the conversations. */
const hotPercent = 60;

/**
 * Lets people act while the clock advances, the same way in each run.
 *
 * @returns ends it
 * @throws {RangeError} `actionsPerMinute` is not above 0
 */
export function startTraffic(world: World, { actionsPerMinute, withColleagues = true }: TrafficOptions): () => void {
  if (!(actionsPerMinute > 0)) throw new RangeError(`actionsPerMinute is ${actionsPerMinute}; give a number above 0.`);
  const { clock, random, ledger } = world;
  const team = withColleagues ? createTeam(world) : undefined;
  // Exponential gaps: arrivals that do not know of each other.
  const gapMs = (): number => (-Math.log(1 - random()) * 60_000) / actionsPerMinute;
  let nextAt = clock.now() + gapMs();
  let cancel = (): void => undefined;

  const act = (): void =>
    ledger.batch(() => {
      for (; nextAt <= clock.now(); nextAt += gapMs()) {
        if (team !== undefined && random() < 0.2) team.act();
        else actAsCustomer(world);
      }
    });
  const arm = (): void => {
    cancel = clock.schedule(Math.max(tickMs, nextAt - clock.now()), () => {
      act();
      arm();
    });
  };
  arm();
  return () => cancel();
}

function actAsCustomer(world: World): void {
  const { random } = world;
  const chance = random();
  if (chance < 0.06 || world.ledger.size === 0) return startByCustomer(world);
  const id = anyConversation(world);
  const head = world.ledger.head(id);
  const customer = customerOf(world, id);
  const phrases = phrasesOf(id);
  if (head === undefined) return;
  if (head.operator.kind !== 'bot') return void customer.write(pick(random, phrases.replies));
  if (chance < 0.12 && head.closed === null) {
    const asks = customer.write(pick(random, phrases.asksForAgent), 'silence');
    return customerOf(world, asks).askForAgent();
  }
  if (chance < 0.16 && head.closed === null && head.left === null) return customer.leave(random() < 0.6 ? 'ended' : 'connection-lost');
  if (chance < 0.2 && head.left?.why === 'connection-lost') return customer.comeBack();
  if (chance < 0.32) return void customer.write(pick(random, phrases.outOfScope), 'default-answer');
  customer.write(pick(random, phrases.exchanges)[0], random() < 0.02 ? 'failure' : 'answer');
}

function startByCustomer(world: World): void {
  const phrases = phrasesOf(conversationIdOf(world.ledger.size + 1));
  startConversation(world, { text: pick(world.random, phrases.exchanges)[0] });
}

function anyConversation({ random, ledger }: World): ConversationId {
  const hottest = Math.max(1, Math.ceil(ledger.size / 10));
  return conversationIdOf(between(random, 1, random() * 100 < hotPercent ? hottest : ledger.size));
}

interface Holding {
  readonly agentId: string;
  readonly id: ConversationId;
}

interface Team {
  /** One colleague does one thing. */
  act(): void;
}

function createTeam(world: World): Team {
  const { random, alerts, ledger, roster } = world;
  const held: Holding[] = [];

  const takeOneThatWaits = (agentId: string): void => {
    const [oldest] = alerts.standing();
    if (oldest === undefined) return;
    const id = oldest.conversationId;
    const colleague = colleagueOf(world, agentId);
    if (!colleague.takeOver(id).ok) return;
    colleague.view(id);
    held.push({ agentId, id });
  };
  const isStillTheirs = ({ agentId, id }: Holding): boolean => {
    const operator = ledger.head(id)?.operator;
    return operator?.kind === 'agent' && operator.id === agentId;
  };

  return {
    act() {
      const chance = random();
      const agentId = pick(random, colleagues).id;
      const index = between(random, 0, held.length - 1);
      const holding = held[index];
      if (chance < 0.3 || holding === undefined) {
        if (roster.isAvailable(agentId)) takeOneThatWaits(agentId);
        return;
      }
      const colleague = colleagueOf(world, holding.agentId);
      if (isStillTheirs(holding) && chance < 0.75) {
        colleague.send(holding.id, pick(random, phrasesOf(holding.id).agentLines));
        return;
      }
      if (isStillTheirs(holding)) colleague.handBack(holding.id);
      colleague.view(holding.id, false);
      held.splice(index, 1);
    },
  };
}
