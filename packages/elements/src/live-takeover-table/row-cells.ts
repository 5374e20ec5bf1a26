import { searchMarks, type ColumnKey, type Row } from '@live-takeover/sdk';
import { agoWords } from '../language/duration.js';
import { formatNumber } from '../language/translate.js';
import type { Words } from '../language/words.js';
import { createIconNode } from '../theme/icon-node.js';
import { channelIcon, operatorIcon, toneIcons, toneOf } from '../theme/icons.js';
import { intentWords, operatorWords, statusWords } from '../words/status-words.js';
import { viewerWords } from '../words/viewer-words.js';
import { make, makeText, MarkedText, setAttribute, setHidden, setTabIndex, setText } from './cell-nodes.js';
import { columnText, noValue } from './column-texts.js';
import { attributeOf, type BuiltInColumn } from './columns.js';
import { rowReasonWords } from './row-ages.js';
import type { RowLook } from './row-look.js';

/** One cell of a row, made once and filled with one conversation after another. */
export interface RowCell {
  readonly element: HTMLDivElement;
  /** What can be pressed in it; undefined where nothing can. */
  readonly control?: HTMLElement;
  /** Shows a conversation. Touches the document only where something differs. */
  show(row: Row, look: RowLook): void;
}

/** A cell of a column. */
export function createRowCell(column: ColumnKey): RowCell {
  const attribute = attributeOf(column);
  return attribute === undefined ? builtIn[column as BuiltInColumn]() : attributeCell(column, attribute);
}

const builtIn: Readonly<Record<BuiltInColumn, () => RowCell>> = {
  id: idCell,
  bot: () => textCell('bot', 'label'),
  'chat-length': () => textCell('chat-length', 'length'),
  status: statusCell,
  'last-message': messageCell,
  operator: operatorCell,
};

function idCell(): RowCell {
  const element = makeCell('id');
  const channel = createIconNode();
  const label = new MarkedText('label');
  const reference = make('button', 'reference');
  const information = createIconNode();
  information.set('info');
  reference.type = 'button';
  reference.setAttribute('part', 'reference');
  reference.append(information.element);
  element.append(channel.element, label.element, reference);
  const unread = whenNeeded(unreadSign, (sign) => channel.element.after(sign));
  const viewers = whenNeeded(viewersSign, (sign) => element.append(sign));
  return {
    element,
    control: reference,
    show(row, { words, search, tabStopId }) {
      const text = columnText(words, 'id', row);
      channel.set(channelIcon(row.channel));
      label.set(text, search);
      setTabIndex(reference, row.id === tabStopId);
      setAttribute(reference, 'aria-label', words('reference.copy', { reference: row.reference }));
      // Found by what only the icon tells.
      reference.classList.toggle('match', search !== '' && text !== row.reference && searchMarks(row.reference, search).length > 0);
      unread(row.isUnread, row, words);
      viewers(row.viewers.length > 0, row, words);
    },
  };
}

/** Something that few rows show. */
interface Sign {
  readonly element: HTMLElement;
  show(row: Row, words: Words): void;
}

/** A sign that is made when a row shows it for the first time. */
function whenNeeded(create: () => Sign, insert: (element: HTMLElement) => void): (isNeeded: boolean, row: Row, words: Words) => void {
  let sign: Sign | undefined;
  return (isNeeded, row, words) => {
    if (isNeeded && sign === undefined) insert((sign = create()).element);
    if (sign === undefined) return;
    setHidden(sign.element, !isNeeded);
    if (isNeeded) sign.show(row, words);
  };
}

function unreadSign(): Sign {
  const element = make('span', 'unread-dot');
  const word = make('span', 'visually-hidden');
  element.setAttribute('part', 'unread');
  element.append(word);
  return { element, show: (_row, words) => setText(word, `${words('table.unread')} `) };
}

function viewersSign(): Sign {
  const element = make('span', 'viewers');
  const eye = createIconNode();
  const count = make('span', 'count');
  const names = make('span', 'visually-hidden');
  element.setAttribute('part', 'viewers');
  count.setAttribute('aria-hidden', 'true');
  eye.set('seen');
  element.append(eye.element, count, names);
  return {
    element,
    show({ viewers }, words) {
      setText(count, viewers.length > 1 ? formatNumber(viewers.length, words.locale) : '');
      setText(names, ` ${viewerWords(words, viewers)}`);
    },
  };
}

function statusCell(): RowCell {
  const element = makeCell('status');
  const pill = make('span', 'pill');
  const icon = createIconNode();
  const word = new MarkedText('status-word');
  const separator = make('span', 'visually-hidden');
  const reason = makeText('reason');
  separator.textContent = ' · ';
  pill.append(icon.element, word.element);
  element.append(pill, separator, reason);
  return {
    element,
    show(row, { words, search, now }) {
      const tone = toneOf(row);
      const intent = intentWords(words, row.intent);
      setAttribute(pill, 'part', `status ${tone}`);
      setAttribute(pill, 'data-tone', tone);
      icon.set(toneIcons[tone]);
      word.set(statusWords(words, row.status), search);
      setText(reason, row.hasLeft ? words('table.row-gone') : (intent ?? rowReasonWords(words, row, now)));
      reason.classList.toggle('intent', intent !== null);
      reason.classList.toggle('failed', row.intent?.state.state === 'failed');
    },
  };
}

function messageCell(): RowCell {
  const element = makeCell('last-message');
  const message = new MarkedText('message');
  const age = makeText('age');
  element.append(message.element, age);
  return {
    element,
    show(row, { words, search, now }) {
      message.set(columnText(words, 'last-message', row), search);
      setText(age, row.lastMessage === null ? '' : agoWords(words, row.lastMessage.at, now));
    },
  };
}

function operatorCell(): RowCell {
  const element = makeCell('operator');
  const icon = createIconNode();
  const name = new MarkedText('label');
  element.append(icon.element, name.element);
  return {
    element,
    show(row, { words, search }) {
      icon.set(operatorIcon(row.operator));
      name.set(operatorWords(words, row.operator, row.isMine), search);
      element.classList.toggle('is-mine', row.isMine);
    },
  };
}

function textCell(column: BuiltInColumn, className: string): RowCell {
  const element = makeCell(column);
  const text = new MarkedText(className);
  element.append(text.element);
  // What is no text of the conversation is not searched, so it is not marked.
  const isSearched = column === 'bot';
  return { element, show: (row, { words, search }) => text.set(columnText(words, column, row), isSearched ? search : '') };
}

/** On a card, which has no headings, the attribute's name stands before its value. */
function attributeCell(column: ColumnKey, name: string): RowCell {
  const element = makeCell('attribute');
  const heading = makeText('attribute-name');
  const text = new MarkedText('label');
  heading.textContent = name;
  element.append(heading, text.element);
  return {
    element,
    show(row, { words, search }) {
      const value = columnText(words, column, row);
      text.set(value, search);
      element.classList.toggle('empty', value === noValue);
    },
  };
}

function makeCell(column: BuiltInColumn | 'attribute'): HTMLDivElement {
  const cell = make('div', `cell ${column}`, 'gridcell');
  cell.tabIndex = -1;
  cell.setAttribute('part', `cell ${column}`);
  return cell;
}
