/**
 * What is wrong with a value, as the rest of a sentence that begins with its
 * path (`.topics.alerts must be true or false`); undefined when nothing is.
 */
export type Check = (value: unknown) => string | undefined;

/** A check for every field of a type. */
export type Checks<Value> = { readonly [Key in keyof Required<Value>]: Check };

/** Text of `minLength` to `maxLength` UTF-16 code units. */
export function text(minLength: number = 0, maxLength: number = Infinity): Check {
  return (value) => {
    if (typeof value !== 'string') return ' must be text';
    if (value.length < minLength) return ' must not be empty';
    return value.length > maxLength ? ` must be at most ${maxLength} characters, not ${value.length}` : undefined;
  };
}

/** Text of 1 to `maxLength` letters, digits and characters of `also`, which ends in its hyphen. */
export function identifier(maxLength: number, also: string = '_-'): Check {
  const pattern = new RegExp(`^[A-Za-z0-9${also}]{1,${maxLength}}$`);
  return (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : ` must be 1 to ${maxLength} letters, digits or any of ${also}`;
}

/** A whole number, at least `minimum` and at most `maximum`. */
export function integer(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): Check {
  const limit = maximum === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${maximum}`;
  return (value) =>
    Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum
      ? undefined
      : ` must be a whole number, at least ${minimum}${limit}`;
}

/** Any number that JSON can write. */
export const number: Check = (value) => (Number.isFinite(value) ? undefined : ' must be a number');

/** True or false. */
export const flag: Check = (value) => (typeof value === 'boolean' ? undefined : ' must be true or false');

/** One of a few known texts. */
export function oneOf(...known: readonly unknown[]): Check {
  return (value) => (known.includes(value) ? undefined : ` must be one of ${known.join(', ')}`);
}

/** What `check` says, or nothing at all. */
export function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value));
}

/** What `check` says, or null. */
export function nullable(check: Check): Check {
  return (value) => (value === null ? undefined : check(value));
}

/** At most `maxLength` items that all pass. */
export function listOf(check: Check, maxLength: number = Infinity): Check {
  return (value) => {
    if (!Array.isArray(value)) return ' must be a list';
    if (value.length > maxLength) return ` must have at most ${maxLength} items, not ${value.length}`;
    for (let index = 0; index < value.length; index += 1) {
      const problem = check(value[index]);
      if (problem !== undefined) return `[${index}]${problem}`;
    }
    return undefined;
  };
}

/** An object whose values all pass, whatever their names. */
export function recordOf(check: Check): Check {
  return (value) => {
    if (!isObject(value)) return ' must be an object';
    for (const name of Object.keys(value)) {
      const problem = check(value[name]);
      if (problem !== undefined) return `.${name}${problem}`;
    }
    return undefined;
  };
}

/** An object whose named fields pass; others are not looked at. */
export function fields<Value>(checks: Checks<Value>): Check {
  const entries = Object.entries<Check>(checks);
  return (value) => {
    if (!isObject(value)) return ' must be an object';
    for (let index = 0; index < entries.length; index += 1) {
      const [name, check] = entries[index] as [string, Check];
      const problem = check(value[name]);
      if (problem !== undefined) return `.${name}${problem}`;
    }
    return undefined;
  };
}

/** Whether a value is an object with named fields. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of `value` that `checks` names: nothing unknown comes along. */
export function pick(value: Readonly<Record<string, unknown>>, checks: object): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of Object.keys(checks)) if (value[name] !== undefined) picked[name] = value[name];
  return picked;
}
