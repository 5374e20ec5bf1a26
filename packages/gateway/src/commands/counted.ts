/** A number of things, as a sentence says it. */
export function counted(count: string | number | undefined, one: string, more: string): string {
  return `${String(count ?? 0)} ${Number(count) === 1 ? one : more}`;
}
