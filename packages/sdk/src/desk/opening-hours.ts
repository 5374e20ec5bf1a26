/**
 * When a desk is open, in its own time zone. Everything is asked of instants, so
 * that the days on which clocks change need no rule of their own: a desk is open
 * while its clock on the wall shows an hour within the hours.
 */
import type { OpeningHours } from './bot-settings.js';

const minuteMs = 60_000;
const minutesOfDay = 24 * 60;
/** How far ahead is looked: further than closed dates are planned. */
const horizonMs = 800 * minutesOfDay * minuteMs;

/** Whether the desk is open at an instant, epoch ms. */
export function isOpen(hours: OpeningHours, at: number): boolean {
  return isWithin(hours, clockIn(hours.timeZone)(at));
}

/**
 * When opening or closing comes next, epoch ms.
 *
 * @returns the first instant after `at` at which it is open and was not, or the other way round; null if none comes within two years
 */
export function nextChange(hours: OpeningHours, at: number): number | null {
  const clock = clockIn(hours.timeZone);
  const isOpenNow = isWithin(hours, clock(at));
  let present = Math.floor(at / minuteMs) * minuteMs;
  while (present < at + horizonMs) {
    present = nextLook(hours, clock, present);
    if (isWithin(hours, clock(present)) !== isOpenNow) return present;
  }
  return null;
}

/** The first instant from `at` on at which the desk is open, epoch ms; null if there is none within two years. */
export function nextOpening(hours: OpeningHours, at: number): number | null {
  return isOpen(hours, at) ? at : nextChange(hours, at);
}

/** What a clock on the wall shows. */
interface WallTime {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Since the epoch's. */
  readonly day: number;
  /** Monday is 0. */
  readonly weekday: number;
  /** Since midnight. */
  readonly minute: number;
}

type WallClock = (at: number) => WallTime;

/** Formatters are costly to make. There are only so many zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws {RangeError} there is no such time zone */
function clockIn(timeZone: string): WallClock {
  const known = formats.get(timeZone);
  const format =
    known ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  if (known === undefined) formats.set(timeZone, format);
  return (at) => {
    const shown = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): string => shown.get(type) ?? '';
    const [year, month, dayOfMonth] = [part('year'), part('month'), part('day')];
    const day = dayOf(Number(year), Number(month), Number(dayOfMonth));
    // The epoch began on a Thursday.
    return { date: `${year}-${month}-${dayOfMonth}`, day, weekday: (day + 3) % 7, minute: minuteOf(`${part('hour')}:${part('minute')}`) };
  };
}

/**
 * A later instant up to which nothing can change: the next hour named on that
 * day, the end of the day, or the moment at which the clocks are set.
 */
function nextLook({ week }: OpeningHours, clock: WallClock, at: number): number {
  const wall = clock(at);
  let named = minutesOfDay;
  for (const { from, to } of week[wall.weekday] ?? [])
    for (const minute of [minuteOf(from), minuteOf(to)]) if (minute > wall.minute) named = Math.min(named, minute);
  const skew = skewOf(wall, at);
  const next = at + (named - wall.minute) * minuteMs;
  if (skewOf(clock(next), next) === skew) return next;
  let [before, after] = [at, next];
  while (after - before > minuteMs) {
    const middle = before + Math.floor((after - before) / 2 / minuteMs) * minuteMs;
    if (skewOf(clock(middle), middle) === skew) before = middle;
    else after = middle;
  }
  return after;
}

/** By how much the clock on the wall is ahead of UTC, ms. */
function skewOf({ day, minute }: WallTime, at: number): number {
  return (day * minutesOfDay + minute) * minuteMs - at;
}

/** How many days a date is after the epoch's. The year is taken to begin in March, so that a leap day is its last. */
function dayOf(year: number, month: number, dayOfMonth: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + dayOfMonth - 1;
  return 365 * marchYear + Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400) + dayOfYear - 719_468;
}

function isWithin({ week, closedOn }: OpeningHours, { date, weekday, minute }: WallTime): boolean {
  if (closedOn.includes(date)) return false;
  return (week[weekday] ?? []).some(({ from, to }) => minute >= minuteOf(from) && minute < minuteOf(to));
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
