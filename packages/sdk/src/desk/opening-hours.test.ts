import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OpeningHours, OpeningSpan } from './bot-settings.js';
import { isOpen, nextChange, nextOpening } from './opening-hours.js';

const minuteMs = 60_000;
const at = (instant: string): number => Date.parse(instant);
const told = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString().replace(':00.000Z', 'Z'));
const office: readonly OpeningSpan[] = [{ from: '09:00', to: '12:00' }, { from: '13:00', to: '17:00' }];
const week = (weekday: readonly OpeningSpan[], weekend: readonly OpeningSpan[] = []): OpeningHours['week'] => [weekday, weekday, weekday, weekday, weekday, weekend, weekend];
const berlin: OpeningHours = { timeZone: 'Europe/Berlin', week: week(office), closedOn: ['2026-12-25'] };
const always: OpeningHours = { timeZone: 'UTC', week: week([{ from: '00:00', to: '24:00' }], [{ from: '00:00', to: '24:00' }]), closedOn: [] };
const never: OpeningHours = { timeZone: 'UTC', week: week([]), closedOn: [] };
const atNight: OpeningHours = { timeZone: 'Europe/Berlin', week: week([{ from: '02:00', to: '03:00' }], [{ from: '02:00', to: '03:00' }]), closedOn: [] };

describe('opening hours', () => {
  // 2026-01-05 is a Monday; Berlin is an hour ahead of UTC in winter, two in summer.
  const rows: readonly [string, OpeningHours, string, boolean, string | null, string | null][] = [
    ['open at the very minute they begin', berlin, '2026-01-05T08:00Z', true, '2026-01-05T11:00Z', '2026-01-05T08:00Z'],
    ['closed just before', berlin, '2026-01-05T07:59:59Z', false, '2026-01-05T08:00Z', '2026-01-05T08:00Z'],
    ['closed at the very minute they end', berlin, '2026-01-05T11:00Z', false, '2026-01-05T12:00Z', '2026-01-05T12:00Z'],
    ['closed over the weekend', berlin, '2026-01-09T16:00Z', false, '2026-01-12T08:00Z', '2026-01-12T08:00Z'],
    ['follow the clocks into summer', berlin, '2026-03-28T12:00Z', false, '2026-03-30T07:00Z', '2026-03-30T07:00Z'],
    ['follow them back into winter', berlin, '2026-10-24T12:00Z', false, '2026-10-26T08:00Z', '2026-10-26T08:00Z'],
    ['pass over a closed date', berlin, '2026-12-24T16:00Z', false, '2026-12-28T08:00Z', '2026-12-28T08:00Z'],
    ['of every hour never change', always, '2026-01-05T08:00Z', true, null, '2026-01-05T08:00Z'],
    ['of no hour never begin', never, '2026-01-05T08:00Z', false, null, null],
    ['in the hour that the clocks leave out do not take place', atNight, '2026-03-28T12:00Z', false, '2026-03-30T00:00Z', '2026-03-30T00:00Z'],
    ['in the hour that comes twice last two hours', atNight, '2026-10-25T00:30Z', true, '2026-10-25T02:00Z', '2026-10-25T00:30Z'],
    ['until midnight go on where the next day begins with hours', { ...always, week: week([{ from: '12:00', to: '24:00' }], [{ from: '00:00', to: '24:00' }]) }, '2026-01-09T13:00Z', true, '2026-01-12T00:00Z', '2026-01-09T13:00Z'],
    ['are those of the desk’s own day', { ...berlin, timeZone: 'Pacific/Auckland' }, '2026-01-04T20:30Z', true, '2026-01-04T23:00Z', '2026-01-04T20:30Z'],
  ];
  test.each(rows)('%s', (_title, hours, now, expectedOpen, expectedChange, expectedOpening) => {
    const change = nextChange(hours, at(now));
    expect([isOpen(hours, at(now)), told(change), told(nextOpening(hours, at(now)))]).toEqual([expectedOpen, expectedChange, expectedOpening]);
  });
});

test('a time zone that is none is refused', () => {
  expect(() => isOpen({ ...berlin, timeZone: 'Europe/Atlantis' }, 0)).toThrow(RangeError);
});

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Apia', 'Africa/Casablanca', 'America/Santiago'];
/** Days about which some of these zones set their clocks, and others. */
const days = ['2026-01-05', '2026-02-14', '2026-03-07', '2026-03-28', '2026-04-04', '2026-09-05', '2026-10-03', '2026-10-24', '2026-10-31', '2011-12-29'];

const time = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const spans = fc.uniqueArray(fc.integer({ min: 0, max: 48 }).map((half) => half * 30), { maxLength: 4 }).map((minutes): readonly OpeningSpan[] => {
  const sorted = [...minutes].sort((left, right) => left - right);
  return sorted.flatMap((from, index) => (index % 2 === 0 && sorted[index + 1] !== undefined ? [{ from: time(from), to: time(sorted[index + 1] as number) }] : []));
});
const hoursOfSomewhere = fc.record({
  timeZone: fc.constantFrom(...zones),
  week: fc.array(spans, { minLength: 7, maxLength: 7 }),
  closedOn: fc.subarray(['2026-03-29', '2026-10-25', '2026-01-06']),
});

test('the next change is where one finds it who looks at the clock every minute', () => {
  fc.assert(
    fc.property(hoursOfSomewhere, fc.constantFrom(...days), fc.integer({ min: 0, max: 1439 }), (hours, day, minute) => {
      const from = at(`${day}T00:00Z`) + minute * minuteMs;
      const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: hours.timeZone, dateStyle: 'short', timeStyle: 'short' });
      const isOpenBySight = (instant: number): boolean => {
        const [date = '', clock = ''] = shown.format(instant).split(' ');
        const weekday = (new Date(`${date}T12:00Z`).getUTCDay() + 6) % 7;
        return !hours.closedOn.includes(date) && (hours.week[weekday] ?? []).some((span) => clock >= span.from && clock < span.to);
      };
      const before = isOpenBySight(from);
      expect(isOpen(hours, from)).toBe(before);
      let seen = from + minuteMs;
      const until = from + 50 * 60 * minuteMs;
      while (seen < until && isOpenBySight(seen) === before) seen += minuteMs;
      const change = nextChange(hours, from);
      if (seen < until) expect(told(change)).toBe(told(seen));
      else expect(change ?? Infinity).toBeGreaterThanOrEqual(until);
    }),
    { numRuns: 150 },
  );
});
