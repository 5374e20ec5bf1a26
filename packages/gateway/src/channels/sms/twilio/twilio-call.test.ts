import { expect, test } from 'vitest';
import { sharedFixture } from '../../../../testing/shared-fixtures.js';
import { messageRecord, statusFields, textFields } from '../../../../testing/twilio/twilio-payloads.js';
import { fieldsOf, reasonOf, statusOf, textOf } from './twilio-call.js';
import { failureOfCode } from './twilio-errors.js';
import { foundAmong } from './twilio-search.js';

const form = 'application/x-www-form-urlencoded';
const params = (name: string): URLSearchParams | undefined => {
  const fixture = sharedFixture(`twilio/${name}.json`) as Readonly<Record<string, unknown>> | undefined;
  return fixture === undefined ? undefined : new URLSearchParams((fixture['params'] ?? fixture) as Record<string, string>);
};

test.each([
  ['inbound-sms', { text: 'Hello from SMS & more + ünïcode 😀', media: [] }],
  ['inbound-mms', { text: '', media: [{ contentType: 'image/jpeg', access: 'twilio:x' }] }],
  ['inbound-stop', { text: 'STOP', optOut: 'stop' }],
].flatMap(([name, expected]) => {
  const fields = params(name as string);
  return fields === undefined ? [] : [[name, fields, expected] as const];
}))('%s is read as it was captured', (_name, fields, expected) => {
  expect(textOf(fieldsOf(fields.toString(), form), 'twilio:x')).toMatchObject({ from: '+14155550100', to: '+15005550006', ...(expected as object) });
});

const statuses = (sharedFixture('twilio/status-callbacks.json') as unknown as readonly Record<string, string>[] | undefined) ?? [];
test.each(statuses.map((status) => [`${status['MessageStatus'] ?? ''} ${status['ErrorCode'] ?? ''}`, status] as const))('the captured status %s is read', (_name, status) => {
  const expected = { queued: { state: 'waiting' }, sent: { state: 'sent' }, delivered: { state: 'delivered' }, undelivered: { state: 'failed', reason: 'unreachable' }, failed: { state: 'failed', reason: 'filtered' } };
  expect(statusOf(new URLSearchParams(status))).toEqual({ providerId: status['MessageSid'], ...expected[status['MessageStatus'] as keyof typeof expected] });
});

const errors = Object.values((sharedFixture('twilio/errors.json') as unknown as Record<string, { readonly body: { readonly code: number } }> | undefined) ?? {});
test.each(errors.map(({ body }) => body.code).filter((code) => code !== 20429))('the captured error %i is known', (code) => {
  expect(failureOfCode(code)).toBeDefined();
});

test('what the simulator says has the fields that were captured', () => {
  const text = { sid: 'SM1', accountSid: 'AC1', from: '1', to: '2', body: '', media: [] };
  const captured = params('inbound-sms');
  if (captured !== undefined) expect([...textFields(text).keys()].sort()).toEqual([...captured.keys()].sort());
  const [status] = statuses;
  if (status !== undefined) expect([...statusFields({ ...text, status: 'sent', errorCode: null }).keys()].sort()).toEqual(Object.keys(status).sort());
  const sent = sharedFixture('twilio/send-sms.json') as { readonly response: { readonly body: object } } | undefined;
  const record = messageRecord('AC1', { ...text, mediaUrls: [], createdAt: 0, status: 'queued', errorCode: null });
  if (sent !== undefined) expect(Object.keys(record).sort()).toEqual(Object.keys(sent.response.body).sort());
});

test('what is neither form nor JSON, or holds no text, is none', () => {
  for (const body of ['', 'MessageSid=SM1', '[]', 'null', '{"a":']) {
    expect(textOf(fieldsOf(body, form), '')).toBeUndefined();
    expect(textOf(fieldsOf(body, 'application/json'), '')).toBeUndefined();
  }
});

test('media that are no addresses are passed over, and there are never more than ten', () => {
  const fields = { MessageSid: 'SM1', From: '1', To: '2', NumMedia: '1000', MediaUrl0: 'nonsense', ...Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`MediaUrl${String(index + 1)}`, 'https://a.test/'])) };
  expect(textOf(new URLSearchParams(fields), '')?.media).toHaveLength(9);
});

test('a code that nobody knows is a customer who was not reached', () => {
  expect(reasonOf(null)).toBe('unreachable');
});

const lost = { id: 'x', to: '+1', text: 'hi', mediaUrls: [], statusUrl: '', since: 1_000_000, others: new Set(['SMother']) };
const record = (sid: string, createdAt: number, body = 'hi', status = 'sent', errorCode: number | null = null): unknown =>
  messageRecord('AC1', { sid, from: '2', to: '+1', body, mediaUrls: [], createdAt, status, errorCode });

test.each([
  ['it is there', [record('SM2', 1_000_000)], { outcome: 'sent', providerId: 'SM2' }],
  ['it failed', [record('SM2', 1_000_000, 'hi', 'undelivered', 30007)], { outcome: 'failed', reason: 'filtered' }],
  ['two alike are there', [record('SM3', 1_010_000), record('SM2', 1_000_000)], { outcome: 'sent', providerId: 'SM2' }],
  ['only another message says the same', [record('SMother', 1_000_000)], { outcome: 'absent' }],
  ['only something else was said', [record('SM2', 1_000_000, 'ho')], { outcome: 'absent' }],
  ['the same was said long ago', [record('SM2', 100_000)], { outcome: 'absent' }],
  ['the list is longer than what was given', Array.from({ length: 200 }, (_, index) => record(`SM${String(index)}`, 1_000_000, 'ho')), { outcome: 'unknown' }],
  ['an entry cannot be read', [{ sid: 1 }], { outcome: 'unknown' }],
])('a lost text is looked for: %s', (_what, messages, outcome) => {
  expect(foundAmong({ messages }, lost)).toEqual(outcome);
});

test('an answer that is no list says nothing', () => {
  expect([foundAmong(undefined, lost), foundAmong({}, lost), foundAmong([], lost)]).toEqual(Array.from({ length: 3 }, () => ({ outcome: 'unknown' })));
});
