import type { ColumnKey, Row } from '@live-takeover/sdk';
import { agoWords, durationWords } from '../language/duration.js';
import type { Words } from '../language/words.js';
import { createIconNode, type IconNode } from '../theme/icon-node.js';
import { channelIcon, operatorIcon, toneIcons, toneOf } from '../theme/icons.js';
import { intentWords, operatorWords, reasonWords, statusWords } from '../words/status-words.js';
import { columnKeys } from './columns.js';

/** What all rows are drawn with at one moment. */
export interface RowLook {
  readonly words: Words;
  /** Epoch ms of the store's clock. */
  readonly now: number;
  /** The conversation that is open in the pane. */
  readonly selectedId: string | null;
  /** The row that Tab reaches; the others are reached by arrow keys. */
  readonly tabStopId: string | null;
  /** Differs whenever anything above does. */
  readonly version: number;
}

/** Where a row is drawn. */
export interface RowPlace {
  readonly row: Row;
  /** As `aria-rowindex` counts: from 1, the heading included. */
  readonly rowIndex: number;
  /** Pixels from the top; null where the row stands in the flow. */
  readonly top: number | null;
}

const noValue = '–';

/** One row of the table: made once, then filled with one conversation after another. */
export class RowNode {
  readonly element: HTMLDivElement = make('div', 'row', 'row');
  readonly #cells: Readonly<Record<ColumnKey, HTMLDivElement>>;
  readonly #channel: IconNode = createIconNode();
  readonly #label: HTMLSpanElement = makeText('label');
  readonly #reference: HTMLButtonElement = make('button', 'reference');
  readonly #pill: HTMLSpanElement = make('span', 'pill');
  readonly #statusIcon: IconNode = createIconNode();
  readonly #status: HTMLSpanElement = make('span', 'status-word');
  readonly #reason: HTMLSpanElement = makeText('reason');
  readonly #bot: HTMLSpanElement = makeText('label');
  readonly #chatLength: HTMLSpanElement = makeText('length');
  readonly #message: HTMLSpanElement = makeText('message');
  readonly #messageAge: HTMLSpanElement = makeText('age');
  readonly #operatorIcon: IconNode = createIconNode();
  readonly #operator: HTMLSpanElement = makeText('label');
  #row: Row | undefined;
  #version = -1;
  #top: number | null = null;

  constructor() {
    const cells = columnKeys.map((key, index): [ColumnKey, HTMLDivElement] => [key, makeCell(key, index)]);
    this.#cells = Object.fromEntries(cells) as Record<ColumnKey, HTMLDivElement>;
    const information = createIconNode();
    information.set('info');
    this.#reference.type = 'button';
    this.#reference.setAttribute('part', 'reference');
    this.#reference.append(information.element);
    this.#cells.bot.append(this.#bot);
    this.#cells['chat-length'].append(this.#chatLength);
    this.#cells.id.append(this.#channel.element, this.#label, this.#reference);
    this.#pill.append(this.#statusIcon.element, this.#status);
    const separator = make('span', 'visually-hidden');
    separator.textContent = ' · ';
    this.#cells.status.append(this.#pill, separator, this.#reason);
    this.#cells['last-message'].append(this.#message, this.#messageAge);
    this.#cells.operator.append(this.#operatorIcon.element, this.#operator);
    this.element.append(...cells.map(([, cell]) => cell));
  }

  /** The conversation it shows now; undefined before the first. */
  get row(): Row | undefined {
    return this.#row;
  }

  /** The information icon, which copies the internal reference. */
  get referenceButton(): HTMLButtonElement {
    return this.#reference;
  }

  /** Shows a conversation. Touches the document only where something differs. */
  show({ row, rowIndex, top }: RowPlace, look: RowLook): void {
    setAttribute(this.element, 'aria-rowindex', String(rowIndex));
    if (top !== this.#top) {
      this.#top = top;
      this.element.style.setProperty('transform', top === null ? 'none' : `translateY(${top}px)`);
    }
    if (row === this.#row && look.version === this.#version) return;
    this.#row = row;
    this.#version = look.version;
    this.#showRow(row, look);
  }

  #showRow(row: Row, look: RowLook): void {
    const { words, now } = look;
    const tone = toneOf(row);
    const isTabStop = row.id === look.tabStopId;
    setAttribute(this.element, 'data-id', row.id);
    if (this.element.dataset['tone'] !== tone) {
      this.element.dataset['tone'] = tone;
      this.element.setAttribute('part', `row ${tone}`);
      this.#pill.setAttribute('part', `status ${tone}`);
    }
    setAttribute(this.element, 'aria-selected', String(row.id === look.selectedId));
    setTabIndex(this.element, isTabStop);
    setTabIndex(this.#reference, isTabStop);
    this.#channel.set(channelIcon(row.channel));
    setText(this.#label, row.label || row.reference || row.id);
    setAttribute(this.#reference, 'aria-label', words('reference.copy', { reference: row.reference }));
    setText(this.#bot, row.botName);
    setText(this.#chatLength, row.chatLengthMs > 0 ? durationWords(words, row.chatLengthMs) : noValue);
    this.#statusIcon.set(toneIcons[tone]);
    setText(this.#status, statusWords(words, row.status));
    const intent = intentWords(words, row.intent);
    setText(this.#reason, row.hasLeft ? words('table.row-gone') : (intent ?? reasonWords(words, row, now)));
    this.element.classList.toggle('gone', row.hasLeft === true);
    this.#reason.classList.toggle('intent', intent !== null);
    this.#reason.classList.toggle('failed', row.intent?.state.state === 'failed');
    setText(this.#message, row.lastMessage === null ? noValue : row.lastMessage.text);
    setText(this.#messageAge, row.lastMessage === null ? '' : agoWords(words, row.lastMessage.at, now));
    this.#operatorIcon.set(operatorIcon(row.operator));
    setText(this.#operator, operatorWords(words, row.operator, row.isMine));
    this.#cells.operator.classList.toggle('mine', row.isMine);
  }
}

function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, className: string, role?: string): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.className = className;
  if (role !== undefined) element.setAttribute('role', role);
  return element;
}

/** Text whose own first letter says which way it runs, whatever way the page runs. */
function makeText(className: string): HTMLSpanElement {
  const element = make('span', className);
  element.dir = 'auto';
  return element;
}

function makeCell(key: ColumnKey, index: number): HTMLDivElement {
  const cell = make('div', `cell ${key}`, 'gridcell');
  cell.setAttribute('aria-colindex', String(index + 1));
  cell.setAttribute('part', `cell ${key}`);
  return cell;
}

function setText(element: HTMLElement, text: string): void {
  const node = element.firstChild;
  if (node === null) element.append(text);
  else if (node.nodeValue !== text) node.nodeValue = text;
}

function setAttribute(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function setTabIndex(element: HTMLElement, isTabStop: boolean): void {
  const tabIndex = isTabStop ? 0 : -1;
  if (element.tabIndex !== tabIndex || !element.hasAttribute('tabindex')) element.tabIndex = tabIndex;
}
