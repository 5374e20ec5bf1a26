/** One step of the schema. Steps only ever add, so that a release runs on the schema of the next one. */
export interface Migration {
  readonly version: number;
  /** The oldest schema version whose release can still work on this one. */
  readonly readableFrom: number;
  readonly statements: string;
}

/** Marks a file as ours (`PRAGMA application_id`): "LTKO". */
export const applicationId = 0x4c544b4f;

/** Every step, oldest first. Never change one that was released; add another. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    readableFrom: 1,
    statements: `
      CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

      CREATE TABLE conversations (
        key INTEGER PRIMARY KEY,
        tenant TEXT NOT NULL,
        id TEXT NOT NULL,
        thread TEXT NOT NULL,
        reference TEXT NOT NULL,
        bot TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        at INTEGER NOT NULL,
        version INTEGER NOT NULL,
        term INTEGER NOT NULL,
        is_closed INTEGER NOT NULL,
        fold_version INTEGER NOT NULL,
        head TEXT NOT NULL
      );
      CREATE UNIQUE INDEX conversations_id ON conversations (tenant, id);
      CREATE UNIQUE INDEX conversations_reference ON conversations (tenant, reference);
      CREATE INDEX conversations_thread ON conversations (tenant, thread, started_at);
      CREATE INDEX conversations_open ON conversations (key) WHERE is_closed = 0;
      CREATE INDEX conversations_closed ON conversations (at) WHERE is_closed = 1;

      CREATE TABLE events (
        position INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        id TEXT NOT NULL,
        first_seq INTEGER NOT NULL,
        last_seq INTEGER NOT NULL,
        command_hash TEXT,
        body TEXT NOT NULL
      );
      CREATE UNIQUE INDEX events_seq ON events (conversation, seq);
      CREATE UNIQUE INDEX events_id ON events (conversation, id);

      CREATE TABLE claims (
        tenant TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (tenant, kind, key)
      ) WITHOUT ROWID;
      CREATE INDEX claims_at ON claims (at);

      CREATE TABLE leases (
        tenant TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, holder TEXT NOT NULL, expires_at INTEGER NOT NULL,
        PRIMARY KEY (tenant, kind, key)
      ) WITHOUT ROWID;
      CREATE INDEX leases_expires_at ON leases (expires_at);

      CREATE TABLE settings (
        tenant TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (tenant, key)
      ) WITHOUT ROWID;

      CREATE TABLE audit (
        key INTEGER PRIMARY KEY,
        tenant TEXT NOT NULL, at INTEGER NOT NULL,
        actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT
      );
      CREATE INDEX audit_at ON audit (tenant, at);
    `,
  },
  {
    version: 2,
    // Nothing but indexes, over what the statements of version 1 write anyway.
    readableFrom: 1,
    statements: `
      CREATE INDEX events_contact ON events (json_extract(body, '$.contact.id')) WHERE json_extract(body, '$.contact.id') IS NOT NULL;
      CREATE INDEX conversations_closed_at ON conversations (json_extract(head, '$.closed.at')) WHERE is_closed = 1;
      CREATE INDEX audit_age ON audit (at);
    `,
  },
  {
    version: 3,
    // An index again.
    readableFrom: 1,
    statements: `
      CREATE INDEX conversations_history ON conversations (tenant, json_extract(head, '$.closed.at'), id) WHERE is_closed = 1;
    `,
  },
];
