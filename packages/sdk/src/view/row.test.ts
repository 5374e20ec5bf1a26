import { expect, test } from 'vitest';
import type { Contact } from '../conversation/event.js';
import { startAt, Story } from '../conversation/history.test-support.js';
import { defaultBotRules, statusRules } from '../conversation/status.js';
import type { StatusRule } from '../conversation/status.js';
import { isSameRow, makeRow } from './make-row.js';
import { labelOf } from './row.js';
import { Surroundings } from './surroundings.js';

const all: Contact = { verified: false, name: 'Zoë', phone: '+48123' };
const nothing: Contact = { verified: false };

test.each<[channel: string, contact: Contact, label: string]>([
  ['web', all, 'REF'],
  ['messenger', all, 'Zoë'],
  ['messenger', { verified: false, phone: '+48123' }, 'REF'],
  ['messenger', { verified: false, name: '' }, 'REF'],
  ['sms', all, '+48123'],
  ['sms', { verified: false, name: 'Zoë' }, 'REF'],
  ['kiosk', all, 'Zoë'],
  ['kiosk', { verified: false, phone: '+48123' }, '+48123'],
  ['kiosk', nothing, 'REF'],
])('on %s, of %j the column ID shows %s', (channel, contact, label) => {
  expect(labelOf({ channel, contact, reference: 'REF' })).toBe(label);
});

const surroundings = new Surroundings(() => undefined);
const ruleOf = (code: string): StatusRule => statusRules.find((rule) => rule.code === code) as StatusRule;

test('what is off the page has no row', () => {
  expect(() => makeRow(new Story().conversation, ruleOf('closed'), startAt, defaultBotRules, surroundings)).toThrow(RangeError);
});

test('rows are the same if every cell is', () => {
  const { conversation } = new Story().takeOver();
  const row = makeRow(conversation, ruleOf('with-agent'), startAt, defaultBotRules, surroundings);
  const copy = JSON.parse(JSON.stringify(row)) as typeof row;
  expect(isSameRow(row, copy)).toBe(true);
  for (const key of Object.keys(row) as (keyof typeof row)[]) {
    if (key !== 'id') expect(isSameRow(row, { ...row, [key]: 'other' }), key).toBe(false);
  }
});
