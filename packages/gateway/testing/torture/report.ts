/** What a run says in the end. */
import { faultKinds } from './fault-plan.js';
import type { FaultKind } from './fault-plan.js';
import type { Figures, Recovery } from './figures.js';
import type { TortureForm } from './form.js';
import { groupedBy } from './grouped-by.js';
import { operationLine } from './history.js';
import type { Offence } from './log-judge.js';

/** More are not told one by one. */
const shownOfEachKind = 2;

/** Why a run proves nothing; empty if it does. */
export function invalidityOf(figures: Figures, { contestedAtLeast, unknownShareAtMost }: TortureForm, kinds: readonly FaultKind[]): readonly string[] {
  const reasons: string[] = [];
  if (figures.contested < contestedAtLeast) reasons.push(`only ${figures.contested} takeovers were contested; ${contestedAtLeast} are needed`);
  if (figures.unknown > unknownShareAtMost * figures.operations) reasons.push(`${percent(figures)} of the outcomes are unknown; at most ${unknownShareAtMost * 100} % may be`);
  for (const kind of kinds)
    if (!figures.recoveries.some((recovery) => recovery.kind === kind && recovery.hits > 0)) reasons.push(`no fault of kind ${kind} hit anything`);
  return reasons;
}

/** The table of a run. */
export function tableOf(figures: Figures, form: TortureForm): readonly string[] {
  const { store, nodes, agents, customers, seed } = form;
  const names = Object.entries(figures.byName).map(([name, count]) => `${name} ${grouped(count)}`);
  const line = (label: string, value: string, note = ''): string => `  ${label.padEnd(34)}${value.padStart(9)}${note === '' ? '' : `  ${note}`}`;
  return [
    `${nodes} ${nodes === 1 ? 'node' : 'nodes'} on ${store === 'postgres' ? 'PostgreSQL' : 'SQLite'}, ${agents} agents, ${customers} customers, seed ${seed}`,
    line('operations', grouped(figures.operations), names.join(', ')),
    line('contested takeovers', grouped(figures.contested)),
    line('double winners', grouped(figures.doubleWinners)),
    line('acknowledged messages', grouped(figures.acknowledgedMessages)),
    line('lost', grouped(figures.lost)),
    line('bot messages inside takeovers', grouped(figures.botMessagesInTakeovers), `${grouped(figures.suppressed)} came too late and were kept back`),
    line('unknown outcomes', percent(figures), `${grouped(figures.unknown)}`),
    '',
    `  ${'fault'.padEnd(18)}${'times'.padStart(6)}${'hits'.padStart(7)}   next acknowledged command      every agent answered`,
    `  ${''.padEnd(31)}       median      max           median      max`,
    ...faultKinds.flatMap((kind) => figures.recoveries.filter((recovery) => recovery.kind === kind)).map(recoveryLine),
  ];
}

/** What went wrong, for a reader: of each kind the ones that the fewest operations show. */
export function offenceLines(offences: readonly Offence[]): readonly string[] {
  const shown = [...groupedBy(offences, ({ kind }) => kind).values()].flatMap((those) => [...those].sort((left, right) => sizeOf(left) - sizeOf(right)).slice(0, shownOfEachKind));
  const lines = shown.flatMap(({ kind, what, operations }) => [`${kind}: ${what}`, ...operations.map((operation) => `    ${operationLine(operation)}`)]);
  return offences.length > shown.length ? [...lines, `… and ${offences.length - shown.length} more`] : lines;
}

function sizeOf({ operations }: Offence): number {
  return operations.length === 0 ? Infinity : operations.length;
}

function recoveryLine({ kind, times, hits, firstMs, everybodyMs }: Recovery): string {
  const pair = (values: readonly number[]): string => `${seconds(median(values)).padStart(9)}${seconds(Math.max(...values)).padStart(9)}`;
  return `  ${kind.padEnd(18)}${String(times).padStart(6)}${String(hits).padStart(7)}    ${pair(firstMs)}        ${pair(everybodyMs)}`;
}

function percent({ unknown, operations }: Figures): string {
  return `${((100 * unknown) / Math.max(1, operations)).toFixed(2)} %`;
}

function seconds(durationMs: number): string {
  return Number.isFinite(durationMs) ? `${(durationMs / 1000).toFixed(2)} s` : '–';
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? -Infinity;
}

function grouped(count: number): string {
  return count.toLocaleString('en-GB');
}
