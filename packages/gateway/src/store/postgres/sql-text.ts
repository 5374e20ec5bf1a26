/** How values are written into SQL. */

/** A name as SQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL. Backslashes mean themselves, since `standard_conforming_strings` is on. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

// Neither JSON nor any id can hold them.
const separators = ['\u001e', '\u001f'] as const;

/**
 * Texts as one: much is sent, and the server reads this faster than an array.
 *
 * @param level - 1 for lists within a list
 * @see splitSql
 */
export function joined(texts: readonly (string | number)[], level: 0 | 1 = 0): string {
  return texts.join(separators[level]);
}

/** SQL for the array that {@link joined} made one text of. What was empty is NULL. */
export function splitSql(expression: string, level: 0 | 1 = 0): string {
  return `string_to_array(${expression}, U&'\\00${level === 0 ? '1E' : '1F'}', '')`;
}

/** Numbers as SQL. */
export function numbers(values: readonly (string | number | null)[]): string {
  return `'{${values.map((value) => value ?? 'NULL').join()}}'`;
}
