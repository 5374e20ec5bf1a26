/**
 * The peers of the store: libsql and pg by themselves. They write rows that are ready in hand into the same tables with the
 * same indexes, in the batches in which the store wrote them, with the same sync of the disk: one transaction per batch.
 */
import Database from 'libsql';
import pg from 'pg';

const schema = 'live_takeover';

/** One append as a row of its batch: everything in hand that there is to be written. */
export function rowOf(events, head, commandHash = null) {
  const { id, seq } = head;
  return { id, events, bodies: events.map((event) => JSON.stringify(event)), firstSeq: events[0].seq, lastSeq: seq, head, headJson: JSON.stringify(head), commandHash };
}

/**
 * @param {object} place - of a store that the gateway made and let go of
 * @returns {Promise<{ write(batches: object[][]): Promise<void>, heads(): Promise<{ head: string }[]>, close(): Promise<void> }>} batches
 *   are of {@link rowOf}
 */
export function openBareDriver(place) {
  return place.kind === 'sqlite' ? openBareSqlite(place) : openBarePostgres(place);
}

function openBareSqlite({ path }) {
  const connection = new Database(path);
  for (const pragma of ['locking_mode = EXCLUSIVE', 'journal_mode = WAL']) connection.prepare(`PRAGMA ${pragma}`).get();
  connection.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -32768');
  const keys = new Map(connection.prepare('SELECT id, key FROM conversations').raw().all());
  const [version] = connection.prepare('SELECT max(fold_version) FROM conversations').raw().get();
  let [position] = connection.prepare('SELECT max(position) FROM events').raw().get();
  const insertEvent = connection.prepare('INSERT INTO events (position, conversation, seq, id, first_seq, last_seq, command_hash, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const updateHead = connection.prepare('UPDATE conversations SET at = ?, version = ?, term = ?, is_closed = 0, fold_version = ?, head = ? WHERE key = ?');
  return {
    async write(batches) {
      for (const batch of batches) {
        connection.exec('BEGIN IMMEDIATE');
        for (const { id, events, bodies, firstSeq, lastSeq, head, headJson, commandHash } of batch) {
          const key = keys.get(id);
          updateHead.run([head.at, head.seq, head.term, version, headJson, key]);
          for (const [index, event] of events.entries())
            insertEvent.run([(position += 1), key, event.seq, event.id, firstSeq, lastSeq, commandHash, bodies[index]]);
        }
        connection.exec('COMMIT');
      }
    },
    heads: async () => connection.prepare('SELECT tenant, head FROM conversations WHERE is_closed = 0').all(),
    close: async () => connection.close(),
  };
}

/** The fewest round trips there are: one prepared statement for a batch. */
const writeBatch = {
  name: 'write-batch',
  text: `WITH changed AS (
      UPDATE conversations SET at = given.at, version = given.version, term = given.term, head = given.head
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[]) AS given (key, at, version, term, head)
      WHERE conversations.key = given.key
    )
    INSERT INTO events (partition, position, conversation, seq, id, first_seq, last_seq, command_hash, body)
    SELECT * FROM unnest($6::integer[], $7::bigint[], $8::bigint[], $9::bigint[], $10::text[], $11::bigint[], $12::bigint[], $13::text[], $14::text[])`,
};

async function openBarePostgres({ url }) {
  const connect = async () => {
    const client = new pg.Client({ connectionString: url, keepAlive: true });
    await client.connect();
    await client.query(`SET search_path = ${schema}`);
    await client.query("SET jit = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan");
    return client;
  };
  const clients = [await connect(), await connect()];
  const [first] = clients;
  const { rows } = await first.query('SELECT id, key, partition FROM conversations');
  const places = new Map(rows.map(({ id, key, partition }) => [id, { key, partition }]));
  const positions = new Map((await first.query('SELECT partition, max(position) AS position FROM events GROUP BY partition')).rows.map(({ partition, position }) => [partition, Number(position)]));
  const next = (partition) => {
    positions.set(partition, positions.get(partition) + 1);
    return positions.get(partition);
  };
  const valuesOf = (batch) => {
    const written = batch.flatMap((row) => row.events.map((event, index) => ({ ...row, ...places.get(row.id), event, body: row.bodies[index] })));
    return [
      batch.map(({ id }) => places.get(id).key),
      batch.map(({ head }) => head.at),
      batch.map(({ head }) => head.seq),
      batch.map(({ head }) => head.term),
      batch.map(({ headJson }) => headJson),
      written.map(({ partition }) => partition),
      written.map(({ partition }) => next(partition)),
      written.map(({ key }) => key),
      written.map(({ event }) => event.seq),
      written.map(({ event }) => event.id),
      written.map(({ firstSeq }) => firstSeq),
      written.map(({ lastSeq }) => lastSeq),
      written.map(({ commandHash }) => commandHash),
      written.map(({ body }) => body),
    ];
  };
  return {
    /** Half of the partitions on each connection, as the store does it: batches of different halves never wait for each other. */
    async write(batches) {
      await Promise.all(
        clients.map(async (client, half) => {
          for (const batch of batches)
            if (places.get(batch[0].id).partition % clients.length === half) await client.query({ ...writeBatch, values: valuesOf(batch) });
        }),
      );
    },
    heads: async () => (await first.query('SELECT tenant, head FROM conversations WHERE closed_at IS NULL')).rows,
    close: async () => void (await Promise.all(clients.map((client) => client.end()))),
  };
}
