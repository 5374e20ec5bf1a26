import type { ColumnKey, ExportColumn, Row } from '@live-takeover/sdk';
import { durationWords } from '../language/duration.js';
import type { Words } from '../language/words.js';
import { channelWords, operatorWords, reasonWords, statusWords } from '../words/status-words.js';

/**
 * What is exported of a row: what the table can show of it, with instants and
 * lengths as numbers and dates that other programs read, and the attributes
 * that it shows now.
 *
 * @param shown - the table's columns
 * @param now - epoch ms of the store's clock
 */
export function rowColumns(words: Words, shown: readonly ColumnKey[], now: number): readonly ExportColumn<Row>[] {
  const attributes = shown.filter((column) => column.startsWith('attribute:')).map((column) => column.slice('attribute:'.length));
  return [
    { key: 'id', heading: words('column.id'), cellOf: (row) => row.label },
    { key: 'reference', heading: words('reference.label'), cellOf: (row) => row.reference },
    { key: 'chatbot', heading: words('column.bot'), cellOf: (row) => row.botName },
    { key: 'channel', heading: words('conversation.channel'), cellOf: (row) => channelWords(words, row.channel) },
    { key: 'chatLengthSeconds', heading: `${words('column.chat-length')} (s)`, cellOf: (row) => Math.round(row.chatLengthMs / 1000) },
    { key: 'status', heading: words('column.status'), cellOf: (row) => statusWords(words, row.status) },
    { key: 'reason', heading: words('export.reason'), cellOf: (row) => reasonWords(words, row, now) },
    { key: 'since', heading: words('export.since'), cellOf: (row) => dateText(row.since) },
    { key: 'lastMessage', heading: words('column.last-message'), cellOf: (row) => row.lastMessage?.text ?? null },
    { key: 'lastMessageAt', heading: words('export.last-message-at'), cellOf: (row) => (row.lastMessage === null ? null : dateText(row.lastMessage.at)) },
    { key: 'operator', heading: words('column.operator'), cellOf: (row) => operatorWords(words, row.operator, row.isMine) },
    ...attributes.map((name) => ({ key: `attribute:${name}`, heading: name, cellOf: (row: Row) => attributeOf(row, name) })),
  ];
}

/** A cell of a printed row: as the table says it. */
export function printedCell(words: Words, row: Row, column: ColumnKey, now: number): string {
  switch (column) {
    case 'id':
      return row.label === row.reference ? row.label : `${row.label} · ${row.reference}`;
    case 'bot':
      return row.botName;
    case 'chat-length':
      return row.chatLengthMs === 0 ? '–' : durationWords(words, row.chatLengthMs);
    case 'status':
      return `${statusWords(words, row.status)} · ${reasonWords(words, row, now)}`;
    case 'last-message':
      return row.lastMessage?.text ?? '–';
    case 'operator':
      return operatorWords(words, row.operator, row.isMine);
    default:
      return String(attributeOf(row, column.slice('attribute:'.length)) ?? '–');
  }
}

/** A name may be one that every object has. */
function attributeOf({ attributes }: Row, name: string): string | number | boolean | null {
  return Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null;
}

function dateText(at: number): string {
  return new Date(at).toISOString();
}
