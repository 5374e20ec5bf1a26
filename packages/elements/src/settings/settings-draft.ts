/** A bot's settings as they stand in the fields of the panel: as typed, whether that makes sense or not. Pure. */
import type { BotRules, BotSettings, OpeningHours, OpeningSpan, PreparedReply } from '@live-takeover/sdk';

const minuteMs = 60_000;

/** The opening hours in the fields. What is not in force is kept, to be switched on again. */
export interface HoursDraft {
  readonly isAlwaysOpen: boolean;
  readonly timeZone: string;
  /** Seven days, Monday first; midnight at the end of a day stands as `00:00`. */
  readonly week: readonly (readonly OpeningSpan[])[];
  readonly closedOn: readonly string[];
}

/** Everything in the fields. */
export interface SettingsDraft {
  /** Numbers as typed; times in minutes. */
  readonly rules: Readonly<Record<keyof BotRules, string>>;
  readonly messages: Readonly<Record<string, string>>;
  readonly replies: readonly PreparedReply[];
  readonly hours: HoursDraft;
}

const workingDay: readonly OpeningSpan[] = [{ from: '09:00', to: '17:00' }];

/** The settings as the fields show them. @param timeZone - offered where the bot has none yet */
export function draftOf({ rules, messages, preparedReplies, openingHours }: BotSettings, timeZone: string): SettingsDraft {
  const minutes = (durationMs: number): string => String(durationMs / minuteMs);
  return {
    rules: {
      agentThreshold: String(rules.agentThreshold),
      stalledAfterMs: minutes(rules.stalledAfterMs),
      abandonedAfterMs: minutes(rules.abandonedAfterMs),
      timeoutMs: minutes(rules.timeoutMs),
    },
    messages: { ...messages },
    replies: preparedReplies,
    hours:
      openingHours === null
        ? { isAlwaysOpen: true, timeZone, week: Array.from({ length: 7 }, (_, day) => (day < 5 ? workingDay : [])), closedOn: [] }
        : {
            isAlwaysOpen: false,
            timeZone: openingHours.timeZone,
            week: openingHours.week.map((spans) => spans.map(({ from, to }) => ({ from, to: to === '24:00' ? '00:00' : to }))),
            closedOn: openingHours.closedOn,
          },
  };
}

/** The settings that the fields stand for, made from others; only of use where nothing is wrong with them. */
export function settingsOf({ rules, messages, replies, hours }: SettingsDraft, { version, basis }: Pick<BotSettings, 'version' | 'basis'>): BotSettings {
  const ms = (minutes: string): number => Math.round(Number(minutes) * minuteMs);
  return {
    version,
    rules: {
      agentThreshold: Number(rules.agentThreshold),
      stalledAfterMs: ms(rules.stalledAfterMs),
      abandonedAfterMs: ms(rules.abandonedAfterMs),
      timeoutMs: ms(rules.timeoutMs),
    },
    messages: Object.fromEntries(Object.entries(messages).map(([name, text]) => [name, text.trim()])),
    preparedReplies: replies.map(({ id, title, text }) => ({ id, title: title.trim(), text: text.trim() })),
    openingHours: hours.isAlwaysOpen ? null : openingHoursOf(hours),
    ...(basis === undefined ? {} : { basis }),
  };
}

/** The hours that the fields stand for. */
export function openingHoursOf({ timeZone, week, closedOn }: HoursDraft): OpeningHours {
  return {
    timeZone: timeZone.trim(),
    week: week.map((spans) => spans.map(({ from, to }) => ({ from, to: endOf(to) })).toSorted((one, other) => (one.from < other.from ? -1 : 1))),
    closedOn: closedOn.toSorted(),
  };
}

/** An end as settings have it: midnight is the end of the day, not its beginning. */
export function endOf(to: string): string {
  return to === '00:00' ? '24:00' : to;
}
