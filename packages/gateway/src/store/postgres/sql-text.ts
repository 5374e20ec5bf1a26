/** A name as SQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL. Backslashes mean themselves, since `standard_conforming_strings` is on. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
