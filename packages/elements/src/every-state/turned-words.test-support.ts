/** Finds words of ours that a text of somebody else's has turned round. */
import { elementsIn, placeOf } from './said.test-support.js';

const turning = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * Lines in which letters of ours do not run from left to right.
 *
 * @param foreign - what is not ours
 */
export function turnedWords(host: HTMLElement, foreign: readonly string[]): readonly string[] {
  const faults = new Set<string>();
  for (const element of elementsIn(host)) {
    if (!isBlock(element) || !turning.test(element.textContent ?? '') || !element.checkVisibility({ visibilityProperty: true }) || element.localName === 'style') continue;
    let last: DOMRect | undefined;
    let said = '';
    for (const box of ownLetters(element, foreign)) {
      const isSameLine = last !== undefined && Math.abs(box.rect.bottom - last.bottom) < last.height / 2;
      if (isSameLine && box.rect.left < last!.left - 0.5) faults.add(`“${said.slice(-20)}${box.letter}” is turned in ${placeOf(element)}`);
      last = box.rect;
      said = isSameLine ? said + box.letter : box.letter;
    }
  }
  return [...faults];
}

function isBlock(element: Element): boolean {
  return /^(?:block|list-item|table-cell|flow-root|inline-block)$/u.test(getComputedStyle(element).display);
}

/** Letters of ours that stand in one block, in the order in which they are written. */
function* ownLetters(block: Element, foreign: readonly string[]): Generator<{ readonly letter: string; readonly rect: DOMRect }> {
  const range = document.createRange();
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent === null || parent.closest('.visually-hidden') !== null) continue;
    if (closestBlock(parent) !== block) continue;
    const text = node.nodeValue ?? '';
    const spans = foreignSpans(text, foreign);
    for (let index = 0; index < text.length; index += 1) {
      if (spans.some(([from, to]) => index >= from && index < to) || !/[a-z]/iu.test(text[index]!)) continue;
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      const rect = range.getBoundingClientRect();
      if (rect.width > 0) yield { letter: text[index]!, rect };
    }
  }
}

function closestBlock(element: Element): Element {
  let at = element;
  while (!isBlock(at) && at.parentElement !== null && !/flex|grid/u.test(getComputedStyle(at.parentElement).display)) at = at.parentElement;
  return at;
}

function foreignSpans(text: string, foreign: readonly string[]): readonly (readonly [number, number])[] {
  const isolates = [...text.matchAll(/\u2068[\s\S]*?\u2069+/gu)].map((match) => [match.index, match.index + match[0].length] as const);
  const whole = foreign.flatMap((one) => {
    const at = text.indexOf(one);
    return one === '' || at < 0 ? [] : [[at, at + one.length] as const];
  });
  return [...isolates, ...whole];
}
