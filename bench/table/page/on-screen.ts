/** What is really on the screen, by asking what a click would hit. */
import { rowHeight, type Peer } from '../peers/peer.js';
import type { PlainRow } from '../rows/plain-row.js';

/** As much of a text as tells it from others. */
const enough = 24;

/** Whether the first rows on screen are these. */
export function showsFirst(peer: Peer, rows: readonly PlainRow[]): boolean {
  const top = peer.bodyTop();
  const idX = peer.columnX('id');
  const messageX = peer.columnX('last-message');
  return rows.every((row, index) => {
    const y = top + (index + 0.5) * rowHeight;
    return textAt(idX, y).includes(row.label) && textAt(messageX, y).includes((row.lastText ?? '–').slice(0, enough));
  });
}

/** Whether there is a row with text in it everywhere between the headings and the foot. */
export function isFilled(peer: Peer): boolean {
  const top = peer.bodyTop();
  const { bottom } = peer.scroller().getBoundingClientRect();
  const x = peer.columnX('id');
  for (let y = top + rowHeight / 2; y < bottom - rowHeight; y += rowHeight * 3) if (textAt(x, y).trim() === '') return false;
  return true;
}

/** The text of the row, or at least of the cell, that a click would hit. */
export function textAt(x: number, y: number): string {
  let hit = document.elementFromPoint(x, y);
  while (hit?.shadowRoot) {
    const inner = hit.shadowRoot.elementFromPoint(x, y);
    if (inner === null || inner === hit) break;
    hit = inner;
  }
  while (hit?.parentElement && hit.parentElement.getBoundingClientRect().height < 1.3 * rowHeight) hit = hit.parentElement;
  if (hit === null || hit.getBoundingClientRect().height >= 1.3 * rowHeight) return '';
  return textIn(hit);
}

/** What an element shows, from the page outside its shadow too. */
function textIn(element: Element): string {
  const slotted = [...element.querySelectorAll('slot')].flatMap((slot) => slot.assignedElements());
  return [element, ...slotted].map((shown) => shown.textContent ?? '').join('');
}
