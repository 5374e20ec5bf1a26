import type { Activity, JsonRecord } from './activity.js';
import { isRecord } from './activity.js';

/**
 * What an activity says beyond text and address: cards, suggested actions, the
 * value behind a button, the sender's own `channelData`. Travels through the
 * log as a message's `channelData` from one side that speaks the Activity
 * protocol to the other.
 */
export interface ActivityExtras {
  readonly activity: JsonRecord;
}

type Shape = (value: unknown) => boolean;

const isAny: Shape = () => true;
const isText: Shape = (value) => typeof value === 'string' && value !== '';
const isInstant: Shape = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isListOf = (isItem: Shape): Shape => (value) => Array.isArray(value) && value.every(isItem);
const isTyped: Shape = (value) => isRecord(value) && isText(value['type']);

/**
 * Fields that pass from one side to the other, each with the shape that the
 * Activity protocol gives it. What has another is dropped: the sender is a
 * stranger, and bots built on strict SDKs fail, or end, over it.
 */
const carriedFields: Readonly<Record<string, Shape>> = {
  attachmentLayout: isText,
  attachments: isListOf(isRecord),
  channelData: isAny,
  entities: isListOf(isTyped),
  inputHint: isText,
  locale: isText,
  localTimestamp: isInstant,
  localTimezone: isText,
  speak: isText,
  suggestedActions: isRecord,
  summary: isText,
  textFormat: isText,
  value: isAny,
};

/** Marks a message whose text was made by us, for people; the activity itself had none. */
const derivedText = 'isTextDerived';

/** The extras of an activity; undefined if it has none worth keeping. */
export function extrasOf(activity: Activity, options: { readonly isTextDerived?: boolean } = {}): ActivityExtras | undefined {
  const kept: Record<string, unknown> = {};
  for (const [field, isShaped] of Object.entries(carriedFields)) {
    const value = activity[field];
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0) || !isShaped(value)) continue;
    kept[field] = value;
  }
  if (options.isTextDerived === true) kept[derivedText] = true;
  return Object.keys(kept).length === 0 ? undefined : { activity: kept };
}

/**
 * An activity completed by the extras in a message's `channelData`. Fields that
 * the activity has itself win; other channels' data is not ours and adds nothing.
 */
export function withExtras(activity: Activity, channelData: unknown): Activity {
  if (!isRecord(channelData) || !isRecord(channelData['activity'])) return activity;
  const { [derivedText]: isTextDerived, ...extras } = channelData['activity'];
  const complete: Activity = { ...extras, ...activity };
  if (isTextDerived !== true) return complete;
  const { text: _derived, ...wordless } = complete;
  return { ...wordless, type: activity.type };
}
