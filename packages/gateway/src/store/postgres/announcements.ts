import { announcementLimit } from '../event-store.js';
import type { Connection } from './connection.js';

export interface AnnouncementsOptions {
  readonly schema: string;
  readonly nodeId: string;
  run<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
}

/** What nodes tell each other, by notifications that may get lost. */
export class Announcements {
  readonly #options: AnnouncementsOptions;
  readonly #listeners = new Set<(text: string) => void>();
  readonly #unsaid: string[] = [];
  /** PostgreSQL leaves out what a transaction says twice; a number makes each one another. */
  #count = 0;
  #isSaying = false;

  constructor(options: AnnouncementsOptions) {
    this.#options = options;
  }

  /** What comes while one message is on its way goes together in the next. */
  say(text: string): void {
    if (text.length > announcementLimit) return;
    this.#count += 1;
    this.#unsaid.push(`${this.#options.nodeId} ${this.#count} ${text}`);
    if (!this.#isSaying) void this.#say();
  }

  /** @param payload - of another node */
  hear(payload: string): void {
    const text = payload.slice(payload.indexOf(' ', payload.indexOf(' ') + 1) + 1);
    for (const listener of [...this.#listeners]) listener(text);
  }

  /** @returns ends it */
  listen(listener: (text: string) => void): () => void {
    const entry = (text: string): void => listener(text);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  async #say(): Promise<void> {
    this.#isSaying = true;
    const channel = announcementsChannel(this.#options.schema);
    while (this.#unsaid.length > 0) {
      const texts = this.#unsaid.splice(0);
      await this.#options
        .run((connection) => connection.query('SELECT pg_notify($1, said.text) FROM unnest($2::text[]) AS said (text)', [channel, texts]))
        .catch(() => {
          // Worth nothing a second later: whatever matters is looked at anyway.
          this.#unsaid.length = 0;
        });
    }
    this.#isSaying = false;
  }
}

/** Named after the schema, so that stores in one database do not hear each other. */
export function announcementsChannel(schema: string): string {
  return `${schema}_announcements`;
}
