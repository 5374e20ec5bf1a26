import { exportCsv, exportJson, type ExportColumn, type RowView } from '@live-takeover/sdk';
import { dispatchRequest } from '../words/request-event.js';
import { download, fileName } from './download.js';

/** The kinds of files there are. */
export type ExportFormat = 'csv' | 'json';

/** What a page is asked before a file is made. */
export interface ExportDetail {
  readonly what: 'conversations' | 'unanswered';
  readonly format: ExportFormat;
  /** How many conversations, or questions, it would hold. */
  readonly count: number;
}

const types: Readonly<Record<ExportFormat, string>> = { csv: 'text/csv', json: 'application/json' };

/** Rows written before the page gets to breathe. */
const blockSize = 2_000;

/**
 * Asks the page by `export-request`, then hands the agent the file.
 *
 * @param items - read in blocks, between which the page goes on
 * @param now - epoch ms, for the file's name
 * @returns how many it holds; null if the page made another file of it, or none
 */
export async function exportItems<Item>(
  target: EventTarget,
  { what, format, count }: ExportDetail,
  items: (first: number, last: number) => Iterable<Item>,
  columns: readonly ExportColumn<Item>[],
  now: number,
): Promise<number | null> {
  if (!(await dispatchRequest(target, 'export-request', { what, format, count }))) return null;
  const write = format === 'csv' ? csvBlock : jsonBlock;
  const parts: string[] = [];
  for (let first = 0; first === 0 || first < count; first += blockSize) {
    const last = Math.min(count, first + blockSize);
    parts.push(write([...items(first, last)], columns, first === 0, last >= count));
    if (last < count) await new Promise((resolve) => setTimeout(resolve));
  }
  download(fileName(what, format, now), parts, types[format]);
  return count;
}

/** All rows of a view, in its order as it is now, which nothing changes meanwhile; closes it. */
export async function exportView(
  target: EventTarget,
  view: RowView,
  format: ExportFormat,
  columns: Parameters<typeof exportItems<ReturnType<RowView['rows']>[number]>>[3],
  now: number,
): Promise<number | null> {
  view.hold();
  try {
    return await exportItems(target, { what: 'conversations', format, count: view.total }, (first, last) => view.rows(first, last), columns, now);
  } finally {
    view.release();
    view.close();
  }
}

/** Headings stand above the first block alone. */
function csvBlock<Item>(items: readonly Item[], columns: readonly ExportColumn<Item>[], isFirst: boolean): string {
  const text = exportCsv(items, columns, { hasByteOrderMark: isFirst });
  return isFirst ? text : text.slice(exportCsv([], columns, { hasByteOrderMark: false }).length);
}

/** One array over all blocks. */
function jsonBlock<Item>(items: readonly Item[], columns: readonly ExportColumn<Item>[], isFirst: boolean, isLast: boolean): string {
  const inner = exportJson(items, columns).slice(1, -2);
  return `${isFirst ? '[' : ',\n'}${inner}${isLast ? ']\n' : ''}`;
}
