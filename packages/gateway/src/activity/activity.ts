/**
 * A Bot Framework activity as strangers send it: besides `type`, nothing is
 * certain. Read its fields with {@link stringField} and {@link recordField}.
 *
 * @see https://github.com/microsoft/Agents/blob/main/specs/activity/protocol-activity.md
 */
export type Activity = Readonly<Record<string, unknown>> & { readonly type: string };

/** A JSON object. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether a parsed JSON value is an object, neither null nor a list. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a parsed JSON value can be read as an activity. */
export function isActivity(value: unknown): value is Activity {
  return isRecord(value) && typeof value['type'] === 'string' && value['type'] !== '';
}

/** The field if it is a string that says something, cut to `lengthLimit`. */
export function stringField(record: JsonRecord, name: string, lengthLimit = 1000): string | undefined {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, lengthLimit) : undefined;
}

/** The field if it is an object, else an empty one. */
export function recordField(record: JsonRecord, name: string): JsonRecord {
  const value = record[name];
  return isRecord(value) ? value : {};
}

/** The field if it is a list, else an empty one. */
export function listField(record: JsonRecord, name: string): readonly unknown[] {
  const value = record[name];
  return Array.isArray(value) ? value : [];
}
