import type { ColumnKey } from '@live-takeover/sdk';
import { attributeOf, columnKeys } from './columns.js';

/** One column as an agent has it. */
export interface ColumnSetting {
  readonly column: ColumnKey;
  readonly isShown: boolean;
  /** CSS pixels; null for as much as the style sheet gives it. */
  readonly width: number | null;
}

/** All columns there are, shown or not, in the agent's order. */
export type ColumnChoice = readonly ColumnSetting[];

/** How narrow and how wide a column may be. */
export const widthLimits = { least: 48, most: 1_000 } as const;

/** As many columns as can be kept: a host may have any number of attributes. */
const mostColumns = 60;

/** Without them a row would not say what it is, or how urgent. */
const alwaysShown: readonly ColumnKey[] = ['id', 'status'];

/** Whether a column may be hidden. */
export function isHideable(column: ColumnKey): boolean {
  return !alwaysShown.includes(column);
}

/**
 * What an agent chose, completed by the columns that have come since.
 *
 * @param kept - undefined for no choice
 * @param attributes - shown until the agent hides them
 */
export function columnChoice(kept: ColumnChoice | undefined, attributes: readonly ColumnKey[]): ColumnChoice {
  const chosen = kept ?? [];
  const known = new Set(chosen.map(({ column }) => column));
  const missing = [...columnKeys, ...attributes].filter((column) => !known.has(column));
  return [...chosen, ...missing.map((column) => ({ column, isShown: true, width: null }))];
}

/** The same choice with further columns offered, none of them shown. */
export function withOffered(choice: ColumnChoice, offered: readonly ColumnKey[]): ColumnChoice {
  const known = new Set(choice.map(({ column }) => column));
  const added = [...new Set(offered)].filter((column) => !known.has(column));
  return [...choice, ...added.map((column) => ({ column, isShown: false, width: null }))].slice(0, mostColumns);
}

/** The columns that are shown, in their order. */
export function shownColumns(choice: ColumnChoice): readonly ColumnKey[] {
  return choice.filter(({ isShown }) => isShown).map(({ column }) => column);
}

/** One column otherwise. */
export function withColumn(choice: ColumnChoice, column: ColumnKey, changed: Partial<Omit<ColumnSetting, 'column'>>): ColumnChoice {
  return choice.map((setting) => (setting.column === column ? allowed({ ...setting, ...changed }) : setting));
}

/** One column so many places on, or back. */
export function withMoved(choice: ColumnChoice, column: ColumnKey, by: number): ColumnChoice {
  const from = choice.findIndex((setting) => setting.column === column);
  const moved = choice[from];
  const others = choice.filter((setting) => setting !== moved);
  return moved === undefined ? choice : others.toSpliced(Math.max(0, from + by), 0, moved);
}

/** A choice that was kept, if it makes sense: it may be of another version, or anybody's. */
export function decodeColumnChoice(value: unknown): ColumnChoice | undefined {
  if (!Array.isArray(value)) return undefined;
  const settings = value.slice(0, mostColumns).flatMap((item: unknown) => decodeSetting(item) ?? []);
  return [...new Map(settings.map((setting) => [setting.column, setting])).values()];
}

function decodeSetting(value: unknown): ColumnSetting | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { column, isShown, width } = value as Partial<Readonly<Record<string, unknown>>>;
  if (typeof column !== 'string' || !isColumn(column)) return undefined;
  return allowed({ column, isShown: isShown === true, width: typeof width === 'number' && Number.isFinite(width) ? width : null });
}

function isColumn(name: string): name is ColumnKey {
  return columnKeys.some((column) => column === name) || Boolean(attributeOf(name as ColumnKey));
}

function allowed({ column, isShown, width }: ColumnSetting): ColumnSetting {
  const { least, most } = widthLimits;
  return {
    column,
    isShown: isShown || !isHideable(column),
    width: width === null ? null : Math.round(Math.max(least, Math.min(width, most))),
  };
}
