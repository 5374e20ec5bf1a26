/** How the nodes of rows are made and written: only where something differs, for a row is drawn again with every change. */
import { searchMarks } from '@live-takeover/sdk';

/** An element with a class and, if it has one, a role. */
export function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, className: string, role?: string): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.className = className;
  if (role !== undefined) element.setAttribute('role', role);
  return element;
}

/** A place for text whose own first letter says which way it runs, whatever way the page runs. */
export function makeText(className: string): HTMLSpanElement {
  const element = make('span', className);
  element.dir = 'auto';
  return element;
}

/** Writes a text into an element that holds nothing else. */
export function setText(element: HTMLElement, text: string): void {
  const node = element.firstChild;
  if (node === null) element.append(text);
  else if (node.nodeValue !== text) node.nodeValue = text;
}

export function setAttribute(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function setHidden(element: HTMLElement, isHidden: boolean): void {
  if (element.hidden !== isHidden) element.hidden = isHidden;
}

export function setTabIndex(element: HTMLElement, isTabStop: boolean): void {
  const tabIndex = isTabStop ? 0 : -1;
  if (element.tabIndex !== tabIndex || !element.hasAttribute('tabindex')) element.tabIndex = tabIndex;
}

/**
 * A place for text in which what the agent searches for is marked. By elements:
 * with some thirty rows they cost no more than ranges of the CSS Custom Highlight
 * API, can be themed as a part, and keep their colours where colours are forced.
 */
export class MarkedText {
  readonly element: HTMLSpanElement;
  #text: string | undefined;
  #search = '';
  #hasMarks = false;

  constructor(className: string) {
    this.element = makeText(className);
  }

  /** @param search - empty for none */
  set(text: string, search: string): void {
    if (text === this.#text && search === this.#search) return;
    this.#text = text;
    this.#search = search;
    const marks = search === '' ? [] : searchMarks(text, search);
    if (marks.length === 0 && !this.#hasMarks) return setText(this.element, text);
    this.#hasMarks = marks.length > 0;
    this.element.replaceChildren(...markedNodes(text, marks));
  }
}

function markedNodes(text: string, marks: ReturnType<typeof searchMarks>): readonly (string | HTMLElement)[] {
  const nodes: (string | HTMLElement)[] = [];
  let from = 0;
  for (const { start, end } of marks) {
    const mark = make('mark', 'match');
    mark.setAttribute('part', 'match');
    mark.textContent = text.slice(start, end);
    if (start > from) nodes.push(text.slice(from, start));
    nodes.push(mark);
    from = end;
  }
  if (from < text.length || nodes.length === 0) nodes.push(text.slice(from));
  return nodes;
}
