/** The parts of the schema that say what a desk may choose from and when it is staffed. */
import type { AvailabilityReason, OpeningHours, PreparedReply, WrapUp } from '@live-takeover/sdk/core';
import { z } from 'zod';

const choiceId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,50}$/, { message: 'may hold letters, digits, "_" and "-" only, at most 50' });
const label = z.string().min(1).max(100);

/** Choices of agents besides Online and Offline. */
export const reasonsSchema: z.ZodType<readonly AvailabilityReason[]> = z
  .array(
    z.strictObject({
      id: choiceId.refine((id) => id !== 'online' && id !== 'offline', { error: 'is "online" or "offline", which every agent has. Choose another.' }),
      label: label.describe('As agents see it.'),
      receivesRequests: z.boolean().default(false).describe('Whether who chose it is still given requests.'),
    }),
  )
  .max(50)
  .superRefine(refuseRepeated);

/** Texts that agents need often. */
export const preparedRepliesSchema: z.ZodType<readonly PreparedReply[]> = z
  .array(
    z.strictObject({
      id: choiceId,
      title: label,
      text: z.string().min(1).max(4_000).describe('{customer}, {agent}, {bot} and {reference} are filled in when it is chosen.'),
    }),
  )
  .max(500)
  .superRefine(refuseRepeated);

/** What is asked of an agent at the end. */
export const wrapUpSchema: z.ZodType<WrapUp> = z.strictObject({
  reasons: z.array(z.strictObject({ id: choiceId, label })).min(1).max(100).superRefine(refuseRepeated),
  isRequired: z.boolean().default(false).describe('Whether nobody hands back or closes without giving one.'),
});

const timePattern = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const time = z.string().regex(timePattern, { message: 'must be a time of day like "09:00", at most "24:00"' });
const span = z.strictObject({ from: time, to: time }).superRefine(({ from, to }, context) => {
  // What is no time was complained of already.
  if (from >= to && [from, to].every((text) => timePattern.test(text))) context.addIssue({ code: 'custom', message: `is from ${from} to ${to}, which is no time at all. Let it end after it begins; hours over midnight are two spans.` });
});
const openDay = z
  .array(span)
  .max(10)
  .superRefine((spans, context) => {
    const sorted = [...spans].sort((left, right) => (left.from < right.from ? -1 : 1));
    for (const [index, { from, to }] of sorted.entries()) {
      const next = sorted[index + 1];
      if (next !== undefined && next.from < to)
        context.addIssue({ code: 'custom', message: `holds ${from}–${to} and ${next.from}–${next.to}, which overlap. Make them one.` });
    }
  });

/** When a desk is staffed. */
export const openingHoursSchema: z.ZodType<OpeningHours> = z.strictObject({
  timeZone: z
    .string()
    .min(1)
    .max(64)
    .superRefine((name, context) => {
      if (!isTimeZone(name)) context.addIssue({ code: 'custom', message: `is ${JSON.stringify(name)}, which is no time zone. Write an IANA name, as in "Europe/Berlin".` });
    })
    .describe('IANA name, as in "Europe/Berlin".'),
  week: z.array(openDay).length(7).describe('Seven days, Monday first; a day without a span is closed.'),
  closedOn: z
    .array(
      z.string().superRefine((date, context) => {
        if (!isDate(date)) context.addIssue({ code: 'custom', message: `is ${JSON.stringify(date)}, which is no date. Write one like "2026-12-25".` });
      }),
    )
    .max(400)
    .default([])
    .describe('Dates on which it is closed whatever the day.'),
});

function refuseRepeated(choices: readonly { readonly id: string }[], context: z.RefinementCtx): void {
  const first = new Map<string, number>();
  for (const [index, { id }] of choices.entries()) {
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, index);
    else context.addIssue({ code: 'custom', path: [index, 'id'], message: `is ${JSON.stringify(id)}, like that of [${earlier}]. Give each an id of its own.` });
  }
}

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    // An offset such as "+01:00" is taken too, and knows no summer.
    return /^[A-Za-z]/.test(name);
  } catch {
    // A RangeError says that there is no such zone.
    return false;
  }
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00Z`);
  // The 30th of February becomes the 2nd of March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
