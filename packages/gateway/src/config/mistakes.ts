import type { z } from 'zod';

/**
 * One mistake of a configuration as a sentence: where, what is wrong, what to do.
 * Values are repeated only where they are no secret: the file holds none.
 */
export function mistakeOf(issue: z.core.$ZodIssue): string {
  return `${placeOf(issue.path)}: ${problemOf(issue)}`;
}

function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'The configuration';
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`)).join('');
}

function problemOf(issue: z.core.$ZodIssue): string {
  const given = JSON.stringify(issue.input);
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing. Give it ${article(issue.expected)}.`
        : `is ${shortened(given)}, not ${article(issue.expected)}. Write ${article(issue.expected)}.`;
    case 'invalid_value':
      return `${issue.input === undefined ? 'is missing' : `is ${shortened(given)}`}. Use ${listed(issue.values)}.`;
    case 'too_small':
      if (issue.origin === 'array' && issue.minimum > 1) return `${countOf(issue.input)}. Give ${issue.exact === true ? 'exactly' : 'at least'} ${String(issue.minimum)}.`;
      return issue.origin === 'array' || issue.origin === 'string'
        ? `is empty. Give at least ${String(issue.minimum)} ${issue.origin === 'array' ? 'entry' : 'character'}.`
        : `is ${shortened(given)}, below ${String(issue.minimum)}. Give at least ${String(issue.minimum)}.`;
    case 'too_big':
      if (issue.origin === 'array') return `${countOf(issue.input)}. Give ${issue.exact === true ? 'exactly' : 'at most'} ${String(issue.maximum)}.`;
      return issue.origin === 'string'
        ? `is longer than ${String(issue.maximum)} characters. Shorten it.`
        : `is ${shortened(given)}, above ${String(issue.maximum)}. Give at most ${String(issue.maximum)}.`;
    case 'invalid_format':
      return issue.format === 'url'
        ? `is ${shortened(given)}, which is no http(s) address. Write one, as in "https://bot.example/api/messages".`
        : `is ${shortened(given)}; it ${issue.message}. Write another.`;
    case 'unrecognized_keys':
      return `has no setting ${listed(issue.keys)}. Check the spelling, or remove it; config.schema.json lists all settings.`;
    default:
      return issue.message;
  }
}

function countOf(input: unknown): string {
  const count = Array.isArray(input) ? input.length : 0;
  return `has ${count} ${count === 1 ? 'entry' : 'entries'}`;
}

function article(expected: string): string {
  if (expected === 'int') return 'a whole number';
  return expected === 'array' || expected === 'object' ? `an ${expected}` : `a ${expected}`;
}

function listed(values: readonly unknown[]): string {
  const quoted = values.map((value) => JSON.stringify(value));
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted[quoted.length - 1] ?? ''}`;
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
