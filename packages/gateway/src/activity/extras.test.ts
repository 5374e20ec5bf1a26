import { expect, test } from 'vitest';
import { extrasOf } from './extras.js';

test.each<[string, unknown]>([
  ['localTimestamp', 5],
  ['localTimestamp', 'x'],
  ['localTimezone', {}],
  ['locale', ['de']],
  ['locale', ''],
  ['speak', 1],
  ['summary', true],
  ['textFormat', {}],
  ['inputHint', 0],
  ['attachmentLayout', []],
  ['attachments', 'file'],
  ['attachments', [null]],
  ['entities', {}],
  ['entities', [{ name: 'without a type' }]],
  ['suggestedActions', 'yes'],
])('%s is dropped when it is %j, over which bots built on strict SDKs fall', (field, value) => {
  expect(extrasOf({ type: 'message', text: 'hello', [field]: value })).toBeUndefined();
});

test('fields of the shape that the Activity protocol gives them are carried as they are', () => {
  const fields = {
    attachments: [{ contentType: 'application/vnd.microsoft.card.hero', content: { title: 'Plans' } }],
    channelData: { clientActivityID: '1' },
    entities: [{ type: 'ClientCapabilities', supportsListening: true }],
    locale: 'de',
    localTimestamp: '2026-11-22T15:01:06.000+01:00',
    localTimezone: 'Europe/Berlin',
    suggestedActions: { actions: [{ type: 'imBack', title: 'Yes', value: 'yes' }] },
    textFormat: 'plain',
    value: 0,
  };
  expect(extrasOf({ type: 'message', text: 'hello', ...fields })).toEqual({ activity: fields });
});
