import type { ColumnChoice, ColumnSetting } from './column-choice.js';
import { attributeOf, columnClass } from './columns.js';

/**
 * The custom properties by which the style sheet lays out headings and rows:
 * `--_columns`, the tracks; `--_least`, what they need at least, edges and gaps
 * included; `--_card-lines`, the lines that a card needs for its attributes.
 */
export function columnTracks(choice: ColumnChoice): Readonly<Record<string, string>> {
  const shown = choice.filter(({ isShown }) => isShown);
  const least = shown.map(leastOf).join(' + ');
  return {
    '--_columns': shown.map(trackOf).join(' '),
    '--_least': `calc(${least} + ${shown.length - 1} * var(--_cell-gap) + 2 * var(--_edge))`,
    '--_card-lines': String(shown.filter(({ column }) => attributeOf(column) !== undefined).length),
  };
}

function trackOf(setting: ColumnSetting): string {
  const { column, width } = setting;
  return width === null ? `minmax(${leastOf(setting)}, var(--_share-${columnClass(column)}))` : `${width}px`;
}

function leastOf({ column, width }: ColumnSetting): string {
  return width === null ? `var(--_least-${columnClass(column)})` : `${width}px`;
}
