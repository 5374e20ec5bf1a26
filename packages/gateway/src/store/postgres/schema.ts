/** One step of the schema. Steps only ever add, so that a release runs on the schema of the next one. */
export interface Migration {
  readonly version: number;
  /** The oldest schema version whose release can still work on this one. */
  readonly readableFrom: number;
  /** Run with the PostgreSQL schema as the only one on the search path. */
  readonly statements: string;
}

/**
 * Every step, oldest first. Never change one that was released; add another.
 *
 * - The last position of a partition is that of its newest event, and is not kept a second time: a row that every batch
 *   updates would grow a tail of dead versions under any long transaction.
 * - `changed_at` is there only once a conversation is closed, so that an append to an open one changes no indexed column.
 * - A head is a few kB of JSON, rewritten by every append: kept in its row and as it is, which costs less than packing it.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    readableFrom: 1,
    statements: `
      CREATE TABLE partitions (
        partition integer PRIMARY KEY,
        floor bigint NOT NULL DEFAULT 0
      );

      CREATE SEQUENCE conversation_keys;
      CREATE TABLE conversations (
        key bigint PRIMARY KEY,
        tenant text COLLATE "C" NOT NULL,
        id text COLLATE "C" NOT NULL,
        partition integer NOT NULL,
        thread text COLLATE "C" NOT NULL,
        reference text COLLATE "C" NOT NULL,
        started_at bigint NOT NULL,
        at bigint NOT NULL,
        closed_at bigint,
        changed_at bigint,
        version bigint NOT NULL,
        term bigint NOT NULL,
        fold_version integer NOT NULL,
        head text NOT NULL
      ) WITH (fillfactor = 70, toast_tuple_target = 8160);
      ALTER TABLE conversations ALTER COLUMN head SET STORAGE EXTERNAL;
      CREATE UNIQUE INDEX conversations_id ON conversations (tenant, id);
      CREATE UNIQUE INDEX conversations_reference ON conversations (tenant, reference);
      CREATE INDEX conversations_thread ON conversations (tenant, thread, started_at, key);
      CREATE INDEX conversations_open ON conversations (key) WHERE closed_at IS NULL;
      CREATE INDEX conversations_changed ON conversations (changed_at) WHERE changed_at IS NOT NULL;
      CREATE INDEX conversations_closed ON conversations (closed_at) WHERE closed_at IS NOT NULL;

      CREATE TABLE events (
        partition integer NOT NULL,
        position bigint NOT NULL,
        conversation bigint NOT NULL,
        seq bigint NOT NULL,
        id text COLLATE "C" NOT NULL,
        first_seq bigint NOT NULL,
        last_seq bigint NOT NULL,
        command_hash text,
        body text NOT NULL,
        PRIMARY KEY (partition, position)
      );
      CREATE UNIQUE INDEX events_seq ON events (conversation, seq);
      CREATE UNIQUE INDEX events_id ON events (conversation, id);

      CREATE TABLE contacts (
        tenant text COLLATE "C" NOT NULL,
        contact text COLLATE "C" NOT NULL,
        conversation bigint NOT NULL,
        PRIMARY KEY (tenant, contact, conversation)
      );
      CREATE INDEX contacts_conversation ON contacts (conversation);

      CREATE TABLE claims (
        tenant text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, at bigint NOT NULL,
        PRIMARY KEY (tenant, kind, key)
      );
      CREATE INDEX claims_at ON claims (at);

      CREATE TABLE leases (
        tenant text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL,
        holder text COLLATE "C" NOT NULL, expires_at bigint NOT NULL,
        PRIMARY KEY (tenant, kind, key)
      );

      CREATE TABLE settings (
        tenant text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, value text NOT NULL,
        PRIMARY KEY (tenant, key)
      );

      CREATE TABLE audit (
        key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        tenant text COLLATE "C" NOT NULL, at bigint NOT NULL, body text NOT NULL
      );
      CREATE INDEX audit_tenant ON audit (tenant, at, key);
      CREATE INDEX audit_at ON audit (at);
    `,
  },
  {
    version: 2,
    // Nothing but an index, over what the statements of version 1 write anyway.
    readableFrom: 1,
    statements: 'CREATE INDEX conversations_history ON conversations (tenant, closed_at, id) WHERE closed_at IS NOT NULL;',
  },
];
