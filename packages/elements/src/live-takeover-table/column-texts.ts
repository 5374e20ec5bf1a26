import type { ColumnKey, Row } from '@live-takeover/sdk';
import { durationWords } from '../language/duration.js';
import type { Words } from '../language/words.js';
import { operatorWords, statusWords } from '../words/status-words.js';
import { attributeOf, type BuiltInColumn } from './columns.js';

/** What stands for nothing. */
export const noValue = '–';

/** What a column says of a row, as plain text: for cells, and for whatever else lists rows. */
export function columnText(words: Words, column: ColumnKey, row: Row): string {
  const attribute = attributeOf(column);
  return attribute === undefined ? builtInText(words, column as BuiltInColumn, row) : attributeText(words, attribute, row);
}

function builtInText(words: Words, column: BuiltInColumn, row: Row): string {
  switch (column) {
    case 'id':
      return row.label || row.reference || row.id;
    case 'bot':
      return row.botName;
    case 'chat-length':
      return row.chatLengthMs > 0 ? durationWords(words, row.chatLengthMs) : noValue;
    case 'status':
      return statusWords(words, row.status);
    case 'last-message':
      return row.lastMessage === null ? noValue : row.lastMessage.text;
    case 'operator':
      return operatorWords(words, row.operator, row.isMine);
  }
}

function attributeText(words: Words, name: string, { attributes }: Row): string {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (value === undefined || value === '') return noValue;
  if (typeof value === 'boolean') return words(value ? 'conversation.yes' : 'conversation.no');
  return String(value);
}
