import type { ColumnKey } from '@live-takeover/sdk';
import { directionOf } from '../language/locale.js';
import type { TableColumns } from './table-columns.js';

/**
 * Follows a drag at the edge of a heading until it ends. By the keyboard widths
 * are set in the dialog of columns.
 *
 * @param event - `pointerdown` on the handle, which stands in the heading
 */
export function dragWidth(event: PointerEvent, column: ColumnKey, columns: TableColumns): void {
  const handle = event.currentTarget as HTMLElement;
  const heading = handle.parentElement;
  if (event.button !== 0 || heading === null) return;
  event.preventDefault();
  const { width } = heading.getBoundingClientRect();
  const direction = directionOf(handle) === 'rtl' ? -1 : 1;
  const { clientX, pointerId } = event;
  const ending = new AbortController();
  const { signal } = ending;
  handle.setPointerCapture(pointerId);
  handle.addEventListener('pointermove', (move) => columns.drag(column, width + direction * (move.clientX - clientX)), { signal });
  const end = (): void => {
    ending.abort();
    columns.drop();
  };
  handle.addEventListener('lostpointercapture', end, { signal });
}
