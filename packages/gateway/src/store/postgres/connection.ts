/**
 * One connection to PostgreSQL, made ready for the store. Whatever changes several rows goes as one message that the
 * server carries out to the end by itself (`script`), so that a node which freezes or disappears holds no lock.
 */
import pg from 'pg';
import { StoreError } from '../event-store.js';
import type { DatabaseHost } from './database-url.js';
import { connectErrorOf, isAboutServer } from './postgres-errors.js';
import { problemOf, serverFacts, sessionSettings } from './session-settings.js';

/** A row by place. bigint comes as number, since nothing here exceeds 2⁵³. */
export type Row = readonly unknown[];

/** A value bound to a parameter. */
export type Value = string | number | boolean | null | readonly (string | number | boolean | null)[];

export interface Connection {
  /** False once it is lost; it never comes back. */
  readonly isUsable: boolean;
  /** Of the server: higher after each failover. */
  readonly timeline: number;
  /** Statements without parameters, in one message. Gives the rows of each. */
  script(text: string, options?: AnswerOptions): Promise<readonly (readonly Row[])[]>;
  /** One statement, prepared at its first use. */
  query(text: string, values: readonly Value[]): Promise<readonly Row[]>;
  /** One statement whose rows are handed over as they come, however long that takes. */
  stream(text: string, values: readonly Value[], onRow: (row: Row) => void): Promise<void>;
  /** Breaks it off. */
  destroy(reason: Error): void;
  end(): Promise<void>;
}

export interface AnswerOptions {
  /** For what may take long. Default: what the connection was opened with. */
  readonly answerTimeoutMs?: number;
}

export interface ConnectionOptions {
  /** The PostgreSQL schema. */
  readonly schema: string;
  readonly connectTimeoutMs: number;
  /** Without an answer for so long the connection is given up. The server itself gives up a little earlier. */
  readonly answerTimeoutMs: number;
  readonly onNotification?: (channel: string, payload: string) => void;
  readonly onLost?: () => void;
}

const int8 = 20;
const streamTimeoutMs = 600_000;
/** SQLSTATE 01000. Of our statements only a commit warns so: its wait for the standby was cut short. */
const plainWarning = '01000';

/**
 * Connects to one server.
 *
 * @throws {StoreError} `unavailable`, or `invalid`: it can never work with this server or these credentials
 */
export async function connectTo({ url, name }: DatabaseHost, options: ConnectionOptions): Promise<Connection> {
  const client = new pg.Client({
    connectionString: url,
    fallback_application_name: 'live-takeover',
    connectionTimeoutMillis: options.connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser },
  });
  const connection = new ClientConnection(client, options);
  try {
    await client.connect();
    await connection.prepare(name);
    return connection;
  } catch (error) {
    connection.destroy(error instanceof Error ? error : new Error(String(error)));
    throw connectErrorOf(error, name);
  }
}

const getTypeParser: typeof pg.types.getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === int8 ? Number : pg.types.getTypeParser(oid, format ?? 'text')) as typeof pg.types.getTypeParser;

class ClientConnection implements Connection {
  isUsable = true;
  timeline = 0;
  readonly #client: pg.Client;
  readonly #options: ConnectionOptions;
  readonly #names = new Map<string, string>();
  #isWarned = false;

  constructor(client: pg.Client, options: ConnectionOptions) {
    this.#client = client;
    this.#options = options;
    client.on('error', () => this.#lose());
    client.on('end', () => this.#lose());
    client.on('notice', ({ code }) => (this.#isWarned ||= code === plainWarning));
    client.on('notification', ({ channel, payload = '' }) => options.onNotification?.(channel, payload));
  }

  /** Sets the session up, and refuses a server on which promises could not be kept. */
  async prepare(name: string): Promise<void> {
    const [[row = []] = []] = await this.script(sessionSettings(this.#options));
    const facts = serverFacts(row);
    const problem = problemOf(facts, name);
    if (problem !== undefined) throw problem;
    this.timeline = facts.timeline;
  }

  async script(text: string, { answerTimeoutMs }: AnswerOptions = {}): Promise<readonly (readonly Row[])[]> {
    this.#isWarned = false;
    const answer = await this.#answered(() => this.#client.query({ text, rowMode: 'array' }), answerTimeoutMs).catch(async (error: unknown) => {
      // A transaction that failed half-way is undone by then, but its session waits for somebody to say so.
      if (this.isUsable) await this.#answered(() => this.#client.query('ROLLBACK'));
      throw error;
    });
    if (this.#isWarned)
      throw new StoreError('unavailable', 'PostgreSQL committed without waiting for its standby, as somebody told it to. Try again with the same ids.');
    // Several statements are answered by several results, which the driver's types do not know.
    const results = (Array.isArray(answer) ? answer : [answer]) as readonly pg.QueryArrayResult[];
    return results.map(({ rows }) => rows);
  }

  async query(text: string, values: readonly Value[]): Promise<readonly Row[]> {
    const { rows } = await this.#answered(() => this.#client.query({ name: this.#nameOf(text), text, values: [...values], rowMode: 'array' }));
    return rows;
  }

  async stream(text: string, values: readonly Value[], onRow: (row: Row) => void): Promise<void> {
    await this.script(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${streamTimeoutMs}`);
    const query = new pg.Query({ text, values: [...values], rowMode: 'array' } as pg.QueryConfig);
    await this.#answered((progress) => {
      query.on('row', (row) => {
        progress();
        onRow(row as unknown as Row);
      });
      return new Promise<void>((resolve, reject) => {
        query.on('end', () => resolve());
        query.on('error', reject);
        this.#client.query(query);
      });
    }).finally(() => (this.isUsable ? this.script('COMMIT') : undefined));
  }

  destroy(reason: Error): void {
    this.#lose();
    this.#client.connection.stream.destroy(reason);
  }

  async end(): Promise<void> {
    this.isUsable = false;
    await this.#client.end().catch(() => {
      // It was gone already.
    });
  }

  #nameOf(text: string): string {
    const name = this.#names.get(text) ?? `live_takeover_${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }

  async #answered<Answer>(ask: (progress: () => void) => Promise<Answer>, timeoutMs = this.#options.answerTimeoutMs): Promise<Answer> {
    const giveUp = (): void => {
      // A node that was frozen finds the answer in its socket: let it be read before judging.
      setImmediate(() => setImmediate(() => (isAnswered ? undefined : this.destroy(new Error(`No answer for ${timeoutMs} ms.`)))));
    };
    let isAnswered = false;
    const timer = setTimeout(giveUp, timeoutMs);
    try {
      return await ask(() => timer.refresh());
    } catch (error) {
      if (isAboutServer(error)) this.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    } finally {
      isAnswered = true;
      clearTimeout(timer);
    }
  }

  #lose(): void {
    if (!this.isUsable) return;
    this.isUsable = false;
    this.#options.onLost?.();
  }
}
