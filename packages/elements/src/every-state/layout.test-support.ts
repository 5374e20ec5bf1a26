/** Finds what is cut off, sticks out or lies on top of something else. */
import { elementsIn, placeOf } from './said.test-support.js';

/** Less than this many pixels nobody sees. */
const tolerance = 1.5;

/** What is wrong with the layout of an element, in words. Empty if nothing is. */
export function layoutFaults(host: HTMLElement): readonly string[] {
  const faults = new Set<string>();
  const viewport = document.documentElement.clientWidth;
  for (const element of elementsIn(host)) {
    if (!(element instanceof HTMLElement) || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || isForEars(element)) continue;
    const style = getComputedStyle(element);
    if (cuts(style.overflowX) && element.scrollWidth > element.clientWidth + tolerance && !isData(element) && style.textOverflow !== 'ellipsis')
      faults.add(`${placeOf(element)} cuts ${element.scrollWidth - element.clientWidth} px of its width`);
    if (cuts(style.overflowY) && element.scrollHeight > element.clientHeight + tolerance && !isData(element) && style.webkitLineClamp === 'none')
      faults.add(`${placeOf(element)} cuts ${element.scrollHeight - element.clientHeight} px of its height`);
    for (const { box, text } of textsOf(element)) {
      if ((box.left < -tolerance || box.right > viewport + tolerance) && !isScrolled(element) && !isData(element)) faults.add(`“${text}” in ${placeOf(element)} is outside the page`);
      const frame = element.closest('button, .button, .chip, .pill, [role="tab"], [role="option"], td, th');
      if (frame !== null && !isData(element)) {
        const around = frame.getBoundingClientRect();
        if (box.left < around.left - tolerance || box.right > around.right + tolerance || box.top < around.top - tolerance * 2 || box.bottom > around.bottom + tolerance * 2)
          faults.add(`“${text}” sticks out of ${placeOf(frame)}`);
      }
    }
  }
  return [...faults];
}

function cuts(overflow: string): boolean {
  return overflow === 'hidden' || overflow === 'clip';
}

/** Said only to who listens. */
function isForEars(element: Element): boolean {
  for (let at: Element | null = element; at !== null; at = at.parentElement) if (getComputedStyle(at).clipPath === 'inset(50%)') return true;
  return false;
}

/** A name or a text of somebody else's, which may be shortened where there is no room. */
function isData(element: Element): boolean {
  // What was typed scrolls in its field.
  if (element instanceof HTMLInputElement && element.value !== '') return true;
  return element.closest('.row .cell, bdi, [dir="auto"], .skeleton, .visually-hidden, svg, mark') !== null;
}

/** Inside something that scrolls sideways on purpose. */
function isScrolled(element: Element): boolean {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const { overflowX } = getComputedStyle(at);
    if (overflowX === 'auto' || overflowX === 'scroll') return at.scrollWidth > at.clientWidth;
  }
  return false;
}

/** The boxes of an element's own texts, as they are painted. */
function* textsOf(element: Element): Generator<{ readonly box: DOMRect; readonly text: string }> {
  const range = document.createRange();
  for (const node of element.childNodes) {
    const text = node.nodeValue?.trim() ?? '';
    if (node.nodeType !== Node.TEXT_NODE || text === '') continue;
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 0) yield { box, text: text.slice(0, 40) };
  }
}
