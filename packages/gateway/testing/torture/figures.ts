/** What a run amounts to. */
import type { History, Operation } from './history.js';
import type { FaultKind } from './fault-plan.js';
import type { DoneFault } from './faults.js';
import { groupedBy } from './grouped-by.js';
import type { Offence } from './log-judge.js';

/** How long it took after the faults of one kind until things went on. */
export interface Recovery {
  readonly kind: FaultKind;
  readonly times: number;
  /** Connections, nodes or servers that were hit. */
  readonly hits: number;
  /** From each fault's beginning to the answer of the next acknowledged command, whoever's. */
  readonly firstMs: readonly number[];
  /** From each fault's beginning until every agent has had an answer to something sent after it. */
  readonly everybodyMs: readonly number[];
}

/** The figures of the report. */
export interface Figures {
  readonly operations: number;
  readonly byName: Readonly<Record<string, number>>;
  /** Terms for which two or more pressed at the same time, and one got it. */
  readonly contested: number;
  readonly doubleWinners: number;
  readonly acknowledgedMessages: number;
  readonly lost: number;
  readonly botMessagesInTakeovers: number;
  /** Bot replies that came too late and were kept from the customer. */
  readonly suppressed: number;
  readonly unknown: number;
  readonly recoveries: readonly Recovery[];
}

/** Counts. */
export function figuresOf({ operations, logs }: History, offences: readonly Offence[], faults: readonly DoneFault[]): Figures {
  const takeovers = takeoversByTerm(operations);
  const count = (kind: Offence['kind']): number => offences.filter((offence) => offence.kind === kind).length;
  const events = [...logs.values()].flat();
  return {
    operations: operations.length,
    byName: Object.fromEntries([...groupedBy(operations, ({ action }) => action.name)].map(([name, those]) => [name, those.length])),
    contested: contestedIn(operations),
    doubleWinners: Math.max(takeovers.filter((pressed) => pressed.filter(hasWon).length > 1).length, count('two-winners')),
    acknowledgedMessages: operations.filter(({ action, outcome }) => (action.name === 'say' || action.name === 'send') && outcome.kind === 'ok').length,
    lost: count('lost'),
    botMessagesInTakeovers: count('bot-in-takeover'),
    suppressed: events.filter(({ type }) => type === 'bot-reply-suppressed').length,
    unknown: operations.filter(({ outcome }) => outcome.kind === 'unknown').length,
    recoveries: recoveriesOf(operations, faults),
  };
}

/** How many terms two or more pressed for at the same time, and one got. */
export function contestedIn(operations: readonly Operation[]): number {
  return takeoversByTerm(operations).filter(isContested).length;
}

/** Takeovers that wanted the same term of the same conversation. */
function takeoversByTerm(operations: readonly Operation[]): readonly (readonly Operation[])[] {
  const takeovers = operations.filter(({ action }) => action.name === 'take-over');
  return [...groupedBy(takeovers, ({ conversationId, action }) => `${conversationId} ${action.name === 'take-over' ? action.seenTerm : ''}`).values()];
}

function isContested(pressed: readonly Operation[]): boolean {
  const winner = pressed.find(hasWon);
  return winner !== undefined && pressed.some((other) => other !== winner && other.sentAt < winner.answeredAt && winner.sentAt < other.answeredAt);
}

function hasWon({ outcome }: Operation): boolean {
  return outcome.kind === 'ok' && outcome.seq > 0;
}

function recoveriesOf(operations: readonly Operation[], faults: readonly DoneFault[]): readonly Recovery[] {
  const commands = operations.filter(({ action }) => action.name !== 'say');
  return [...groupedBy(faults, ({ kind }) => kind)].map(([kind, those]) => ({
    kind,
    times: those.length,
    hits: those.reduce((sum, { hits }) => sum + hits, 0),
    firstMs: those.map(({ beganAt }) => firstAfter(commands.filter(({ outcome }) => outcome.kind === 'ok'), beganAt)).filter(Number.isFinite),
    everybodyMs: those.map(({ beganAt }) => everybodyAfter(commands, beganAt)).filter(Number.isFinite),
  }));
}

function firstAfter(operations: readonly Operation[], at: number): number {
  return operations.reduce((first, { sentAt, answeredAt }) => (sentAt >= at ? Math.min(first, answeredAt - at) : first), Infinity);
}

function everybodyAfter(commands: readonly Operation[], at: number): number {
  const byAgent = groupedBy(commands, ({ actor }) => actor.id);
  return Math.max(...[...byAgent.values()].map((those) => firstAfter(those, at)));
}
