/** A page at the other end of a channel: what it shows, and what can be done there. */
export interface Place {
  /** Everything that the page shows, as JSON. */
  state(query: URLSearchParams): unknown;
  /** Does what was pressed. @returns false if there is no such act */
  act(name: string, fields: Readonly<Record<string, string>>): Promise<boolean>;
}

/** Texts of a body that a page posted, by name; what is no text is left out. */
export function fieldsOf(body: unknown): Readonly<Record<string, string>> {
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
