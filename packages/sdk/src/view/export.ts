/** Rows as files: pure text, made of what the caller says each column holds. */

/** What stands in one place of a table. */
export type ExportCell = string | number | boolean | null;

/** One column of what is exported. */
export interface ExportColumn<Item> {
  /** Its name in JSON. */
  readonly key: string;
  /** Its heading in CSV. */
  readonly heading: string;
  cellOf(item: Item): ExportCell;
}

/** How {@link exportCsv} writes. */
export interface CsvOptions {
  /** Begins with U+FEFF, by which spreadsheets know UTF-8. Default true. */
  readonly hasByteOrderMark?: boolean;
}

// Taken when this module loads: a host page cannot bend it.
const { stringify } = JSON;

/**
 * A CSV file (RFC 4180: commas, CRLF, a line of headings). No text in it becomes a
 * formula where a spreadsheet opens it: one that would begin with `=`, `+`, `-` or
 * `@` (in any width, after blanks or quotes too), a tab or a line break gets an apostrophe
 * before it. So does what follows a semicolon, tab or line break inside a text, for
 * there a spreadsheet set to another separator begins a new cell. Numbers stay as they are.
 */
export function exportCsv<Item>(items: Iterable<Item>, columns: readonly ExportColumn<Item>[], { hasByteOrderMark = true }: CsvOptions = {}): string {
  const lines = [columns.map(({ heading }) => csvCell(heading)).join(',')];
  for (const item of items) lines.push(columns.map((column) => csvCell(column.cellOf(item))).join(','));
  return `${hasByteOrderMark ? '\ufeff' : ''}${lines.join('\r\n')}\r\n`;
}

/** A JSON array with an object per item, its values as they are. */
export function exportJson<Item>(items: Iterable<Item>, columns: readonly ExportColumn<Item>[]): string {
  const objects: string[] = [];
  for (const item of items) objects.push(`{${columns.map((column) => `${stringify(column.key)}:${stringify(column.cellOf(item))}`).join(',')}}`);
  return `[${objects.join(',\n')}]\n`;
}

function csvCell(cell: ExportCell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const safe = withoutFormulas(cell);
  return /[",;\s]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One pass: a pattern that looks ahead over blanks would take forever on a text of nothing else. */
function withoutFormulas(text: string): string {
  if (!/[\t\n\r=+\-@＝＋－＠﹦﹢﹣﹫]/.test(text)) return text;
  let safe = '';
  let doesCellBegin = true;
  let isInFirst = true;
  for (const character of text) {
    if (doesCellBegin && /[=+\-@＝＋－＠﹦﹢﹣﹫]/.test(character)) safe = isInFirst ? `'${safe}` : `${safe}'`;
    if (/[;\t\n\r]/.test(character)) {
      doesCellBegin = true;
      isInFirst = false;
    } else if (!/[\s\p{Cc}\p{Cf}"]/u.test(character)) {
      doesCellBegin = false;
      isInFirst = false;
    }
    safe += character;
  }
  return /^[\t\n\r]/.test(safe) ? `'${safe}` : safe;
}
