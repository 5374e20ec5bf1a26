/**
 * JSON that a host page cannot bend: the functions are taken when this module
 * loads, and a `toJSON` that a page's library put on every array or object
 * (Prototype 1.6 does) is never called.
 */
const { parse, stringify } = JSON;
const { isArray } = Array;
const { keys } = Object;

/** The JSON text of plain data: no dates, no class instances, no cycles. */
export function encodeJson(value: unknown): string {
  return 'toJSON' in Array.prototype ? write(value) : stringify(value);
}

/** @throws {SyntaxError} `text` is not JSON */
export function decodeJson(text: string): unknown {
  return parse(text) as unknown;
}

/** `stringify` asks only objects for `toJSON`, so it may still write names, texts and numbers. */
function write(value: unknown): string {
  if (typeof value !== 'object' || value === null) return stringify(value) ?? 'null';
  let written = '';
  if (isArray(value)) {
    for (let index = 0; index < value.length; index += 1) written += `${index === 0 ? '' : ','}${write(value[index])}`;
    return `[${written}]`;
  }
  for (const key of keys(value)) {
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined) written += `${written === '' ? '' : ','}${stringify(key)}:${write(field)}`;
  }
  return `{${written}}`;
}
