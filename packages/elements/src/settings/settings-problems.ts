/** What is wrong with what was typed, field by field. Pure; the backend judges again. */
import { agentThresholdLimit } from '@live-takeover/sdk/core';
import type { MessageKey, MessageValues } from '../language/catalogue.js';
import { messageVariables, unknownVariable } from './message-variables.js';
import { endOf, type HoursDraft, type SettingsDraft } from './settings-draft.js';

/** What is wrong with one field, to be said beside it. */
export interface FieldProblem {
  readonly key: MessageKey;
  readonly values?: MessageValues;
}

/** By the id of the field: `rules.timeoutMs`, `reply.r1.title`, `hours.0.1.to`. */
export type FieldProblems = ReadonlyMap<string, FieldProblem>;

const [titleLimit, replyLimit, messageLimit] = [100, 4_000, 1_000];
const leastMinutes = 0.5;
const mostMinutes = 365 * 24 * 60;

/** Everything that is wrong, in the order of the fields. */
export function problemsOf(draft: SettingsDraft): FieldProblems {
  return new Map<string, FieldProblem>([...replyProblems(draft), ...ruleProblems(draft.rules), ...messageProblems(draft.messages), ...(draft.hours.isAlwaysOpen ? [] : hoursProblems(draft.hours))]);
}

type Found = [string, FieldProblem];

function* replyProblems({ replies }: SettingsDraft): Generator<Found> {
  const titles = new Set<string>();
  for (const { id, title, text } of replies) {
    const plain = title.trim().toLocaleLowerCase();
    const problem = textProblem(title, titleLimit) ?? (titles.has(plain) ? { key: 'settings.problem.title-twice' as const } : undefined);
    titles.add(plain);
    if (problem !== undefined) yield [`reply.${id}.title`, problem];
    const inText = textProblem(text, replyLimit);
    if (inText !== undefined) yield [`reply.${id}.text`, inText];
  }
}

function* ruleProblems(rules: SettingsDraft['rules']): Generator<Found> {
  const threshold = Number(rules.agentThreshold);
  if (rules.agentThreshold.trim() === '' || !Number.isInteger(threshold) || threshold < 0 || threshold > agentThresholdLimit)
    yield ['rules.agentThreshold', { key: 'settings.problem.not-whole', values: { least: 0, most: agentThresholdLimit } }];
  const [stalled, abandoned] = [Number(rules.stalledAfterMs), Number(rules.abandonedAfterMs)];
  const orders = { stalledAfterMs: undefined, abandonedAfterMs: ['below-stalled', stalled], timeoutMs: ['below-abandoned', abandoned] } as const;
  for (const name of ['stalledAfterMs', 'abandonedAfterMs', 'timeoutMs'] as const) {
    const minutes = Number(rules[name]);
    const order = orders[name];
    if (rules[name].trim() === '' || !(minutes >= leastMinutes)) yield [`rules.${name}`, { key: 'settings.problem.not-minutes', values: { least: leastMinutes } }];
    else if (minutes > mostMinutes) yield [`rules.${name}`, { key: 'settings.problem.too-many-minutes', values: { most: mostMinutes } }];
    else if (order !== undefined && minutes < order[1]) yield [`rules.${name}`, { key: `settings.problem.${order[0]}`, values: { minutes: order[1] } }];
  }
}

function* messageProblems(messages: SettingsDraft['messages']): Generator<Found> {
  for (const [name, text] of Object.entries(messages)) {
    const variable = unknownVariable(text, messageVariables(name));
    const problem = text.trim() === '' ? undefined : (textProblem(text, messageLimit) ?? (variable === undefined ? undefined : { key: 'settings.problem.variable' as const, values: { variable } }));
    if (problem !== undefined) yield [`messages.${name}`, problem];
  }
}

function* hoursProblems({ timeZone, week, closedOn }: HoursDraft): Generator<Found> {
  if (!isTimeZone(timeZone.trim())) yield ['hours.timeZone', { key: 'settings.problem.time-zone' }];
  for (const [day, spans] of week.entries())
    for (const [index, { from, to }] of spans.entries()) {
      const others = spans.slice(0, index);
      const key =
        from === '' || to === ''
          ? 'settings.problem.time'
          : endOf(to) <= from
            ? 'settings.problem.span-order'
            : others.some((other) => other.from < endOf(to) && from < endOf(other.to))
              ? 'settings.problem.span-overlap'
              : undefined;
      if (key !== undefined) yield [`hours.${day}.${index}`, { key }];
    }
  for (const [index, date] of closedOn.entries()) if (closedOn.indexOf(date) < index) yield [`closedOn.${date}`, { key: 'settings.problem.date-twice' }];
}

function textProblem(text: string, limit: number): FieldProblem | undefined {
  const length = text.trim().length;
  if (length === 0) return { key: 'settings.problem.required' };
  return length > limit ? { key: 'settings.problem.too-long', values: { limit, count: length - limit } } : undefined;
}

/** Whether the browser knows a time zone by this IANA name. */
export function isTimeZone(name: string): boolean {
  try {
    // An offset such as "+01:00" is taken too, and knows no summer.
    return /^[a-z]/iu.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // A RangeError says that there is no such zone.
    return false;
  }
}
