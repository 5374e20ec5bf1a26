/** Finds texts of whatever length that leave the room they have, or lie on each other. */
import { elementsIn, placeOf } from './said.test-support.js';

const tolerance = 1.5;

interface Patch {
  readonly element: Element;
  readonly text: string;
  readonly box: DOMRect;
}

/** What can be seen outside the element, or makes the page wider. */
export function escapes(host: HTMLElement): readonly string[] {
  const faults = new Set<string>();
  const { scrollWidth, clientWidth } = document.scrollingElement ?? document.documentElement;
  if (scrollWidth > clientWidth + tolerance) faults.add(`the page is ${scrollWidth - clientWidth} px too wide`);
  for (const { element, text, box } of patchesOf(host)) {
    if (box.left < -tolerance || box.right > clientWidth + tolerance) faults.add(`“${text}” in ${placeOf(element)} leaves the page`);
  }
  return [...faults];
}

/** Texts of one layer that lie on each other. */
export function overlaps(host: HTMLElement): readonly string[] {
  const faults = new Set<string>();
  const layers = new Map<Element | null, Patch[]>();
  for (const patch of patchesOf(host)) {
    const layer = layerOf(patch.element);
    layers.set(layer, [...(layers.get(layer) ?? []), patch]);
  }
  for (const patches of layers.values()) {
    patches.sort((one, other) => one.box.top - other.box.top);
    for (const [index, one] of patches.entries())
      for (let next = index + 1; next < patches.length; next += 1) {
        const other = patches[next]!;
        if (other.box.top > one.box.bottom) break;
        if (one.element === other.element || one.element.contains(other.element) || other.element.contains(one.element)) continue;
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
        // Two lines of text may touch; no more.
        if (across > tolerance && down > Math.min(one.box.height, other.box.height) / 2) faults.add(`“${one.text}” in ${placeOf(one.element)} and “${other.text}” in ${placeOf(other.element)} overlap`);
      }
  }
  return [...faults];
}

/** What is painted apart from what surrounds it. */
function layerOf(element: Element): Element | null {
  for (let at: Element | null = element; at !== null; at = parentOf(at)) {
    if (at.matches('dialog, [popover]') || /absolute|fixed|sticky/u.test(getComputedStyle(at).position)) return at;
  }
  return null;
}

/** The texts of an element as far as they can be seen. */
function* patchesOf(host: HTMLElement): Generator<Patch> {
  const range = document.createRange();
  for (const element of elementsIn(host)) {
    if (element.closest('.visually-hidden, option, style') !== null || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    for (const node of element.childNodes) {
      const text = node.nodeValue?.trim() ?? '';
      if (node.nodeType !== Node.TEXT_NODE || text === '') continue;
      range.selectNodeContents(node);
      const shape = range.getClientRects();
      for (const rect of [...shape].slice(0, 12)) {
        const box = visibleOf(element, rect);
        if (box !== undefined) yield { element, text: text.slice(0, 30), box };
      }
    }
  }
}

/** What is left of a box when everything around it has cut off its part. */
function visibleOf(element: Element, rect: DOMRect): DOMRect | undefined {
  let { left, right, top, bottom } = rect;
  for (let at: Element | null = element; at !== null; at = parentOf(at)) {
    const { overflowX, overflowY, clipPath, position } = getComputedStyle(at);
    if (clipPath !== 'none') return undefined;
    const around = at.getBoundingClientRect();
    if (overflowX !== 'visible') [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
    if (overflowY !== 'visible') [top, bottom] = [Math.max(top, around.top), Math.min(bottom, around.bottom)];
    if (position === 'fixed') break;
  }
  return right - left > tolerance && bottom - top > tolerance ? new DOMRect(left, top, right - left, bottom - top) : undefined;
}

function parentOf(element: Element): Element | null {
  const root = element.getRootNode();
  return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
