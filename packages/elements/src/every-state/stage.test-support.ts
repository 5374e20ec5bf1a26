/** Every element in every state, to be looked at in one go: in a pretended language, right to left, with hostile data, in each theme. */
import { fixtureCleanup } from '@open-wc/testing';
import type { Catalogue } from '../language/catalogue.js';
import type { PreferenceStore } from '../preferences/preference-store.js';
import { browserStore } from '../preferences/preference-store.js';

/** How a state is to be shown. */
export interface Staging {
  /** What stands where a customer, a bot, a colleague or the page says `sample`. */
  readonly text: (sample: string) => string;
  /** Sets language, direction, theme and words before the element is in the page. */
  readonly dress: (element: HTMLElement & { catalogue?: Catalogue | undefined }) => void;
}

/** One element in one state. */
export interface State {
  readonly name: string;
  show(staging: Staging): Promise<HTMLElement>;
}

/** As it is in everyday life. */
export const everyday: Staging = { text: (sample) => sample, dress: (element) => void (element.lang = 'en') };

/** Puts a dressed element into the page. */
export async function stage<Staged extends HTMLElement>(element: Staged, staging: Staging, height?: number): Promise<Staged> {
  staging.dress(element);
  if (height !== undefined) element.style.setProperty('block-size', `${height}px`);
  document.body.append(element);
  staged.push(element);
  await settle();
  return element;
}

const staged: HTMLElement[] = [];

/** Takes everything out of the page. */
export function strike(): void {
  for (const element of staged.splice(0)) element.remove();
  fixtureCleanup();
}

/** Waits until what was changed is on screen. */
export async function settle(): Promise<void> {
  for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
}

/** Finds within an element's own tree. */
export function inside<Found extends HTMLElement = HTMLElement>(element: HTMLElement, selector: string): Found {
  const found = element.shadowRoot?.querySelector<Found>(selector);
  if (!found) throw new Error(`There is no ${selector} in ${element.localName}.`);
  return found;
}

/** All within an element's own tree. */
export function allInside<Found extends HTMLElement = HTMLElement>(element: HTMLElement, selector: string): readonly Found[] {
  return [...(element.shadowRoot?.querySelectorAll<Found>(selector) ?? [])];
}

/** Presses, as the keyboard does, one after the other. */
export async function press(element: HTMLElement, ...selectors: readonly string[]): Promise<void> {
  for (const selector of selectors) {
    const target = inside(element, selector);
    target.focus();
    target.click();
    await settle();
  }
}

/** Fills a field. */
export async function fill(element: HTMLElement, selector: string, value: string): Promise<void> {
  const field = inside<HTMLInputElement>(element, selector);
  field.value = value;
  field.dispatchEvent(new InputEvent(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true, composed: true }));
  await settle();
}

/** A store for one state alone. */
export function ownStore(): PreferenceStore {
  return browserStore(() => {
    throw new DOMException('blocked', 'SecurityError');
  });
}
