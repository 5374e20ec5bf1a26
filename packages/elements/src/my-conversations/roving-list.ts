import { directionOf } from '../language/locale.js';

/**
 * Moves the focus along a list by arrow keys, Home and End, with one item that
 * Tab reaches. Give each item `tabindex="-1"` and call {@link rovingFocus} after
 * each render.
 *
 * @param items - selector of the items in the list
 * @returns whether the key was one of these
 */
export function moveAlong(event: KeyboardEvent, items: string): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const list = event.currentTarget as HTMLElement;
  const all = [...list.querySelectorAll<HTMLElement>(items)];
  const present = all.findIndex((item) => item.contains(event.target as Node));
  const next = all[nextOf(event.key, present, all.length, directionOf(list) === 'rtl')];
  if (next === undefined) return false;
  event.preventDefault();
  next.focus();
  rovingFocus(list, items, next);
  return true;
}

/** Lets Tab reach one item: the one with the focus, else the one it reached before, else the first. */
export function rovingFocus(list: HTMLElement | null, items: string, chosen?: HTMLElement): void {
  if (list === null) return;
  const all = [...list.querySelectorAll<HTMLElement>(items)];
  const reached = chosen ?? all.find((item) => item.matches(':focus')) ?? all.find((item) => item.tabIndex === 0) ?? all[0];
  for (const item of all) item.tabIndex = item === reached ? 0 : -1;
}

function nextOf(key: string, present: number, length: number, isRightToLeft: boolean): number {
  const ahead = isRightToLeft ? 'ArrowLeft' : 'ArrowRight';
  const back = isRightToLeft ? 'ArrowRight' : 'ArrowLeft';
  switch (key) {
    case ahead:
    case 'ArrowDown':
      return Math.min(length - 1, present + 1);
    case back:
    case 'ArrowUp':
      return Math.max(0, present - 1);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return -1;
  }
}
